import { receivedEvent, startLocalRun } from '../local-run.ts';
import { keptKb, largestFunctionKb } from './footprint.ts';

export interface Step {
  messages: number;
  conversations: number;
}

export interface Measured {
  /** For each message, in ms. */
  ms: number;
  /** What the local cloud keeps of each message, in KB. */
  keptKb: number;
  /** The largest process of a function at the end, in KB. */
  functionKb: number;
}

/** A contact may write as often as that and is answered each time. */
const SETTINGS = { maxRepliesPerHour: '1000' };

/** So many messages go ahead unmeasured, for processes to start and code to be compiled. */
const WARM_UP = 100;

/** Runs messages of so many conversations, in turn, through the app on a local cloud of its own. */
export async function measureStep({ messages, conversations }: Step): Promise<Measured> {
  const run = await startLocalRun(SETTINGS, () => undefined);
  const send = async (first: number, count: number, contacts: number, firstContact: number): Promise<void> => {
    const all = Array.from({ length: count }, (_, i) => ({ contact: firstContact + (i % contacts), index: first + i }));
    await run.post(all.map(receivedEvent));
    await run.handled({ events: first + count, replies: first + count });
  };
  try {
    await send(0, WARM_UP, 10, 0);
    const keptBefore = keptKb();
    const started = performance.now();
    await send(WARM_UP, messages, conversations, 10);
    const ms = (performance.now() - started) / messages;
    return { ms, keptKb: (keptKb() - keptBefore) / messages, functionKb: await largestFunctionKb() };
  } finally {
    await run.stop();
  }
}

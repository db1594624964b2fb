import { receivedEvent, startLocalRun } from '../local-run.ts';
import { keptKb, largestFunctionKb } from './footprint.ts';

export interface Measured {
  /** From the first delivery to the last answer, for each message, in ms. */
  ms: number;
  /**
   * How long the local cloud and the functions kept a processor busy for each message, in ms; others at work change it
   * little.
   */
  cpuMs: number;
  /** What the local cloud keeps of each message, in KB. */
  keptKb: number;
  /** The largest process of a function at the end, in KB. */
  functionKb: number;
}

/** So many messages go ahead unmeasured, for processes to start and code to be compiled. */
const WARM_UP = 100;

/** What each contact writes. */
const MESSAGES_EACH = 10;

/** Runs so many messages of contacts who write in turn through the app on a local cloud of its own. */
export async function measureStep(messages: number): Promise<Measured> {
  let functionsCpuMs = 0;
  const run = await startLocalRun({}, (event) => {
    if (event.kind === 'invocation') functionsCpuMs += event.cpuMs ?? 0;
  });
  const send = async (first: number, count: number): Promise<void> => {
    const contacts = count / MESSAGES_EACH;
    const contact = (i: number) => first / MESSAGES_EACH + (i % contacts);
    const all = Array.from({ length: count }, (_, i) => ({ contact: contact(i), index: first + i }));
    await run.post(all.map(receivedEvent));
    await run.handled({ events: first + count, replies: first + count });
  };
  try {
    await send(0, WARM_UP);
    const keptBefore = await keptKb();
    functionsCpuMs = 0;
    const [started, cpuBefore] = [performance.now(), process.cpuUsage()];
    await send(WARM_UP, messages);
    const ms = (performance.now() - started) / messages;
    const { user, system } = process.cpuUsage(cpuBefore);
    const cpuMs = ((user + system) / 1000 + functionsCpuMs) / messages;
    return { ms, cpuMs, keptKb: ((await keptKb()) - keptBefore) / messages, functionKb: await largestFunctionKb() };
  } finally {
    await run.stop();
  }
}

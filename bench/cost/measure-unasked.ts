import type { CloudEvent } from '../../local/cloud/cloud.ts';
import { SAMPLE } from '../../local/webhook.ts';
import { contactAddress, type LocalRun, receivedEvent, startLocalRun } from '../local-run.ts';
import { type Counted, createCounter } from './counter.ts';
import { type Phase, phaseOf } from './load.ts';
import { groupsOf } from './measure.ts';

/** What is used besides the answers: one by one, or as many at a time as batches hold. */
export interface UnaskedLoad {
  name: 'quiet' | 'busy';
  /** Messages that the outbox takes, and that leave at once. */
  now: Phase;
  /** The same for a date: until they are scheduled, and from the date on. */
  scheduled: Phase;
  due: Phase;
  /** Events that are put on the event bus. */
  published: Phase;
}

/** So many contacts, each of which has written, so that free text may be sent. */
const CONTACTS = 60;

/** How many come at a time, under the busy load; a request of the outbox takes up to a hundred. */
const AT_A_TIME = 60;

/** How far dates are apart: further than the run takes. */
const APART_MS = 24 * 60 * 60 * 1000;

type Counts = Record<'now' | 'scheduled' | 'due', Counted>;

/**
 * Sends messages by the outbox, and puts events of answered messages on a bus, on the local cloud: first one by one,
 * then many at a time.
 *
 * @param count how many of each
 */
export async function measureUnasked(count: number): Promise<Record<UnaskedLoad['name'], UnaskedLoad>> {
  const sent = await countSends(count);
  const published = await countPublished(count);
  const load = (name: UnaskedLoad['name']): UnaskedLoad => {
    const phase = (kind: keyof Counts, vendorMs?: number) =>
      phaseOf(sent[name][kind], count, sent.quiet[kind], vendorMs);
    const events = published[name].operations.PutEvents ?? 0;
    return {
      name,
      now: phase('now'),
      // Nothing is sent to the vendor before the date.
      scheduled: phase('scheduled', 0),
      due: phase('due'),
      published: phaseOf(published[name], events, published.quiet),
    };
  };
  return { quiet: load('quiet'), busy: load('busy') };
}

async function countSends(count: number): Promise<Record<UnaskedLoad['name'], Counts>> {
  const counter = createCounter();
  const run = await startLocalRun({}, counter.observe);
  try {
    await run.post(Array.from({ length: CONTACTS }, (_, contact) => receivedEvent({ contact, index: contact })));
    const walk = createWalk(run, CONTACTS);
    await run.handled({ events: CONTACTS, replies: CONTACTS });
    for (const atATime of [1, AT_A_TIME]) {
      await walk.now(CONTACTS, atATime);
      await walk.scheduled(CONTACTS, atATime);
      await walk.due(CONTACTS, atATime);
    }
    const phase = async (step: () => Promise<void>) => {
      counter.take();
      await step();
      return counter.take();
    };
    const counts = async (atATime: number): Promise<Counts> => ({
      now: await phase(() => walk.now(count, atATime)),
      scheduled: await phase(() => walk.scheduled(count, atATime)),
      due: await phase(() => walk.due(count, atATime)),
    });
    return { quiet: await counts(1), busy: await counts(AT_A_TIME) };
  } finally {
    await run.stop();
  }
}

/** @param replies how many messages the reply function has had before */
function createWalk(run: LocalRun, replies: number) {
  let keys = 0;
  let handled = replies;
  const settled = (more: number) => {
    handled += more;
    return run.handled({ replies: handled });
  };
  const send = async (size: number, when: { at?: string }) => {
    await run.send(Array.from({ length: size }, () => request(keys++, when)));
    await settled(size);
  };
  return {
    async now(count: number, atATime: number): Promise<void> {
      for (const size of groupsOf(count, atATime)) await send(size, {});
    },
    /** Those that come together have a date together. */
    async scheduled(count: number, atATime: number): Promise<void> {
      for (const [i, size] of groupsOf(count, atATime).entries()) {
        await send(size, { at: new Date(Date.now() + (i + 1) * APART_MS).toISOString() });
      }
    },
    async due(count: number, atATime: number): Promise<void> {
      for (const [i, size] of groupsOf(count, atATime).entries()) {
        await run.bringForward((i + 1) * APART_MS);
        await settled(size);
      }
    },
  };
}

const request = (index: number, when: { at?: string }) => ({
  to: contactAddress(index % CONTACTS),
  number: SAMPLE.data.numberId,
  key: `order-${index}-left`,
  text: 'Your order has left.',
  ...when,
});

/** What answered messages use of the bus: the queue of events, the function that reads it, and the bus. */
async function countPublished(count: number): Promise<Record<UnaskedLoad['name'], Counted>> {
  const counter = createCounter(isOfBus);
  const run = await startLocalRun({ eventBus: 'default' }, counter.observe);
  let posted = 0;
  const answer = async (messages: number, atATime: number): Promise<void> => {
    for (const size of groupsOf(messages, atATime)) {
      await run.post(
        Array.from({ length: size }, () => receivedEvent({ contact: posted % CONTACTS, index: posted++ })),
      );
      // Of each the message itself, and the reply that was sent.
      await run.handled({ events: posted, replies: posted, published: 2 * posted });
    }
  };
  try {
    await answer(CONTACTS, 1);
    await answer(CONTACTS, AT_A_TIME);
    counter.take();
    await answer(count, 1);
    const quiet = counter.take();
    await answer(count, AT_A_TIME);
    return { quiet, busy: counter.take() };
  } finally {
    await run.stop();
  }
}

function isOfBus(event: CloudEvent): boolean {
  if (event.kind === 'call') return /-published-/.test(String(event.input.QueueUrl)) || event.operation === 'PutEvents';
  return 'function' in event && /Publisher/.test(event.function);
}

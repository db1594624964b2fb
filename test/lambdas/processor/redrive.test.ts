import type { Bot } from '../../../lambdas/bot-api/index.ts';
import type { QueueMessage } from '../../../lambdas/queue/message.ts';
import { DONE } from '../../../lambdas/queue/worker.ts';
import { openProcessor, queued } from '../../support/processor.ts';
import { queueMessage, received } from '../../support/samples.ts';

const MAX = 3;

const broken: Bot = {
  onMessage: () => {
    throw new TypeError('no');
  },
};
const repaired: Bot = { onMessage: () => 'repaired' };

/**
 * A letter on its way back: the same body and attributes, and an id of its own, as SQS gives it to whatever it is sent.
 */
const redriven = ({ id: _, receiptHandle: __, ...letter }: QueueMessage, attributes: Record<string, string> = {}) =>
  queueMessage({ ...letter, receiveCount: 1, attributes: { ...letter.attributes, ...attributes } });

/** Lets the bot fail on a message until it is parked. */
async function parkedMessage(bot: Bot = broken) {
  const opened = openProcessor({ bot, maxAttempts: MAX, botTimeoutMs: 50 });
  const message = queued(received());
  for (let attempt = 1; attempt < MAX; attempt++) {
    expect(await opened.run(message)).toEqual([{ kind: 'retry' }]);
  }
  const [verdict] = await opened.run(message);
  return { ...opened, message, verdict };
}

describe('a message that was parked because the bot failed', () => {
  test.each([
    ['by our own redrive, which leaves the reason out', {}],
    ["by SQS's own move task, which keeps it", { reason: 'The bot failed 3 times: TypeError' }],
  ])('is answered by the repaired bot after it was put back %s', async (_way, attributes) => {
    const { run, processor, message, jobs, states } = await parkedMessage();
    processor.bot = repaired;
    expect(await run(redriven(message, attributes))).toEqual([DONE]);
    expect(jobs()).toMatchObject([{ content: { text: 'repaired' } }]);
    expect(states()).toMatchObject([{ state: 'done', outcome: 'answered' }]);
  });

  test('is tried as often as before when the bot is still broken, and parked with the reason again', async () => {
    const { run, message, verdict } = await parkedMessage();
    const again = redriven(message);
    for (let attempt = 1; attempt < MAX; attempt++) expect(await run(again)).toEqual([{ kind: 'retry' }]);
    expect(await run(again)).toEqual([verdict]);
  });

  test('keeps its reason when SQS could not take the letter, and the bot is not asked again meanwhile', async () => {
    const { run, message, processor } = await parkedMessage();
    const onMessage = jest.fn(() => 'never');
    processor.bot = { onMessage };
    expect(await run(message)).toMatchObject([{ kind: 'park', reason: `The bot failed ${MAX} times: TypeError` }]);
    expect(onMessage).not.toHaveBeenCalled();
  });
});

test('a message that crashed the function to the maximum is answered after a redrive', async () => {
  const hang: Bot = { onMessage: () => new Promise(() => undefined) };
  const { run, time, processor, jobs } = openProcessor({ bot: hang, maxAttempts: MAX });
  const message = queued(received());
  for (let crash = 1; crash <= MAX; crash++) {
    void run(message);
    await new Promise((resolve) => setImmediate(resolve));
    time.advance(60_001);
  }
  expect(await run(message)).toMatchObject([{ kind: 'park' }]);
  processor.bot = repaired;
  expect(await run(redriven(message))).toEqual([DONE]);
  expect(jobs()).toHaveLength(1);
});

test('a record that an older version left at the maximum does not stand in the way', async () => {
  const { run, table, jobs, time } = openProcessor({ bot: repaired, maxAttempts: MAX });
  const message = queued(received());
  const { id = '', event = '' } = message.attributes;
  const left = { state: 'claimed', owner: 'owner-of-old', leaseUntil: 0, failures: MAX, format: 1 };
  table.items.set(`${id} ${event}`, { id, event, ...left, conversation: 'h1', receivedAt: time.now() });
  expect(await run(redriven(message, { reason: 'The bot failed 3 times: TypeError' }))).toEqual([DONE]);
  expect(jobs()).toHaveLength(1);
});

test('what a message has failed does not count for another message that brings the same event', async () => {
  const { run, message } = await parkedMessage();
  expect(await run(queued(JSON.parse(message.body)))).toEqual([{ kind: 'retry' }]);
});

test('two messages that bring one event do not start each other anew: each is parked after its own failures', async () => {
  const { run } = openProcessor({ bot: broken, maxAttempts: MAX });
  const body = received();
  const [one, other] = [queued(body), queued(body)];
  for (let attempt = 1; attempt < MAX; attempt++) {
    expect(await run(one)).toEqual([{ kind: 'retry' }]);
    expect(await run(other)).toEqual([{ kind: 'retry' }]);
  }
  const parked = [{ kind: 'park', reason: `The bot failed ${MAX} times: TypeError`, detail: 'no' }];
  expect(await run(one)).toEqual(parked);
  expect(await run(other)).toEqual(parked);
  // One that was parked and could not be deleted comes again.
  expect(await run(one)).toMatchObject([{ kind: 'park', reason: `The bot failed ${MAX} times: TypeError` }]);
});

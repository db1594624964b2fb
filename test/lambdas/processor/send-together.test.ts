import { handleEvent } from '../../../lambdas/processor/handle-event.ts';
import { sendTogether } from '../../../lambdas/processor/send-together.ts';
import type { Outgoing } from '../../../lambdas/queue/sqs.ts';
import { conversationsOf, workTogether } from '../../../lambdas/queue/worker.ts';
import { recordedLog } from '../../support/log.ts';
import { openProcessor, queued } from '../../support/processor.ts';
import { received } from '../../support/samples.ts';

beforeEach(() => jest.useFakeTimers({ doNotFake: ['setImmediate'] }));
afterEach(() => jest.useRealTimers());

const settled = () => new Promise((resolve) => setImmediate(resolve));

/** A queue that notes each call, and takes what `takes` says. */
function queue(takes: (message: Outgoing) => boolean = () => true) {
  const calls: Outgoing[][] = [];
  const open = sendTogether(async (messages) => {
    calls.push(messages);
    await settled();
    return messages.map(takes);
  });
  return { calls, groups: () => calls.map((call) => call.map(({ group }) => group)), ...open };
}

/** Lets bots answer messages of so many contacts in one batch; each bot answers when it is let. */
function batchOf(
  contacts: string[],
  answers: Record<string, Promise<unknown>> = {},
  takes?: (one: Outgoing) => boolean,
) {
  const { calls, groups, send, during } = queue(takes);
  const bot = {
    onMessage: async ({ text }: { text: string }) => {
      await answers[text];
      return ['one', 'two', 'three'].map((part) => `${text} ${part}`);
    },
  };
  const opened = openProcessor({ bot, enqueue: send, botTimeoutMs: 60_000 });
  const batch = contacts.map((content, i) => queued(received({ id: `${i}`, messageId: `${i}`, content }), content));
  const worker = {
    handle: (conversation: typeof batch) => during(() => handleEvent(conversation, opened.processor)),
    reserveMs: 0,
    remainingMs: () => 1,
    postpone: async () => undefined,
    park: async () => undefined,
    random: () => 0,
    log: recordedLog(),
  };
  const texts = () => calls.map((call) => call.map(({ body }) => JSON.parse(body).content.text));
  return { ...opened, calls, groups, texts, work: () => workTogether(conversationsOf(batch), worker) };
}

test('the replies of conversations that decide at once leave in one call, a part of each at a time', async () => {
  const { work, texts } = batchOf(['ana', 'bia']);
  expect(await work()).toEqual([]);
  expect(texts()).toEqual([
    ['ana one', 'bia one'],
    ['ana two', 'bia two'],
    ['ana three', 'bia three'],
  ]);
});

test('a bot that hangs over one message does not keep the answers of the others back', async () => {
  let release: (value?: unknown) => void = () => undefined;
  const hangs = new Promise((resolve) => {
    release = resolve;
  });
  const { work, texts, states } = batchOf(['ana', 'bia', 'caio'], { ana: hangs });
  const all = work();
  for (const _part of [1, 2, 3]) {
    await settled();
    await jest.advanceTimersByTimeAsync(100);
    await settled();
  }
  const done = () => states().filter(({ state }) => state === 'done');
  expect(texts()).toEqual([
    ['bia one', 'caio one'],
    ['bia two', 'caio two'],
    ['bia three', 'caio three'],
  ]);
  expect(done()).toHaveLength(2);
  release();
  expect(await all).toEqual([]);
  expect(texts().flat()).toContain('ana three');
});

test('a call of which SQS takes a part leaves no part of an answer before one that stands before it', async () => {
  const refused = new Set(['ana one', 'bia two']);
  const inQueue: string[] = [];
  const takes = ({ body }: Outgoing) => {
    const { text } = JSON.parse(body).content;
    if (refused.delete(text)) return false;
    if (!inQueue.includes(text)) inQueue.push(text);
    return true;
  };
  const { work } = batchOf(['ana', 'bia'], {}, takes);
  expect(await work()).toHaveLength(2);
  expect(inQueue).toEqual(['bia one']);
  expect(await work()).toEqual([]);
  for (const contact of ['ana', 'bia']) {
    const parts = inQueue.filter((text) => text.startsWith(contact));
    expect(parts).toEqual(['one', 'two', 'three'].map((part) => `${contact} ${part}`));
  }
});

test('each part of an answer is a message of its own to SQS, and the same one whenever it is sent again', async () => {
  const sentIds = async () => {
    const { work, calls } = batchOf(['ana']);
    await work();
    return calls.flat().map(({ deduplicateBy }) => deduplicateBy);
  };
  const ids = await sentIds();
  expect(new Set(ids).size).toBe(3);
  expect(await sentIds()).toEqual(ids);
});

test('a message that nobody else is there to wait for leaves at once', async () => {
  const { send, during, groups } = queue();
  const message = (group: string): Outgoing => ({ body: '{}', group, deduplicateBy: group });
  expect(await during(() => send(message('a')))).toBe(true);
  await Promise.all([during(() => send(message('b'))), during(async () => undefined)]);
  expect(groups()).toEqual([['a'], ['b']]);
  expect(jest.getTimerCount()).toBe(0);
});

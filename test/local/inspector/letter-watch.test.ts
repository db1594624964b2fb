import { letterWatch } from '../../../local/inspector/letter-watch.ts';
import type { ShownDeadLetter } from '../../../local/inspector/protocol.ts';
import { NO_MESSAGES } from '../../../local/inspector/queue-watch.ts';

const letter = (messageId: string): ShownDeadLetter => ({
  queue: 'replies',
  messageId,
  at: 1,
  body: '',
  attributes: {},
});

/** A dead-letter queue of which some letters can be hidden. */
function watched() {
  const queue = { ids: [] as string[], counted: undefined as number | undefined, hidden: 0, lists: 0, fails: false };
  const watch = letterWatch({
    queueStates: async () => ({
      ...NO_MESSAGES,
      replies: { ...NO_MESSAGES.replies, deadLetters: queue.counted ?? queue.ids.length },
    }),
    list: async () => {
      queue.lists += 1;
      if (queue.fails) throw new Error('Not now');
      return queue.ids.slice(queue.hidden).map(letter);
    },
  });
  const look = async () => {
    const { queues, deadLetters } = await watch.read();
    return { count: queues.replies.deadLetters, ids: deadLetters.map(({ messageId }) => messageId) };
  };
  return { watch, queue, look };
}

test('dead letters are read when their count changes, and are left alone otherwise', async () => {
  const { queue, look } = watched();
  expect(await look()).toEqual({ count: 0, ids: [] });
  queue.ids = ['a'];
  expect(await look()).toEqual({ count: 1, ids: ['a'] });
  await look();
  expect(queue.lists).toBe(1);
});

test('a letter that comes back after a redrive is read although the count is the same', async () => {
  const { watch, queue, look } = watched();
  queue.ids = ['a'];
  await look();
  queue.ids = ['a-again'];
  expect(await look()).toEqual({ count: 1, ids: ['a'] });
  watch.stale();
  expect(await look()).toEqual({ count: 1, ids: ['a-again'] });
});

test('letters that were hidden are looked for again, five times at most', async () => {
  const { queue, look } = watched();
  queue.ids = ['a', 'b'];
  queue.hidden = 1;
  expect(await look()).toEqual({ count: 2, ids: ['b'] });
  queue.hidden = 0;
  expect(await look()).toEqual({ count: 2, ids: ['a', 'b'] });
  queue.hidden = 1;
  queue.ids = ['a', 'b', 'c'];
  for (let i = 0; i < 20; i++) await look();
  expect(queue.lists).toBeLessThanOrEqual(2 + 6);
});

test('what could not be read is read the next time', async () => {
  const { queue, look } = watched();
  queue.ids = ['a'];
  queue.fails = true;
  await expect(look()).rejects.toThrow('Not now');
  queue.fails = false;
  expect(await look()).toEqual({ count: 1, ids: ['a'] });
});

test('what is listed is counted, where SQS does not count it as yet', async () => {
  const { watch, queue, look } = watched();
  queue.ids = ['a'];
  queue.counted = 0;
  watch.stale();
  expect(await look()).toEqual({ count: 1, ids: ['a'] });
});

import type { Bot, Conversation } from '../../../lambdas/bot-api/index.ts';
import { outboxId } from '../../../lambdas/ledger/outbox.ts';
import { replyRecordKey } from '../../../lambdas/ledger/replies.ts';
import type { Key } from '../../../lambdas/ledger/table.ts';
import { wordsHash } from '../../../lambdas/pilot-status/wordings.ts';
import { readOutboxJob } from '../../../lambdas/queue/outbox-job.ts';
import { openProcessor, queued } from '../../support/processor.ts';
import { received } from '../../support/samples.ts';

const HOUR = 3_600_000;

let messages = 0;
const wrote = (content: string, data: Record<string, unknown> = {}) => {
  const id = `later-${++messages}`;
  return queued(received({ id, messageId: `wa-${id}`, content, ...data }));
};

/** A bot that does what the contact writes. */
const diary = (act: (words: string, conversation: Conversation) => unknown): Bot => ({
  onMessage: ({ text }, conversation) => act(text, conversation) as string,
});
const reminder = diary((words, { sendLater, cancel }) => {
  const [verb, days = '1', text = 'Tomorrow!'] = words.split(' ');
  if (verb === 'cancel') cancel('visit');
  if (verb === 'book') sendLater({ in: { days: Number(days) }, key: 'visit', expires: { hours: 2 } }, text);
  return `${verb}: ok`;
});

function open(bot: Bot = reminder) {
  const opened = openProcessor({ bot });
  const record = (key = 'visit', scope = 'h1') => opened.table.items.get(keyOf(outboxId(scope, key)));
  const keyOf = (id: string) => {
    const { event } = replyRecordKey(id, 0);
    return [...opened.table.items.keys()].find((name) => name.includes(id) && name.includes(event)) ?? '';
  };
  const outboxJobs = () => opened.sent.flatMap(({ body }) => readOutboxJob(body) ?? []);
  return { ...opened, record, outboxJobs };
}

test('a message for later is written with the decision, and its job follows the answer', async () => {
  const { run, sent, record, outboxJobs, time } = open();
  await run(wrote('book'));
  const at = time.now() + 24 * HOUR;
  expect(record()).toMatchObject({
    state: 'queued',
    key: 'visit',
    conversation: 'h1',
    to: '+5511999999999',
    numberId: 'cmm0abc123',
    content: { text: 'Tomorrow!' },
    at,
    until: at + 2 * HOUR,
    expiresAt: Math.floor((at + 30 * 24 * HOUR) / 1000),
  });
  expect(sent).toHaveLength(2);
  expect(outboxJobs()).toEqual([{ format: 1, send: outboxId('h1', 'visit'), revision: record()?.revision }]);
  // What is for a date keeps no answer waiting.
  expect(sent[1]?.group).toBe(outboxId('h1', 'visit'));
});

test('whatever crashes and comes again, there is one message, and its job is on the queue', async () => {
  const { run, record, processor, outboxJobs } = open();
  const { enqueue } = processor;
  const message = wrote('book');
  let left = 1;
  processor.enqueue = async (outgoing) => left-- > 0 && enqueue(outgoing);
  await run(message);
  expect(record()).toMatchObject({ state: 'queued' });
  expect(outboxJobs()).toEqual([]);
  processor.enqueue = enqueue;
  await run(message);
  expect(outboxJobs()).toMatchObject([{ revision: record()?.revision }]);
});

test('a message that waits is replaced by the next under its key, and the old schedule is withdrawn', async () => {
  const { run, record, outboxJobs, time } = open();
  await run(wrote('book'));
  const { revision } = record() as { revision: number };
  time.advance(HOUR);
  await run(wrote('book 7 Moved!'));
  expect(record()).toMatchObject({ content: { text: 'Moved!' }, at: time.now() + 7 * 24 * HOUR });
  expect(outboxJobs().at(-1)).toMatchObject({ withdraw: revision });
});

test('a message is cancelled, and a decision of before that comes again late changes nothing', async () => {
  const { run, record, processor, outboxJobs, log } = open();
  const { enqueue } = processor;
  const early = wrote('book');
  processor.enqueue = async (outgoing) => readOutboxJob(outgoing.body) === undefined && enqueue(outgoing);
  await run(early);
  processor.enqueue = enqueue;
  await run(wrote('cancel'));
  expect(record()).toMatchObject({ state: 'cancelled' });
  expect(record()?.content).toBeUndefined();
  expect(log.steps()).toContain('cancelled');
  await run(early);
  expect(record()).toMatchObject({ state: 'cancelled' });
  expect(outboxJobs().filter(({ withdraw }) => withdraw === undefined)).toEqual([]);
});

test('what was cancelled can be asked for again, also within one answer', async () => {
  const { run, record } = open();
  await run(wrote('cancel'));
  await run(wrote('book'));
  expect(record()).toMatchObject({ state: 'queued' });

  const both = open(
    diary((_, { sendLater, cancel }) => {
      cancel('visit');
      sendLater({ in: { days: 2 }, key: 'visit' }, 'In two days');
      return 'ok';
    }),
  );
  await both.run(wrote('x'));
  await both.run(wrote('x'));
  expect(both.record()).toMatchObject({ state: 'queued', content: { text: 'In two days' } });
});

test('what was sent under a key is sent once', async () => {
  const { run, record, table, log } = open();
  await run(wrote('book'));
  await table.put({ ...(record() as unknown as Key), state: 'sent', attemptedAt: 1 });
  await run(wrote('book'));
  await run(wrote('cancel'));
  expect(record()).toMatchObject({ state: 'sent' });
  expect(log.lines.filter(({ level }) => level === 'warn')).toMatchObject([
    { step: 'duplicate', fields: { state: 'sent' } },
    { step: 'duplicate', fields: { state: 'sent' } },
  ]);
});

test('an action that is returned as well is done once', async () => {
  const { run, outboxJobs, sent } = open(
    diary((_, { sendLater }) => ['ok', sendLater({ in: { days: 1 }, key: 'visit' }, 'Tomorrow!')]),
  );
  await run(wrote('x'));
  expect(sent).toHaveLength(2);
  expect(outboxJobs()).toHaveLength(1);
});

test('what a handler asks for after it has answered is refused, and what one asked for that throws is not done', async () => {
  const late: Conversation[] = [];
  const { run, record, processor } = open(
    diary((words, conversation) => {
      late.push(conversation);
      conversation.sendLater({ in: { days: 1 }, key: 'visit' }, 'Tomorrow!');
      if (words === 'fail') throw new Error('The bot threw');
      return 'ok';
    }),
  );
  await run(wrote('fail'));
  expect(record()).toBeUndefined();
  await run(wrote('x'));
  expect(() => late[1]?.cancel('visit')).toThrow(/has answered already/);
  expect(processor.maxAttempts).toBeGreaterThan(1);
});

test('a contact whose conversation has moved can cancel what was asked for before', async () => {
  const { run, record } = open();
  const old = { ...wrote('book'), group: 'h-old' };
  await run(old);
  expect(record('visit', 'h-old')).toMatchObject({ state: 'queued' });
  await run({ ...wrote('hi'), attributes: { ...wrote('hi').attributes, links: 'h-old' } });
  await run(wrote('cancel'));
  expect(record('visit', 'h-old')).toMatchObject({ state: 'cancelled' });
});

test.each([
  ['is no person', 'Tomorrow!', undefined],
  ['is one in other words', 'See you later', 'handed over'],
])('what comes back from WhatsApp of a message that was sent unasked %s', async (_, text, because) => {
  const { run, processor, table, time, log } = open();
  processor.unasked = { said: async () => [{ at: time.now(), reply: 'send#1', words: wordsHash('Tomorrow!') }] };
  await table.put({ id: 'send#1', event: '#reply.0', state: 'sent', attemptedAt: time.now(), sentAt: time.now() });
  await run(wrote(text, { fromMe: true, from: '+5511888888888', to: '+5511999999999' }));
  expect(log.lines.at(-1)?.fields.because).toBe(because);
});

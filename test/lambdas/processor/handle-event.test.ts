import { type Bot, text } from '../../../lambdas/bot-api/index.ts';
import { readDeliveryStatus } from '../../../lambdas/ledger/messages.ts';
import { wordsOf } from '../../../lambdas/pilot-status/content.ts';
import { readReplyJob } from '../../../lambdas/queue/reply-job.ts';
import type { Outgoing } from '../../../lambdas/queue/sqs.ts';
import { DONE } from '../../../lambdas/queue/worker.ts';
import { openProcessor, queued } from '../../support/processor.ts';
import { ALL_SAMPLES, queueMessage, received } from '../../support/samples.ts';

const HOUR_MS = 60 * 60 * 1000;

test('a message of a contact becomes a reply to its sender', async () => {
  const { run, jobs, states, time, log } = openProcessor();
  expect(await run(queued(received()))).toEqual([DONE]);
  expect(jobs()).toEqual([
    {
      format: 1,
      reply: 'reply#cmm0abc123#msg_in_id',
      index: 0,
      numberId: 'cmm0abc123',
      to: '+5511999999999',
      content: { text: 'Thanks' },
      cause: { id: 'cmm04obm46zz0qv4ycjp8x6r2', event: 'message.received' },
      decidedAt: time.now(),
      writtenAt: time.now(),
      expiresAt: time.now() + 24 * HOUR_MS,
      windowEndsAt: time.now() + 24 * HOUR_MS,
    },
  ]);
  expect(states()).toEqual([
    { id: 'cmm04obm46zz0qv4ycjp8x6r2', event: 'message.received', state: 'done', outcome: 'answered' },
  ]);
  expect(log.steps()).toEqual(['decided']);
});

test('the log tells how old a message was when it was decided about', async () => {
  const { run, log, time } = openProcessor();
  time.advance(85);
  await run(queued(received()));
  expect(log.lines).toMatchObject([{ step: 'decided', fields: { ageMs: 85 } }]);
});

test('a duplicate costs one request and no reply', async () => {
  const { run, sent, table, log } = openProcessor();
  await run(queued(received()));
  Object.assign(table.calls, { get: 0, query: 0, put: 0, set: 0 });
  expect(await run(queued(received()))).toEqual([DONE]);
  expect(table.calls).toEqual({ get: 0, query: 0, put: 1, set: 0 });
  expect(sent).toHaveLength(1);
  expect(log.steps()).toEqual(['decided', 'duplicate']);
});

test.each(ALL_SAMPLES)('%s is recorded, and answered only if a contact wrote it', async (event, body) => {
  const { run, jobs, states } = openProcessor();
  expect(await run(queued(body))).toEqual([DONE]);
  const answered = event === 'message.received' || event === 'message.reply';
  expect(jobs()).toHaveLength(answered ? 1 : 0);
  expect(states()).toMatchObject([{ event, state: 'done', outcome: answered ? 'answered' : 'recorded' }]);
});

test.each([
  [{ object: 'whatsapp_business_account', entry: [] }],
  [{}],
  [{ event: 'history', data: { messages: [{ from: '+5511999999999' }] } }],
  [{ event: 'smb_message_echoes', data: { from: '+5511999999999', type: 'reaction' } }],
  [received({ from: null })],
])('a shape that is no message of a contact is recorded and not answered: %j', async (body) => {
  const { run, sent, states } = openProcessor();
  expect(await run(queued(body))).toEqual([DONE]);
  expect(sent).toEqual([]);
  expect(states()).toMatchObject([{ state: 'done', outcome: 'recorded' }]);
});

test('a bot that answers nothing leaves a record and sends nothing', async () => {
  const { run, sent, states } = openProcessor({ bot: { onMessage: () => undefined } });
  expect(await run(queued(received()))).toEqual([DONE]);
  expect(sent).toEqual([]);
  expect(states()).toMatchObject([{ state: 'done', outcome: 'silent' }]);
});

test('a bot that throws breaks only its own message, whose event is free at once', async () => {
  const bot: Bot = {
    onMessage: ({ id }) => {
      if (id === 'bad') throw new Error('my bot');
      return 'ok';
    },
  };
  const { run, jobs, processor, log } = openProcessor({ bot });
  const bad = queued(received({ id: 'bad' }), 'h1');
  const verdicts = await run(bad, queued(received({ id: 'good', messageId: 'good' }), 'h2'));
  expect(verdicts).toEqual([{ kind: 'retry' }, DONE]);
  expect(log.lines).toContainEqual(
    expect.objectContaining({ step: 'broken', fields: expect.objectContaining({ error: 'BotError: Error' }) }),
  );
  expect(jobs()).toHaveLength(1);
  processor.bot = { onMessage: () => 'mended' };
  expect(await run(bad)).toEqual([DONE]);
});

test('a bot is not asked again when the reply could not be enqueued the first time', async () => {
  let asked = 0;
  let accepts = false;
  const enqueued: Outgoing[] = [];
  const { run } = openProcessor({
    bot: { onMessage: () => `answer ${++asked}` },
    enqueue: async (message) => {
      if (accepts) enqueued.push(message);
      return accepts;
    },
  });
  expect(await run(queued(received()))).toEqual([{ kind: 'retry' }]);
  accepts = true;
  expect(await run(queued(received()))).toEqual([DONE]);
  expect(asked).toBe(1);
  expect(enqueued.map(({ body }) => readReplyJob(body)?.content)).toEqual([{ text: 'answer 1' }]);
});

test('a decision outlives a crash, later messages and the days until its event is redriven', async () => {
  let asked = 0;
  const { run, jobs, time, processor } = openProcessor({ bot: { onMessage: () => `answer ${++asked}` } });
  const { enqueue } = processor;
  processor.enqueue = () => new Promise(() => undefined);
  void run(queued(received({ id: 'first', messageId: 'first' })));
  await new Promise((resolve) => setImmediate(resolve));
  processor.enqueue = enqueue;

  time.advance(3 * 24 * HOUR_MS);
  await run(queued(received({ id: 'second', messageId: 'second' })));
  await run(queued(received({ id: 'third', messageId: 'third' })));
  await run(queued(received({ id: 'first', messageId: 'first' })));
  expect(jobs().map(({ content }) => wordsOf(content))).toEqual(['answer 2', 'answer 3', 'answer 1']);
});

test('a bot is asked once about a message that two events tell of', async () => {
  let asked = 0;
  const { run, jobs } = openProcessor({ bot: { onMessage: () => `answer ${++asked}` } });
  await run(queued(received({ id: 'a' })));
  await run(queued({ ...received({ id: 'b' }), event: 'message.reply' }));
  expect(asked).toBe(1);
  expect(new Set(jobs().map(({ reply }) => reply)).size).toBe(1);
});

test('a bot is asked once even if the second event comes many messages later', async () => {
  let asked = 0;
  const { run, jobs, log } = openProcessor({ bot: { onMessage: () => `answer ${++asked}` } });
  const tell = (id: string, messageId: string, event = 'message.received') =>
    run(queued({ ...received({ id, messageId }), event }));
  await tell('a', 'first');
  for (let i = 0; i < 10; i++) await tell(`b${i}`, `later-${i}`);
  expect(await tell('c', 'first', 'message.reply')).toEqual([DONE]);
  expect(asked).toBe(11);
  expect(jobs()).toHaveLength(11);
  expect(log.steps().at(-1)).toBe('duplicate');
});

test('a bot that takes too long breaks only its own message', async () => {
  const { run, log } = openProcessor({ bot: { onMessage: () => new Promise(() => undefined) }, botTimeoutMs: 20 });
  expect(await run(queued(received()))).toEqual([{ kind: 'retry' }]);
  expect(log.lines.find(({ level }) => level === 'error')?.fields.error).toBe(
    'BotError: The bot took longer than 0.02 s',
  );
});

test('a message on which the bot fails again and again is parked with the reason', async () => {
  const bot: Bot = {
    onMessage: () => {
      throw new TypeError('no');
    },
  };
  const { run, states } = openProcessor({ bot, maxAttempts: 3 });
  const message = queued(received());
  expect(await run(message)).toEqual([{ kind: 'retry' }]);
  expect(await run(message)).toEqual([{ kind: 'retry' }]);
  expect(await run(message)).toEqual([{ kind: 'park', reason: 'The bot failed 3 times: TypeError', detail: 'no' }]);
  expect(states()).toMatchObject([{ state: 'claimed' }]);
});

test('a message that crashes the function again and again is parked without asking the bot', async () => {
  let asked = 0;
  const hang: Bot = {
    onMessage: () => {
      asked++;
      return new Promise(() => undefined);
    },
  };
  const { run, time } = openProcessor({ bot: hang, botTimeoutMs: 100, maxAttempts: 2 });
  const message = queued(received());
  for (const _crash of [1, 2]) {
    void run(message);
    await new Promise((resolve) => setImmediate(resolve));
    time.advance(60_001);
  }
  expect(await run(message)).toMatchObject([{ kind: 'park', reason: expect.stringContaining('crashed the function') }]);
  expect(asked).toBe(2);
});

test('what fails for a reason outside the message is retried for as long as it takes', async () => {
  const { run, processor } = openProcessor({ maxAttempts: 2 });
  const { conversations } = processor;
  processor.conversations = { ...conversations, read: () => Promise.reject(new Error('DynamoDB is away')) };
  for (let i = 0; i < 20; i++) expect(await run(queued(received(), 'h1', i + 1))).toEqual([{ kind: 'retry' }]);
  processor.conversations = conversations;
  expect(await run(queued(received(), 'h1', 21))).toEqual([DONE]);
});

test('a quoted message of ours reaches the bot with its words', async () => {
  const heard: unknown[] = [];
  const bot: Bot = {
    onMessage: ({ quoted }) => {
      heard.push(quoted);
    },
  };
  const { run, processor } = openProcessor({ bot });
  const fields = { text: 'Which size?', conversation: 'h1' };
  await processor.messages.linkReply('msg_1', { id: 'reply#n#m', event: '#reply.0' }, fields);
  await run(queued({ event: 'message.sent', data: { id: 'msg_1', messageId: 'wamid.1', to: '+5511999999999' } }));
  const reply = (id: string, data: object) =>
    queued({ ...received({ id, messageId: id, ...data }), event: 'message.reply' });
  await run(reply('r1', { quotedMessageId: 'wamid.1' }));
  await run(reply('r2', { messageRepliedId: 'msg_1' }));
  await run(reply('r3', { quotedMessageId: 'wamid.unknown' }));
  await run(reply('r4', {}));
  expect(heard).toEqual([
    { text: 'Which size?', reply: 'reply#n#m' },
    { text: 'Which size?', reply: 'reply#n#m' },
    {},
    undefined,
  ]);
});

test('a status is found under the id of the send, whether data.id is that id or one of its own', async () => {
  const { run, table } = openProcessor();
  await run(queued({ event: 'message.sent', data: { id: 'msg_1' } }));
  await run(queued({ event: 'message.delivered', data: { id: 'event_7', internalMessageId: 'msg_1' } }));
  expect(await readDeliveryStatus(table, 'msg_1')).toBe('delivered');
});

test('every record tells its conversation, and those of events the number too, so that a contact can be found', async () => {
  const { run, table } = openProcessor();
  const ids = { id: 'event_7', internalMessageId: 'msg_1', messageId: 'wamid.1' };
  await run(queued({ event: 'message.sent', data: { ...ids, numberId: 'cmm0abc123', to: '+5511999999999' } }));
  await run(queued(received()));
  const records = [...table.items.values()].filter(({ event }) => event !== '#number');
  expect(records.map(({ event }) => event)).toEqual([
    '#message',
    'message.sent',
    'message.sent',
    'message.received',
    '#conversation',
  ]);
  for (const record of records) expect(record).toMatchObject({ conversation: 'h1' });
  for (const record of records.filter(({ state }) => state)) expect(record).toMatchObject({ numberId: 'cmm0abc123' });
});

test('an event that another worker holds comes back when the lease has ended', async () => {
  const { run, processor, time } = openProcessor();
  const message = queued(received());
  await processor.events.claim({ id: message.attributes.id ?? '', event: 'message.received' }, {});
  time.advance(20_000);
  expect(await run(message)).toEqual([{ kind: 'retry', afterMs: 40_001 }]);
});

test('a worker whose lease went to another leaves the event to that one', async () => {
  const { run, time, processor, sent } = openProcessor();
  processor.bot = {
    onMessage: async () => {
      time.advance(60_001);
      await processor.events.claim({ id: 'cmm04obm46zz0qv4ycjp8x6r2', event: 'message.received' }, {});
      return 'late';
    },
  };
  expect(await run(queued(received()))).toEqual([{ kind: 'retry' }]);
  expect(sent).toHaveLength(1);
});

test('when two workers decide about one conversation, one of them starts anew', async () => {
  const { run, processor, sent } = openProcessor();
  const { conversations } = processor;
  processor.conversations = { ...conversations, saveDecisions: async () => false };
  expect(await run(queued(received()))).toEqual([{ kind: 'retry' }]);
  expect(sent).toEqual([]);
});

test.each([
  ['{"event":"x"}', {}],
  ['nonsense', { id: 'i', event: 'e', receivedAt: '1' }],
])('a message that did not come from ingest is parked and not recorded: %j', async (body, attributes) => {
  const { run, table } = openProcessor();
  expect(await run(queueMessage({ body, attributes }))).toMatchObject([{ kind: 'park' }]);
  expect(table.items.size).toBe(0);
});

describe('the file of a message', () => {
  const withImage = (receiveCount = 1) =>
    queued(received({ type: 'image', mediaLink: 'https://files.example/1' }), 'h1', receiveCount);

  test('is kept before the bot is asked, and the bot is told where', async () => {
    const asked: unknown[] = [];
    const kept: unknown[] = [];
    const { run, time } = openProcessor({
      bot: { onMessage: ({ media }) => void asked.push(media) },
      archive: async (...given) => {
        kept.push(given);
        return 'inbound/1';
      },
    });
    expect(await run(withImage(2))).toEqual([DONE]);
    const media = { type: 'image', link: 'https://files.example/1' };
    const key = { id: 'cmm04obm46zz0qv4ycjp8x6r2', event: 'message.received' };
    expect(kept).toEqual([[media, { key, conversation: 'h1', receivedAt: time.now(), receiveCount: 2 }]]);
    expect(asked).toEqual([{ ...media, archiveKey: 'inbound/1' }]);
  });

  test('that cannot be kept now sends the message back, unasked, and the next worker may take it at once', async () => {
    const onMessage = jest.fn(() => 'Thanks');
    const archive = jest.fn().mockRejectedValueOnce(new Error('S3 is away')).mockResolvedValue(undefined);
    const { run, log, jobs } = openProcessor({ bot: { onMessage }, archive });
    expect(await run(withImage())).toEqual([{ kind: 'retry' }]);
    expect(onMessage).not.toHaveBeenCalled();
    expect(log.steps()).toEqual(['broken']);
    expect(await run(withImage(2))).toEqual([DONE]);
    expect(jobs()).toHaveLength(1);
  });

  test('of a message that is decided already is not kept again', async () => {
    const archive = jest.fn(async () => 'inbound/1');
    const refusing = openProcessor({ archive, enqueue: async () => false });
    await refusing.run(withImage());
    await refusing.run(withImage(2));
    expect(archive).toHaveBeenCalledTimes(1);
  });
});

test('what a contact wrote and nobody can read is told loudly, once, and recorded as such', async () => {
  const { run, sent, table, log } = openProcessor();
  const unreadable = received({ from: 'Pedrinho' });
  expect(await run(queued(unreadable))).toEqual([DONE]);
  expect(await run(queued(unreadable))).toEqual([DONE]);
  expect(sent).toEqual([]);
  expect([...table.items.values()]).toMatchObject([{ state: 'done', outcome: 'recorded', because: 'unreadable' }]);
  expect(log.lines.map(({ level, step }) => [level, step])).toEqual([
    ['warn', 'unreadable'],
    ['info', 'recorded'],
    ['info', 'duplicate'],
  ]);
  expect(log.lines[0]?.fields).toMatchObject({ event: 'message.received', reason: 'It names no contact' });
});

test('the reference of a reply is kept out of what is sent', async () => {
  const { run, jobs } = openProcessor({ bot: { onMessage: () => text('Hi', { reference: 'order 42' }) } });
  await run(queued(received()));
  expect(jobs()).toMatchObject([{ reference: 'order 42', content: { text: 'Hi' } }]);
  expect(jobs()[0]?.content).toEqual({ text: 'Hi' });
});

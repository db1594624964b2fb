import { type Bot, defineBot, handOver, optOut, remember, template } from '../../../lambdas/bot-api/index.ts';
import { replyRecordKey, replyRecords } from '../../../lambdas/ledger/replies.ts';
import { DONE } from '../../../lambdas/queue/worker.ts';
import { ledgerSettings } from '../../support/clock.ts';
import { openProcessor, queued } from '../../support/processor.ts';
import { OPT_IN_REPLY, OPT_OUT_REPLY, RULES } from '../../support/rules.ts';
import { received } from '../../support/samples.ts';

const MINUTE = 60_000;

let messages = 0;
/** A message of a contact, with ids of its own. */
const wrote = (content: string, data: Record<string, unknown> = {}) => {
  const id = `m${++messages}`;
  return queued(received({ id, messageId: `wa-${id}`, content, ...data }));
};

/** A bot that counts. */
const counter: Bot = defineBot<{ visits: number }>({
  onMessage(_message, { memory }) {
    const visits = (memory?.visits ?? 0) + 1;
    return [`Visit ${visits}`, remember({ visits })];
  },
});

const words = (jobs: { content: unknown }[]) => jobs.map(({ content }) => (content as { text: string }).text);

test('what a bot remembers is there at the next message, and for nobody else', async () => {
  const { run, jobs } = openProcessor({ bot: counter });
  await run(wrote('a'));
  await run(wrote('b'));
  await run({ ...wrote('c'), group: 'another' });
  expect(words(jobs())).toEqual(['Visit 1', 'Visit 2', 'Visit 1']);
});

test('memory changes exactly once for a message, whatever crashes and comes again', async () => {
  const { run, jobs, processor } = openProcessor({ bot: counter });
  const { enqueue } = processor;
  const message = wrote('a');
  processor.enqueue = async () => false;
  await run(message);
  processor.enqueue = enqueue;
  await run(message);
  await run(message);
  await run(wrote('b'));
  expect(words(jobs())).toEqual(['Visit 1', 'Visit 2']);
});

test('several replies go in order, and each has a place of its own', async () => {
  const { run, jobs } = openProcessor({ bot: { onMessage: () => ['one', template('t'), 'three'] } });
  await run(wrote('a'));
  expect(jobs().map(({ index, content }) => [index, content])).toEqual([
    [0, { text: 'one' }],
    [1, { templateId: 't' }],
    [2, { text: 'three' }],
  ]);
});

test('opting out is remembered from message to message, and for years', async () => {
  const { run, jobs, log, table, time } = openProcessor();
  for (const content of ['Hi', 'STOP', 'Hi', 'Voltar', 'Hi']) await run(wrote(content));
  expect(words(jobs())).toEqual(['Thanks', OPT_OUT_REPLY, OPT_IN_REPLY, 'Thanks']);
  expect(log.lines.map(({ fields }) => [fields.outcome, fields.because])).toEqual([
    ['answered', undefined],
    ['answered', 'opted out'],
    ['silent', 'opted out'],
    ['answered', 'opted in'],
    ['answered', undefined],
  ]);
  await run(wrote('STOP'));
  const record = [...table.items.values()].find(({ id }) => id === 'conversation#h1');
  expect(Number(record?.expiresAt) * 1000).toBeGreaterThan(time.now() + 4 * 365 * 24 * 60 * MINUTE);
});

test('a bot can opt a contact out, and hand over', async () => {
  for (const [action, because] of [
    [optOut(), 'opted out'],
    [handOver(), 'handed over'],
  ] as const) {
    const { run, jobs, log } = openProcessor({ bot: { onMessage: () => ['Goodbye', action] } });
    await run(wrote('a'));
    await run(wrote('b'));
    expect(words(jobs())).toEqual(['Goodbye']);
    expect(log.lines.at(-1)?.fields).toMatchObject({ outcome: 'silent', because });
  }
});

describe('a message that left from our number', () => {
  const left = (content: string, data: Record<string, unknown> = {}) =>
    wrote(content, { fromMe: true, from: '+5511888888888', to: '+5511999999999', ...data });

  test('makes the bot quiet when a person wrote it', async () => {
    const { run, jobs, log } = openProcessor();
    await run(wrote('Hi'));
    await run(left('This is Ana, let me help'));
    await run(wrote('Thank you, Ana'));
    expect(jobs()).toHaveLength(1);
    expect(log.lines.map(({ fields }) => fields.because)).toEqual([undefined, 'handed over', 'handed over']);
  });

  test('does not when it is the echo of a reply, by its words', async () => {
    const { run, jobs, log } = openProcessor();
    await run(wrote('Hi'));
    await run(left('Thanks'));
    await run(wrote('Hello?'));
    expect(jobs()).toHaveLength(2);
    expect(log.steps()).toEqual(['decided', 'recorded', 'decided']);
  });

  test('does not when it is the echo of a reply, by the id of its send', async () => {
    const { run, jobs, processor } = openProcessor();
    await run(wrote('Hi'));
    await processor.messages.linkReply(
      'msg_1',
      { id: 'reply#n#1', event: '#reply.0' },
      { text: 'Thanks', conversation: 'h1' },
    );
    await run(left('Thanks, with a link preview', { id: 'msg_1' }));
    await run(wrote('Hello?'));
    expect(jobs()).toHaveLength(2);
  });

  test('does not when it is the echo of a reply, by the id that WhatsApp gave it, as message.sent told', async () => {
    const { run, jobs, processor } = openProcessor();
    await run(wrote('Hi'));
    const reply = { id: 'reply#n#1', event: '#reply.0' };
    await processor.messages.linkReply('msg_1', reply, { text: 'Thanks', conversation: 'h1' });
    await run(queued({ event: 'message.sent', data: { id: 'msg_1', messageId: 'wamid.1', to: '+5511999999999' } }));
    await run(left('Thanks, with a link preview', { id: 'an id of its own', messageId: 'wamid.1' }));
    await run(wrote('Hello?'));
    expect(jobs()).toHaveLength(2);
  });

  test('does not when its event waited for hours, because it is judged by when it left', async () => {
    const { run, jobs, time, log } = openProcessor();
    await run(wrote('Hi'));
    const echo = left('Thanks', { createdAt: '2026-02-24T10:30:05.000Z' });
    time.advance(5 * 60 * MINUTE);
    await run({ ...echo, attributes: { ...echo.attributes, receivedAt: String(time.now()) } });
    await run(wrote('Hello?'));
    expect(jobs()).toHaveLength(2);
    expect(log.steps()).toEqual(['decided', 'recorded', 'decided']);
  });

  test('does not when the reply waited for hours before it was sent', async () => {
    const { run, jobs, time, table, log } = openProcessor();
    await run(wrote('Hi'));
    time.advance(5 * 60 * MINUTE);
    const [job] = jobs();
    const sent = replyRecords(table, ledgerSettings(time));
    const key = replyRecordKey(job?.reply ?? '', 0);
    const begun = await sent.begin(key, { cause: { id: 'in-1', event: 'message.received' }, conversation: 'h1' });
    if (begun.kind !== 'begun') throw new Error('not begun');
    await sent.close(key, begun.lease, 'sent', { sentId: 'msg_1', sentAt: time.now() });
    const at = (minutes: number) => new Date(time.now() + minutes * MINUTE).toISOString();
    time.advance(30 * MINUTE);
    const [echo, ana] = [left('Thanks', { createdAt: at(-29) }), left('Thanks', { createdAt: at(-1) })];
    for (const message of [echo, ana]) message.attributes = { ...message.attributes, receivedAt: String(time.now()) };
    await run(echo);
    expect(log.steps().at(-1)).toBe('recorded');
    await run(ana);
    expect(log.lines.at(-1)?.fields.because).toBe('handed over');
  });

  test('is only recorded where takeovers are switched off', async () => {
    const { run, jobs, states } = openProcessor({ rules: { ...RULES, humanTakeoverMinutes: 0 } });
    await run(left('This is Ana'));
    await run(wrote('Hi'));
    expect(states().map(({ outcome }) => outcome)).toEqual(['recorded', 'answered']);
    expect(jobs()).toHaveLength(1);
  });

  test('counts once, however often it is delivered', async () => {
    const { run, jobs, time } = openProcessor();
    const message = left('This is Ana');
    await run(message);
    time.advance(59 * MINUTE);
    await run(message);
    time.advance(MINUTE);
    await run(wrote('Hi'));
    expect(jobs()).toHaveLength(1);
  });
});

describe('what is no message of a contact', () => {
  const failed = {
    event: 'message.failed',
    data: {
      id: 'msg_1',
      internalMessageId: 'msg_1',
      to: '+5511999999999',
      numberId: 'n',
      errorMessage: 'META_OUTSIDE_24H_WINDOW: too late',
    },
  };

  test('a failure reaches onStatus with the reply it belongs to, and may be answered with a template', async () => {
    const told: unknown[] = [];
    const bot = defineBot({
      onStatus(status) {
        told.push([status.status, status.code, status.reply]);
        return template('tpl_reopen');
      },
    });
    const { run, jobs, processor } = openProcessor({ bot });
    await processor.messages.linkReply(
      'msg_1',
      { id: 'reply#n#1', event: '#reply.0' },
      { text: 'Our answer', reference: 'order 42', conversation: 'h1' },
    );
    await run(queued(failed));
    await run(queued(failed));
    expect(told).toEqual([
      ['failed', 'META_OUTSIDE_24H_WINDOW', { key: 'reply#n#1', text: 'Our answer', reference: 'order 42' }],
    ]);
    expect(jobs()).toMatchObject([
      {
        to: '+5511999999999',
        numberId: 'n',
        content: { templateId: 'tpl_reopen' },
        reply: 'reply#n#msg_1#message.failed',
      },
    ]);
  });

  test('free text after a failure finds the window where the contact left it: closed if they never wrote', async () => {
    const { run, jobs, time } = openProcessor({ bot: { onMessage: () => 'Hi', onStatus: () => 'Sorry' } });
    await run(queued(failed));
    await run(wrote('Hi', { createdAt: new Date(time.now() - 10 * MINUTE).toISOString() }));
    await run(queued({ ...failed, data: { ...failed.data, id: 'msg_2', internalMessageId: 'msg_2' } }));
    const day = 24 * 60 * MINUTE;
    expect(jobs().map(({ windowEndsAt }) => windowEndsAt)).toEqual([
      day,
      time.now() - 10 * MINUTE + day,
      time.now() - 10 * MINUTE + day,
    ]);
  });

  test('a status costs one request where the bot does not listen', async () => {
    const { run, table } = openProcessor();
    await run(queued({ event: 'message.read', data: { id: 'msg_1', to: '+5511999999999' } }));
    expect(table.calls).toMatchObject({ get: 0, put: 1, set: 0 });
  });

  test('a group is answered in the group, if the bot listens to groups', async () => {
    const group = {
      event: 'message.group',
      data: { id: 'g1', groupId: '123@g.us', fromNumber: '+5511', content: '!hours', numberId: 'n' },
    };
    const { run, jobs } = openProcessor({ bot: { onMessage: () => 'never', onGroup: ({ text }) => `About ${text}` } });
    await run(queued(group));
    await run(queued({ ...group, data: { ...group.data, id: 'g2', fromMe: true } }));
    expect(jobs()).toMatchObject([{ to: '123@g.us', content: { text: 'About !hours' } }]);
    const deaf = openProcessor();
    await deaf.run(queued(group));
    expect(deaf.jobs()).toEqual([]);
  });

  test('a newsletter is answered in the newsletter, if the bot listens to newsletters', async () => {
    const post = { event: 'message.newsletter', data: { id: 'n1', newsletterId: '9@newsletter', content: 'News' } };
    const { run, jobs } = openProcessor({
      bot: { onMessage: () => 'never', onNewsletter: ({ text }) => `On ${text}` },
    });
    await run(queued(post));
    await run(queued({ ...post, data: { ...post.data, id: 'n2', fromMe: true } }));
    expect(jobs()).toMatchObject([{ to: '9@newsletter', content: { text: 'On News' } }]);
    const deaf = openProcessor();
    await deaf.run(queued(post));
    expect(deaf.jobs()).toEqual([]);
  });

  test('an event of a number reaches onNumberEvent once, and is retried when the bot throws', async () => {
    const told: unknown[] = [];
    let works = false;
    const bot = defineBot({
      onNumberEvent({ event }) {
        if (!works) throw new Error('not now');
        told.push(event);
      },
    });
    const { run } = openProcessor({ bot });
    const event = queued({ event: 'number.disconnected', data: { id: 'n' } });
    expect(await run(event)).toEqual([{ kind: 'retry' }]);
    works = true;
    expect(await run(event)).toEqual([DONE]);
    expect(await run(event)).toEqual([DONE]);
    expect(told).toEqual(['number.disconnected']);
  });

  test('contacts without a phone number are answered by the id that they have', async () => {
    const { run, jobs } = openProcessor();
    await run(wrote('Hi', { from: null, fromUserId: 'BR.13491208655302741918' }));
    expect(jobs()).toMatchObject([{ to: 'BR.13491208655302741918' }]);
  });
});

describe('a burst', () => {
  function burstProcessor(bot?: Bot) {
    const asked: string[][] = [];
    const listening = defineBot({
      onMessage: ({ burst }) => {
        asked.push(burst.map(({ text }) => text));
        return `${burst.length} together`;
      },
    });
    return { asked, ...openProcessor({ debounceMs: 5_000, bot: bot ?? listening }) };
  }

  test('takes along nothing that was written long before it came', async () => {
    const { asked, handle, time } = burstProcessor();
    time.advance(5_000);
    await handle([wrote('Hi'), wrote('Long ago', { createdAt: '2026-02-20T10:30:00.000Z' })]);
    expect(asked).toEqual([['Hi']]);
  });

  test('waits for more, and then is one call with all that was written', async () => {
    const { asked, handle, time, jobs, states } = burstProcessor();
    const batch = [wrote('Hi'), wrote('I want'), wrote('a pizza')];
    expect(await handle(batch.slice(0, 1))).toEqual([{ kind: 'retry', afterMs: 5_000 }]);
    expect(states()).toEqual([]);
    time.advance(5_000);
    expect(await handle(batch)).toEqual([{ kind: 'done', together: 3 }]);
    expect(asked).toEqual([['Hi', 'I want', 'a pizza']]);
    expect(words(jobs())).toEqual(['3 together']);
    expect(states().map(({ state, outcome }) => [state, outcome])).toEqual([
      ['done', 'answered'],
      ['done', 'silent'],
      ['done', 'silent'],
    ]);
  });

  test('is one call and one reply even when the worker dies after the decision', async () => {
    const { asked, handle, processor, time, jobs } = burstProcessor();
    const { enqueue } = processor;
    const batch = [wrote('Hi'), wrote('there')];
    time.advance(5_000);
    processor.enqueue = () => new Promise(() => undefined);
    void handle(batch);
    await new Promise((resolve) => setImmediate(resolve));
    processor.enqueue = enqueue;
    time.advance(5 * MINUTE);
    for (const message of batch) expect(await handle([message])).toEqual([DONE]);
    expect(asked).toHaveLength(1);
    expect(words(jobs())).toEqual(['2 together']);
  });

  test('ends before a wish, which is honoured at once', async () => {
    const { asked, handle, time, jobs } = burstProcessor();
    const batch = [wrote('Hi'), wrote('STOP'), wrote('really')];
    time.advance(5_000);
    expect(await handle(batch)).toEqual([DONE]);
    expect(await handle(batch.slice(1))).toEqual([DONE]);
    expect(asked).toEqual([['Hi']]);
    expect(words(jobs())).toEqual(['1 together', OPT_OUT_REPLY]);
    const { handle: other } = burstProcessor();
    expect(await other([wrote('STOP')])).toEqual([DONE]);
  });

  test('ends before what is no message, and before what was decided about before', async () => {
    const { asked, handle, time } = burstProcessor();
    const known = wrote('known');
    const read = queued({ event: 'message.read', data: { id: 's', to: '+5511999999999' } });
    time.advance(5_000);
    await handle([known]);
    expect(await handle([wrote('Hi'), wrote('there'), read, wrote('later')])).toEqual([{ kind: 'done', together: 2 }]);
    expect(await handle([wrote('Hello'), known, wrote('again')])).toEqual([DONE]);
    expect(asked).toEqual([['known'], ['Hi', 'there'], ['Hello']]);
  });

  const typed = (content: string) =>
    wrote(content, { fromMe: true, from: '+5511888888888', to: '+5511999999999', createdAt: undefined });

  test('is left to a person who answers meanwhile', async () => {
    const { asked, handle, time, jobs, log } = burstProcessor();
    const batch = [wrote('Hi'), wrote('I want a pizza'), typed('Which one?'), wrote('Margherita')];
    time.advance(5_000);
    for (const i of batch.keys()) expect(await handle(batch.slice(i))).toEqual([DONE]);
    expect([asked, jobs()]).toEqual([[], []]);
    expect(log.lines.map(({ fields }) => fields.because)).toEqual(Array(4).fill('handed over'));
  });

  test('is not left to the bot itself, whose words come back meanwhile', async () => {
    const { asked, handle, time } = burstProcessor();
    time.advance(5_000);
    await handle([wrote('Hi')]);
    await handle([wrote('I want a pizza'), typed('1 together')]);
    expect(asked).toEqual([['Hi'], ['I want a pizza']]);
  });

  test('gets no second answer, however late a second event about one of its messages comes', async () => {
    const { handle, run, time, jobs, table } = burstProcessor();
    const ids = { messageId: 'wa-late', content: 'and a drink' };
    time.advance(5_000);
    await handle([wrote('Hi'), queued(received({ id: 'late-1', ...ids }))]);
    for (let i = 0; i < 25; i++) {
      const message = wrote(`more ${i}`);
      time.advance(60 * MINUTE);
      await run(message);
      time.advance(5_000);
      await run(message);
    }
    const before = jobs().length;
    await run(queued({ ...received({ id: 'late-2', ...ids }), event: 'message.reply' }));
    const [job] = jobs().slice(before);
    if (job === undefined) throw new Error('The bot was not asked again');
    const replies = replyRecords(table, ledgerSettings(time));
    expect(await replies.begin(replyRecordKey(job.reply, job.index), { cause: job.cause, conversation: 'h1' })).toEqual(
      {
        kind: 'closed',
        state: 'overtaken',
        code: 'ANSWERED_TOGETHER',
      },
    );
  });

  test('whose worker was cut off after the decision gets a reply record for each other message when they come again', async () => {
    const { processor, handle, time, table } = burstProcessor();
    const { enqueue } = processor;
    const batch = [wrote('Hi', { messageId: 'wa-1' }), wrote('and a drink', { messageId: 'wa-2' })];
    time.advance(5_000);
    processor.enqueue = async () => false;
    await handle(batch);
    processor.enqueue = enqueue;
    time.advance(60 * MINUTE);
    for (const i of batch.keys()) expect(await handle(batch.slice(i))).toEqual([DONE]);
    expect(table.items.get('reply#cmm0abc123#wa-2 #reply.0')).toMatchObject({
      ...{ state: 'overtaken', code: 'ANSWERED_TOGETHER' },
    });
  });

  describe('with two events of one message in it', () => {
    const both = () => {
      const ids = { messageId: 'wa-twice', content: 'Yes, please' };
      const received_ = queued(received({ id: 'twice-1', ...ids }));
      const reply = queued({ ...received({ id: 'twice-2', ...ids }), event: 'message.reply' });
      return [received_, reply, wrote('and a drink')];
    };

    test('has its words once, and one answer', async () => {
      const { asked, handle, time, jobs, log } = burstProcessor();
      time.advance(5_000);
      expect(await handle(both())).toEqual([{ kind: 'done', together: 3 }]);
      expect(asked).toEqual([['Yes, please', 'and a drink']]);
      expect(words(jobs())).toEqual(['2 together']);
      expect(log.steps()).toEqual(['decided', 'decided', 'duplicate']);
    });

    test('is answered after a crash that followed the decision, and no second event takes that back', async () => {
      const { asked, handle, processor, time, jobs, states } = burstProcessor();
      const { enqueue } = processor;
      time.advance(5_000);
      processor.enqueue = () => new Promise(() => undefined);
      const batch = both();
      void handle(batch);
      await new Promise((resolve) => setImmediate(resolve));
      processor.enqueue = enqueue;
      time.advance(5 * MINUTE);
      for (const message of batch) expect(await handle([message])).toEqual([DONE]);
      expect(asked).toHaveLength(1);
      expect(new Set(words(jobs()))).toEqual(new Set(['2 together']));
      expect(jobs().length).toBeGreaterThan(0);
      expect(states().every(({ state }) => state === 'done')).toBe(true);
    });
  });

  test('is in the order in which it was written, where the vendor says when that was of each', async () => {
    const { asked, handle, time } = burstProcessor();
    time.advance(5_000);
    const at = (content: string, createdAt?: string) => wrote(content, { createdAt });
    await handle([
      at('second', '2026-02-24T10:29:58.000Z'),
      at('first', '2026-02-24T10:29:57Z'),
      at('third', '1771928999'),
    ]);
    await handle([at('b', '2026-02-24T10:29:58Z'), at('a', undefined), at('c', '2026-02-24T10:29:57Z')]);
    await handle([at('x', '2026-02-24T10:29:58Z'), at('y', '2026-02-24T10:29:58Z'), at('z', '2026-02-24T10:29:59')]);
    expect(asked).toEqual([
      ['first', 'second', 'third'],
      ['b', 'a', 'c'],
      ['x', 'y', 'z'],
    ]);
  });

  test('takes nothing that another worker holds, and nothing behind it', async () => {
    const { asked, handle, processor, time } = burstProcessor();
    const batch = [wrote('Hi'), wrote('held'), wrote('behind')];
    time.advance(5_000);
    await processor.events.claim({ id: `${batch[1]?.attributes.id}`, event: 'message.received' }, {});
    expect(await handle(batch)).toEqual([DONE]);
    expect(asked).toEqual([['Hi']]);
  });

  test('takes nothing over which the bot stumbled before, and gives it back with its count', async () => {
    const stumbles = jest.fn((): string => {
      throw new Error('stumbles');
    });
    const { handle, processor, time, table } = burstProcessor({ onMessage: stumbles });
    const batch = [wrote('Hi'), wrote('poison'), wrote('behind')];
    time.advance(5_000);
    await handle(batch.slice(1, 2));
    const asked: number[] = [];
    processor.bot = { onMessage: ({ burst }) => void asked.push(burst.length) };
    expect(await handle(batch)).toEqual([DONE]);
    expect(asked).toEqual([1]);
    const record = table.items.get(`${batch[1]?.attributes.id} message.received`);
    expect(record).toMatchObject({ failures: 1, failure: 'Error', leaseUntil: 0 });
  });

  test('passes over what was handled before, and over no message more', async () => {
    const { asked, handle, processor, time } = burstProcessor();
    time.advance(5_000);
    const done = wrote('done');
    const { id = '', event = '' } = done.attributes;
    await processor.events.record({ id, event }, {});
    expect(await handle([wrote('Hi'), done, wrote('there'), wrote('STOP')])).toEqual([{ kind: 'done', together: 3 }]);
    expect(asked).toEqual([['Hi', 'there']]);
  });

  test('is ruled on once: a pause that ends meanwhile calls nothing answered that the bot never saw', async () => {
    const { asked, handle, processor, time, jobs, states } = burstProcessor();
    processor.bot = { ...processor.bot, onMessage: () => [handOver({ minutes: 10 })] };
    time.advance(5_000);
    await handle([wrote('I want a person')]);
    processor.bot = { onMessage: ({ text }) => void asked.push([text]) };
    time.advance(10 * MINUTE - 1);
    let asks = 0;
    // Each look at the clock is a ms later: the pause is over at the second.
    processor.now = () => time.now() + asks++;
    const batch = [wrote('one'), wrote('two'), wrote('three')].map((message) => ({
      ...message,
      attributes: { ...message.attributes, receivedAt: String(time.now() - MINUTE) },
    }));
    await handle(batch);
    await handle(batch.slice(1));
    expect(asked.flat().join(' ')).toContain('two');
    expect(jobs()).toEqual([]);
    expect(states()).toHaveLength(4);
  });

  test('a message over which the bot stumbled stays alone', async () => {
    const asked: number[] = [];
    const bot = defineBot({
      onMessage: ({ burst }) => {
        asked.push(burst.length);
        if (burst.some(({ text }) => text === 'poison')) throw new Error('stumbles');
        return 'fine';
      },
    });
    const { handle, time, jobs } = burstProcessor(bot);
    const batch = [wrote('poison'), wrote('Hi')];
    time.advance(5_000);
    expect(await handle(batch)).toEqual([{ kind: 'retry' }]);
    expect(await handle(batch)).toEqual([{ kind: 'retry' }]);
    expect(await handle(batch.slice(1))).toEqual([DONE]);
    expect(asked).toEqual([2, 1, 1]);
    expect(words(jobs())).toEqual(['fine']);
  });
});

describe('a message that comes long after it was written', () => {
  const lateBy = (hours: number) => (Date.parse('2026-02-24T10:30:00.000Z') - hours * 60 * MINUTE) / 1000;

  test.each([2, 24])('%i hours after, is answered', async (hours) => {
    const { run, jobs } = openProcessor();
    await run(wrote('Hi', { createdAt: lateBy(hours) }));
    expect(jobs()).toHaveLength(1);
  });

  test.each([48, 240, 480, 9_600])('%i hours after, is recorded and not answered', async (hours) => {
    const { run, jobs, log } = openProcessor();
    await run(wrote('Hi', { createdAt: lateBy(hours) }));
    expect(jobs()).toEqual([]);
    expect(log.lines.at(-1)?.fields).toMatchObject({ outcome: 'silent', because: 'too old' });
  });
});

describe('when a contact wrote', () => {
  const DAY = 24 * 60 * MINUTE;
  const ANY_AGE = { ...RULES, maxMessageAgeHours: 0 };
  const windowEnds = (jobs: { windowEndsAt?: number }[]) => jobs.map(({ windowEndsAt }) => windowEndsAt);

  test.each([
    ['an hour ago', '2026-02-24T09:30:00.000Z', -60 * MINUTE],
    ['twenty days ago', '2026-02-04T10:30:00.000Z', -20 * DAY],
    ['years ago', '2021-02-24T10:30:00.000Z', -1826 * DAY],
    ['twenty days ago, in seconds', '1770201000', -20 * DAY],
    ['twenty days ago, in ms', '1770201000000', -20 * DAY],
    ['twenty days ago, in a zone that is not told', '2026-02-04T10:30:00', -20 * DAY],
    ['an hour ago, in a zone that is not told', '2026-02-24T09:30:00', 0],
    ['in an hour', '2026-02-24T11:30:00.000Z', 0],
    ['at a time that is none', 'yesterday', 0],
    ['at no time that is told', undefined, 0],
  ])('%s, the window counts from then, or from the receipt where that cannot be', async (_when, createdAt, ms) => {
    const { run, jobs, time } = openProcessor({ rules: ANY_AGE });
    await run(wrote('Hi', { createdAt }));
    expect(windowEnds(jobs())).toEqual([time.now() + ms + DAY]);
  });

  test('an older message that comes later does not close a window that a newer one has opened', async () => {
    const { run, jobs, time, table } = openProcessor({ rules: ANY_AGE });
    await run(wrote('Hi'));
    await run(wrote('Hi again', { createdAt: '2026-02-04T10:30:00.000Z' }));
    expect(windowEnds(jobs())).toEqual([time.now() + DAY, time.now() + DAY]);
    expect(table.items.get('conversation#h1 #conversation')?.rules).toMatchObject({ heardAt: time.now() });
  });

  test('the last message of a burst counts', async () => {
    const { handle, jobs, time } = openProcessor({ debounceMs: 5_000 });
    time.advance(5_000);
    const [now, earlier] = ['2026-02-24T10:30:00.000Z', '2026-02-24T10:29:00.000Z'];
    await handle([wrote('there', { createdAt: now }), wrote('Hi', { createdAt: earlier })]);
    expect(windowEnds(jobs())).toEqual([Date.parse(now) + DAY]);
  });
});

describe('a notice about a number that tells no time', () => {
  const notice = (event: string, afterMs: number) => {
    const message = queued({ event, data: { id: 'n', status: event } });
    const receivedAt = String(Number(message.attributes.receivedAt) + afterMs);
    return { ...message, attributes: { ...message.attributes, receivedAt } };
  };
  const listening = () => {
    const told: string[] = [];
    const bot = defineBot({ onNumberEvent: ({ event }) => void told.push(event) });
    return { told, ...openProcessor({ bot }) };
  };

  test('reaches the bot each time that it comes', async () => {
    const { told, run } = listening();
    await run(notice('number.disconnected', 0));
    await run(notice('number.connected', 2 * MINUTE));
    await run(notice('number.disconnected', 4 * MINUTE));
    await run(notice('number.disconnected', 24 * 60 * MINUTE));
    expect(told).toEqual(['number.disconnected', 'number.connected', 'number.disconnected', 'number.disconnected']);
  });

  test('is one with its retry within a minute, and with what the queue brings again', async () => {
    const { told, run, log } = listening();
    const first = notice('number.disconnected', 0);
    await run(first);
    await run(first);
    await run(notice('number.disconnected', MINUTE));
    expect(told).toHaveLength(1);
    expect(log.steps()).toEqual(['decided', 'duplicate', 'duplicate']);
  });

  test('that the bot failed on is tried again, and told once', async () => {
    const { told, run, processor } = listening();
    const { bot } = processor;
    const message = notice('number.disconnected', 0);
    await run(message);
    const again = notice('number.disconnected', 5 * MINUTE);
    processor.bot = {
      onNumberEvent: () => {
        throw new Error('not now');
      },
    };
    expect(await run(again)).toEqual([{ kind: 'retry' }]);
    processor.bot = bot;
    expect(await run(again)).toEqual([DONE]);
    expect(await run(again)).toEqual([DONE]);
    expect(told).toHaveLength(2);
  });

  test('is known by its bytes for good where it tells its time', async () => {
    const { told, run } = listening();
    const message = queued({ event: 'number.disconnected', data: { id: 'n', createdAt: '2026-02-24T10:30:00Z' } });
    await run(message);
    await run({ ...message, attributes: { ...message.attributes, receivedAt: String(Date.parse('2026-03-01')) } });
    expect(told).toHaveLength(1);
  });
});

test('a message that nobody could read is no duplicate when it comes again and somebody can', async () => {
  const { run, jobs } = openProcessor();
  await run(wrote('Hi', { id: 'late', messageId: 'late', from: 'Pedrinho' }));
  await run(wrote('Hi', { id: 'late', messageId: 'late' }));
  await run(wrote('Hi', { id: 'late', messageId: 'late' }));
  expect(jobs()).toHaveLength(1);
});

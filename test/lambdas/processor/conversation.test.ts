import { type Bot, defineBot, handOver, optOut, remember, template } from '../../../lambdas/bot-api/index.ts';
import { processRound } from '../../../lambdas/processor/process.ts';
import { DONE } from '../../../lambdas/queue/worker.ts';
import { openProcessor, queued } from '../../support/processor.ts';
import { RULES } from '../../support/rules.ts';
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
  processor.enqueue = async (outgoing) => outgoing.map(() => false);
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
  expect(words(jobs())).toEqual(['Thanks', RULES.optOutReply, RULES.optInReply, 'Thanks']);
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
        told.push([status.status, status.code, status.reply?.text]);
        return template('tpl_reopen');
      },
    });
    const { run, jobs, processor } = openProcessor({ bot });
    await processor.messages.linkReply(
      'msg_1',
      { id: 'reply#n#1', event: '#reply.0' },
      { text: 'Our answer', conversation: 'h1' },
    );
    await run(queued(failed));
    await run(queued(failed));
    expect(told).toEqual([['failed', 'META_OUTSIDE_24H_WINDOW', 'Our answer']]);
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

  test('waits for more, and then is one call with all that was written', async () => {
    const { asked, processor, time, jobs, states } = burstProcessor();
    const batch = [wrote('Hi'), wrote('I want'), wrote('a pizza')];
    expect(await processRound([batch.slice(0, 1)], processor)).toEqual([{ kind: 'retry', afterMs: 5_000 }]);
    expect(states()).toEqual([]);
    time.advance(5_000);
    expect(await processRound([batch], processor)).toEqual([{ kind: 'done', together: 3 }]);
    expect(asked).toEqual([['Hi', 'I want', 'a pizza']]);
    expect(words(jobs())).toEqual(['3 together']);
    expect(states().map(({ state, outcome }) => [state, outcome])).toEqual([
      ['done', 'answered'],
      ['done', 'silent'],
      ['done', 'silent'],
    ]);
  });

  test('is one call and one reply even when the worker dies after the decision', async () => {
    const { asked, processor, time, jobs } = burstProcessor();
    const { enqueue } = processor;
    const batch = [wrote('Hi'), wrote('there')];
    time.advance(5_000);
    processor.enqueue = () => new Promise(() => undefined);
    void processRound([batch], processor);
    await new Promise((resolve) => setImmediate(resolve));
    processor.enqueue = enqueue;
    time.advance(5 * MINUTE);
    for (const message of batch) expect(await processRound([[message]], processor)).toEqual([DONE]);
    expect(asked).toHaveLength(1);
    expect(words(jobs())).toEqual(['2 together']);
  });

  test('ends before a wish, which is honoured at once', async () => {
    const { asked, processor, time, jobs } = burstProcessor();
    const batch = [wrote('Hi'), wrote('STOP'), wrote('really')];
    time.advance(5_000);
    expect(await processRound([batch], processor)).toEqual([DONE]);
    expect(await processRound([batch.slice(1)], processor)).toEqual([DONE]);
    expect(asked).toEqual([['Hi']]);
    expect(words(jobs())).toEqual(['1 together', RULES.optOutReply]);
    const { processor: other } = burstProcessor();
    expect(await processRound([[wrote('STOP')]], other)).toEqual([DONE]);
  });

  test('ends before what is no message, and before what was decided about before', async () => {
    const { asked, processor, time } = burstProcessor();
    const known = wrote('known');
    const read = queued({ event: 'message.read', data: { id: 's', to: '+5511999999999' } });
    time.advance(5_000);
    await processRound([[known]], processor);
    expect(await processRound([[wrote('Hi'), wrote('there'), read, wrote('later')]], processor)).toEqual([
      { kind: 'done', together: 2 },
    ]);
    expect(await processRound([[wrote('Hello'), known, wrote('again')]], processor)).toEqual([DONE]);
    expect(asked).toEqual([['known'], ['Hi', 'there'], ['Hello']]);
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
    const { processor, time, jobs } = burstProcessor(bot);
    const batch = [wrote('poison'), wrote('Hi')];
    time.advance(5_000);
    expect(await processRound([batch], processor)).toEqual([{ kind: 'retry' }]);
    expect(await processRound([batch], processor)).toEqual([{ kind: 'retry' }]);
    expect(await processRound([batch.slice(1)], processor)).toEqual([DONE]);
    expect(asked).toEqual([2, 1, 1]);
    expect(words(jobs())).toEqual(['fine']);
  });
});

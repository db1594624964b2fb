import type { Answer, Bot } from '../../../lambdas/bot-api/index.ts';
import { NotStorable } from '../../../lambdas/ledger/conversation.ts';
import { DONE } from '../../../lambdas/queue/worker.ts';
import { openProcessor, queued } from '../../support/processor.ts';
import { OPT_OUT_REPLY } from '../../support/rules.ts';
import { received } from '../../support/samples.ts';

const MAX = 3;
const MINUTE = 60_000;

let messages = 0;
const wrote = (content = 'Hi') => {
  const id = `m${++messages}`;
  return queued(received({ id, messageId: `wa-${id}`, content }));
};

const withButtons = (...buttons: unknown[]) => ({ kind: 'send', content: { text: 'Which?', buttons } });

function nested(depth: number): unknown {
  return depth === 0 ? 'inside' : { in: nested(depth - 1) };
}

function cyclic(): object {
  const button: Record<string, unknown> = {};
  button.self = button;
  return button;
}

class Button {
  title = 'Yes';
}

const KB = 1024;

describe('what no store holds is the failure of the bot:', () => {
  test.each<[string, () => unknown, RegExp]>([
    ['a reply of 450 KB', () => 'x'.repeat(450 * KB), /Answer 1\.text is more than the 400 KB/],
    ['replies of 450 KB together', () => Array(5).fill('x'.repeat(90 * KB)), /would be larger than 350 KB/],
    ['a reply that is larger with its escapes', () => '\u0001'.repeat(200 * KB), /larger than 350 KB|than a message/],
    ['a date among the buttons', () => withButtons('a', new Date(0)), /Answer 1\.buttons\[1\] is a Date/],
    ['a map', () => withButtons(new Map([['a', 1]])), /buttons\[0\] is a Map/],
    ['an object of a class', () => withButtons(new Button()), /buttons\[0\] is a Button/],
    ['a number beyond 2^53', () => withButtons({ id: 2 ** 53 }), /buttons\[0\]\.id is 9007199254740992/],
    ['a number that is too near to 0', () => withButtons(5e-324), /buttons\[0\] is 5e-324/],
    ['what is no number', () => withButtons(Number.NaN), /buttons\[0\] is NaN/],
    ['a big integer', () => withButtons(1n), /buttons\[0\] is a bigint/],
    ['a function', () => withButtons(() => 'a'), /buttons\[0\] is a function/],
    ['nothing in a list', () => withButtons(undefined), /buttons\[0\] is undefined/],
    ['what contains itself', () => withButtons(cyclic()), /is nested more than 20 deep/],
    ['what is nested too deep', () => withButtons(nested(40)), /is nested more than 20 deep/],
    ['a field without a name', () => withButtons({ '': 1 }), /has a field that the ledger cannot name/],
    [
      'content of an unknown kind',
      () => ({ kind: 'send', content: { words: 'Hi' } }),
      /is not a text, a template or a file/,
    ],
    ['an action that there is not', () => ({ kind: 'shout', content: { text: 'Hi' } }), /A handler returns a text/],
    ['a memory of more than 64 KiB', () => ({ kind: 'remember', memory: 'x'.repeat(70 * KB) }), /more than 64 KiB/],
    ['a memory that contains itself', () => ({ kind: 'remember', memory: cyclic() }), /circular/],
    ['a hand-over without end', () => ({ kind: 'hand-over', minutes: Number.POSITIVE_INFINITY }), /ten years at most/],
  ])('%s', async (_what, answer, reason) => {
    const onMessage = jest.fn(() => answer() as Answer);
    const { run, jobs, processor } = openProcessor({ bot: { onMessage }, maxAttempts: MAX });
    const message = wrote();
    for (let attempt = 1; attempt < MAX; attempt++) expect(await run(message)).toEqual([{ kind: 'retry' }]);
    const [verdict] = await run(message);
    expect(verdict).toMatchObject({ kind: 'park', reason: expect.stringMatching(/^The bot failed 3 times: /) });
    expect(Object.values({ ...verdict }).join(': ')).toMatch(reason);
    expect(onMessage).toHaveBeenCalledTimes(MAX);
    expect(jobs()).toEqual([]);

    processor.bot = { onMessage: () => 'fine' };
    expect(await run(wrote())).toEqual([DONE]);
    expect(jobs()).toMatchObject([{ content: { text: 'fine' } }]);
  });
});

describe('what queue and ledger hold in other characters is answered:', () => {
  test.each([
    ['characters that SQS forbids', 'a\uFFFEb\uFFFFc', 'a\uFFFEb\uFFFFc'],
    ['control characters', 'a\u0000b\u001Fc\u007Fd\u0085', 'a\u0000b\u001Fc\u007Fd\u0085'],
    ['half an emoji', 'Look \uD83D and \uDE00!', 'Look \uFFFD and \uFFFD!'],
    ['whole emoji', 'Look 😀!', 'Look 😀!'],
  ])('%s', async (_what, text, expected) => {
    const { run, jobs, sent, table } = openProcessor({ bot: { onMessage: () => text } });
    expect(await run(wrote())).toEqual([DONE]);
    expect(jobs()).toMatchObject([{ content: { text: expected } }]);
    expect(sent[0]?.body).toMatch(/^[\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]*$/u);
    const record = table.items.get('conversation#h1 #conversation');
    expect(JSON.stringify(record)).toContain(JSON.stringify(expected));
  });

  test('fields that are undefined, which are left out', async () => {
    const bot = { onMessage: () => withButtons({ id: '1', title: undefined }) as Answer } as Bot;
    const { run, jobs } = openProcessor({ bot });
    expect(await run(wrote())).toEqual([DONE]);
    expect(jobs()).toMatchObject([{ content: { text: 'Which?', buttons: [{ id: '1' }] } }]);
    expect(JSON.stringify(jobs())).not.toContain('title');
  });
});

test('what DynamoDB itself refuses to hold is the failure of the bot, too', async () => {
  const { run, processor } = openProcessor({ maxAttempts: 1 });
  const { conversations } = processor;
  processor.conversations = {
    ...conversations,
    saveDecisions: () => Promise.reject(new NotStorable('It does not hold it')),
  };
  expect(await run(wrote())).toMatchObject([{ kind: 'park', reason: 'The bot failed 1 times: It does not hold it' }]);
});

test('an opt-out is written, however full the record of the conversation is', async () => {
  const { run, jobs, processor, time } = openProcessor({ bot: { onMessage: () => 'x'.repeat(340 * KB) } });
  const { enqueue } = processor;
  processor.enqueue = () => new Promise(() => undefined);
  void run(wrote());
  await new Promise((resolve) => setImmediate(resolve));
  processor.enqueue = enqueue;
  time.advance(5 * MINUTE);
  processor.bot = { onMessage: () => 'y'.repeat(20 * KB) };
  expect(await run(wrote())).toEqual([{ kind: 'retry' }]);
  expect(await run(wrote('STOP'))).toEqual([DONE]);
  expect(jobs()).toMatchObject([{ content: { text: OPT_OUT_REPLY } }]);
});

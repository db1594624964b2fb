import fc from 'fast-check';
import { type Action, handOver, media, optOut, remember, template, text } from '../../../lambdas/bot-api/index.ts';
import type { RuleState } from '../../../lambdas/ledger/conversation.ts';
import type { Sending } from '../../../lambdas/ledger/sendings.ts';
import { readDelivery } from '../../../lambdas/pilot-status/events.ts';
import { type BotEvent, readInboundEvent } from '../../../lambdas/processor/inbound-event.ts';
import {
  applyActions,
  applyRules,
  isEcho,
  type Outcome,
  type Rules,
  takenOver,
} from '../../../lambdas/processor/rules.ts';
import { runs } from '../../support/properties.ts';
import { OPT_OUT_REPLY, RULES } from '../../support/rules.ts';
import { received } from '../../support/samples.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NOW = Date.parse('2026-02-24T10:30:00.000Z');
const FRESH: RuleState = { said: [] };

const occasionOf = (body: Record<string, unknown>) => readInboundEvent(readDelivery(body)) as BotEvent;
const wrote = (content: string) => occasionOf(received({ content }));
const status = (event: string) => occasionOf({ event, data: { id: 's', to: '+5511999999999' } });

/** One occasion from beginning to end, as the processor has it decided. */
function happen(occasion: BotEvent, answer: Action[], state: RuleState, { rules = RULES, now = NOW } = {}): Outcome {
  const before = { state, memory: undefined, reply: 'reply#n#1' };
  return applyRules(occasion, before, rules, now) ?? applyActions(occasion, answer, before, rules, now);
}

test('a bot that answers is heard', () => {
  expect(happen(wrote('Hi'), [text('Hello')], FRESH)).toMatchObject({ replies: [{ text: 'Hello' }] });
});

test('an opt-out word is confirmed once, and then nothing more is said until an opt-in word', () => {
  const out = happen(wrote('Parar!'), [text('never')], FRESH);
  expect(out).toMatchObject({ replies: [{ text: OPT_OUT_REPLY }], because: 'opted out' });
  for (const words of ['PARAR', 'Hello?', 'STOP']) {
    expect(happen(wrote(words), [text('never')], out.state)).toMatchObject({ replies: [], because: 'opted out' });
  }
  const back = happen(wrote('voltar'), [text('never')], out.state);
  expect(back).toMatchObject({ replies: [{ text: 'Welcome back!' }], because: 'opted in' });
  expect(happen(wrote('Hi'), [text('Hello')], back.state).replies).toEqual([{ text: 'Hello' }]);
});

test('an opt-in word of somebody who never opted out is a message like any other', () => {
  expect(happen(wrote('START'), [text('Hello')], FRESH).replies).toEqual([{ text: 'Hello' }]);
});

test('an opt-out is heard while a person has the conversation, and beyond the loop guard', () => {
  const full: RuleState = {
    said: Array.from({ length: 30 }, () => ({ at: NOW, content: 'x' })),
    pausedUntil: NOW + HOUR,
  };
  expect(happen(wrote('stop'), [], full)).toMatchObject({
    replies: [{ text: OPT_OUT_REPLY }],
    because: 'opted out',
  });
});

test('without a confirmation an opt-out is silent, and holds', () => {
  const rules = { ...RULES, optOutReply: '' };
  const out = happen(wrote('stop'), [], FRESH, { rules });
  expect(out.replies).toEqual([]);
  expect(happen(wrote('Hi'), [text('never')], out.state, { rules }).replies).toEqual([]);
});

test('what a bot says together with optOut() or handOver() is still said, and then it is quiet', () => {
  for (const [action, because] of [
    [optOut(), 'opted out'],
    [handOver(), 'handed over'],
  ] as const) {
    const outcome = happen(wrote('Hi'), [action, text('Goodbye')], FRESH);
    expect(outcome.replies).toEqual([{ text: 'Goodbye' }]);
    expect(happen(wrote('Hi'), [text('never')], outcome.state)).toMatchObject({ replies: [], because });
  }
});

test('a hand-over ends by itself, after the minutes that the bot said, or the setting', () => {
  const byBot = happen(wrote('Hi'), [handOver({ minutes: 5 })], FRESH).state;
  const bySetting = happen(wrote('Hi'), [handOver()], FRESH).state;
  const answers = (state: RuleState, now: number) => happen(wrote('Hi'), [text('a')], state, { now }).replies.length;
  expect([answers(byBot, NOW + 5 * MINUTE - 1), answers(byBot, NOW + 5 * MINUTE)]).toEqual([0, 1]);
  expect([answers(bySetting, NOW + 60 * MINUTE - 1), answers(bySetting, NOW + 60 * MINUTE)]).toEqual([0, 1]);
});

test('two bots cannot talk without end: in no hour does a contact get more answers than the setting', () => {
  const steps = fc.array(fc.tuple(fc.integer({ min: 0, max: 20 * MINUTE }), fc.integer({ min: 0, max: 4 })), {
    maxLength: 60,
  });
  fc.assert(
    fc.property(steps, fc.integer({ min: 1, max: 8 }), (steps, maxRepliesPerHour) => {
      const rules: Rules = { ...RULES, maxRepliesPerHour };
      let [state, now] = [FRESH, NOW];
      const sent: number[] = [];
      for (const [wait, count] of steps) {
        now += wait;
        const outcome = happen(wrote('Hi'), Array(count).fill(text('Hello')), state, { rules, now });
        if (outcome.replies.length > 0) sent.push(now);
        state = outcome.state;
      }
      for (const at of sent) {
        expect(sent.filter((other) => at - HOUR < other && other <= at).length).toBeLessThanOrEqual(maxRepliesPerHour);
      }
      expect(state.said.length).toBeLessThanOrEqual(maxRepliesPerHour + 10);
    }),
    runs,
  );
});

test('the same answer is not given twice within the cooldown, another is', () => {
  const rules = { ...RULES, cooldownSeconds: 60 };
  const first = happen(wrote('Hi'), [text('Hello')], FRESH, { rules });
  const again = (answer: Action, now: number) => happen(wrote('Hi'), [answer], first.state, { rules, now });
  expect(again(text('Hello'), NOW + 59_999)).toMatchObject({ replies: [], because: 'cooldown' });
  expect(again(text('Hello', { reference: 'another' }), NOW + 59_999)).toMatchObject({ because: 'cooldown' });
  expect(again(text('Hello'), NOW + 60_000).replies).toHaveLength(1);
  expect(again(text('Goodbye'), NOW + 1).replies).toHaveLength(1);
  expect(happen(wrote('Hi'), [text('a'), text('a')], FRESH, { rules }).replies).toHaveLength(1);
});

test('an answer counts once, however many messages it has, and is never cut off', () => {
  const rules = { ...RULES, maxRepliesPerHour: 2 };
  const three = [text('a'), text('b'), text('c')];
  const first = happen(wrote('Hi'), three, FRESH, { rules });
  const second = happen(wrote('Hi'), three, first.state, { rules });
  const third = happen(wrote('Hi'), three, second.state, { rules });
  expect([first, second, third].map(({ replies }) => replies.length)).toEqual([3, 3, 0]);
  expect(third.because).toBe('loop guard');
});

test('an answer that is longer than WhatsApp takes is several messages, and one for the cooldown', () => {
  const rules = { ...RULES, cooldownSeconds: 60 };
  const long = text('word '.repeat(2_000));
  const first = happen(wrote('Hi'), [long], FRESH, { rules });
  expect(first.replies).toHaveLength(3);
  expect(happen(wrote('Hi'), [long], first.state, { rules })).toMatchObject({ replies: [], because: 'cooldown' });
});

describe('what a contact wrote long ago', () => {
  const DAY = 24 * HOUR;
  const come = (content: string, ageMs: number, state = FRESH, maxMessageAgeHours = 24) => {
    const before = { state, memory: undefined, reply: 'reply#n#1', written: { at: NOW - ageMs, ageMs } };
    return applyRules(wrote(content), before, { ...RULES, maxMessageAgeHours }, NOW);
  };

  test('is not told to the bot', () => {
    expect(come('Hi', DAY + 1)).toMatchObject({ replies: [], because: 'too old', state: FRESH });
    expect(come('Hi', 400 * DAY)).toMatchObject({ replies: [], because: 'too old' });
    expect(come('Hi', DAY)).toBeUndefined();
    expect(come('Hi', 400 * DAY, FRESH, 0)).toBeUndefined();
  });

  test('is heeded where it is a wish, and not confirmed', () => {
    const out = come('STOP', 10 * DAY);
    expect(out).toMatchObject({ replies: [], because: 'opted out', state: { optedOutAt: NOW - 10 * DAY } });
    expect(come('START', 9 * DAY, out?.state)).toMatchObject({ replies: [], because: 'opted in' });
  });

  test('does not undo a later wish', () => {
    const out = come('STOP', 0);
    expect(come('START', 10 * DAY, out?.state)).toMatchObject({ because: 'opted out' });
    const back = come('START', 0, out?.state);
    expect(come('STOP', 10 * DAY, back?.state)).toMatchObject({ because: 'too old' });
  });
});

test('memory is kept whatever becomes of the replies', () => {
  const rules = { ...RULES, cooldownSeconds: 60 };
  const outcome = happen(wrote('Hi'), [text('a'), remember({ n: 1 }), text('a')], FRESH, { rules });
  expect(outcome).toMatchObject({ replies: [{ text: 'a' }], memory: { n: 1 }, because: 'cooldown' });
});

test('only a failure of a message may be answered, and not to whom opted out', () => {
  const failed = (state: RuleState) => happen(status('message.failed'), [template('t')], state);
  expect(failed(FRESH).replies).toEqual([{ templateId: 't' }]);
  expect(failed({ said: [], optedOutAt: NOW })).toMatchObject({ replies: [], because: 'opted out' });
  const delivered = { id: 's', to: '+5511999999999', errorMessage: 'DELIVERED_NOT_CONFIRMED' };
  const unconfirmed = occasionOf({ event: 'message.failed', data: delivered });
  expect(happen(unconfirmed, [text('a')], FRESH)).toMatchObject({ replies: [], because: 'no failure' });
  for (const event of ['message.sent', 'message.delivered', 'message.read']) {
    expect(happen(status(event), [text('a')], FRESH)).toMatchObject({ replies: [], because: 'no failure' });
  }
});

describe('a message that left from our number', () => {
  const own = (words: string) => ({ to: '+5511999999999', type: 'text', text: words, data: {} });
  const after = (answer: Action[]) => happen(wrote('Hi'), answer, FRESH).state;
  const isEchoOf = ({ said }: RuleState, words: string, at: number, sending?: Sending) =>
    said.some((one) => isEcho(own(words), at, { said: one, sending, usefulMs: 24 * HOUR }));

  test.each([
    ['is an echo when the bot said those words just before', 'Hello', [text('Hello')], 9 * MINUTE, true],
    ['is a person when the bot said other words', 'I am Ana', [text('Hello')], 1_000, false],
    ['is a person when the bot said them long ago', 'Hello', [text('Hello')], 11 * MINUTE, false],
    ['is a person when the bot said nothing', 'Hello', [], 1_000, false],
    ['is taken for an echo of a template, whose words we do not know', 'Dear Ana', [template('t')], MINUTE, true],
    ['is a person when the template was long ago', 'Dear Ana', [template('t')], 3 * MINUTE, false],
    ['is taken for an echo when its words are not told and the bot just spoke', '', [text('Hello')], MINUTE, true],
  ])('%s', (_what, words, answer, laterMs, expected) => {
    expect(isEchoOf(after(answer), words, NOW + laterMs)).toBe(expected);
  });

  test.each([
    ['accents in their other form', 'Olá, você!', 'Olá, você!'.normalize('NFD')],
    ['accents in their other form, the other way', 'Olá!'.normalize('NFD'), 'Olá!'.normalize('NFC')],
    ['line ends of another system', 'Our menu:\n1. Pizza\n2. Pasta', 'Our menu:\r\n1. Pizza\r\n2. Pasta'],
    ['spaces at the ends of lines', ' Our menu:  \n1. Pizza ', 'Our menu:\n1. Pizza'],
    ['no-break spaces', 'R$\u00a035', 'R$ 35'],
    ['entities', 'Fish & chips <"hot"> isn\'t', 'Fish &amp; chips &lt;&quot;hot&quot;&gt; isn&#39;t'],
    ['entities in other words', "isn't café", 'isn&apos;t caf&#xE9;'],
    ['entities that were escaped twice', 'Fish & chips', 'Fish &amp;amp; chips'],
    ['half an emoji that was replaced', 'Look \uFFFD', 'Look \uFFFD'],
  ])('is an echo whatever happened on the way to its %s', (_what, said, echoed) => {
    expect(isEchoOf(after([text(said)]), echoed, NOW + MINUTE)).toBe(true);
  });

  test.each([
    ['both', 'Pizzeria\nWhich size?\nUntil 23 h'],
    ['the header', 'Pizzeria\n\nWhich size?'],
    ['the footer', 'Which size? \nUntil 23 h'],
    ['neither', 'Which size?'],
  ])('is an echo with header and footer, or without: %s', (_what, echoed) => {
    const state = after([text('Which size?', { buttons: ['S'], header: 'Pizzeria', footer: 'Until 23 h' })]);
    expect(isEchoOf(state, echoed, NOW + MINUTE)).toBe(true);
    expect(isEchoOf(state, 'Pizzeria', NOW + MINUTE)).toBe(false);
  });

  test('is an echo by the caption of a file', () => {
    const state = after([media('https://example.com/menu.pdf', 'document', { caption: 'Our menu' })]);
    const echo = { ...own(''), media: { type: 'document', caption: 'Our menu' } };
    const [said] = state.said;
    expect(said && isEcho(echo, NOW + 9 * MINUTE, { said, usefulMs: 24 * HOUR })).toBe(true);
  });

  test('is an echo of words that an older version remembered, by another hash', () => {
    const said = [{ at: NOW, content: 'Uk5bAulw', words: 'u0e4_19i' }];
    expect(isEchoOf({ said }, 'Thanks', NOW + MINUTE)).toBe(true);
  });

  describe('when the reply was sent hours after it was decided', () => {
    const sent = (from: number, until = from): Sending => ({ from, until, isTemplate: false });
    const late = NOW + 5 * HOUR;

    test.each([
      ['just after it was sent', 'Hello', late + MINUTE, true],
      ['just before it was sent, by a clock that is behind', 'Hello', late - MINUTE, true],
      ['long before it was sent', 'Hello', NOW + 2 * HOUR, false],
      ['long after it was sent', 'Hello', late + 11 * MINUTE, false],
      ['with other words', 'I am Ana', late + MINUTE, false],
    ])('is judged by then: %s', (_when, words, at, expected) => {
      expect(isEchoOf(after([text('Hello')]), words, at, sent(late))).toBe(expected);
    });

    test('may be any words for two minutes, where it was a template, or one was sent in its place', () => {
      const template_ = after([template('t')]);
      expect(isEchoOf(template_, 'Dear Ana', late + MINUTE, sent(late))).toBe(true);
      expect(isEchoOf(template_, 'Dear Ana', late + 3 * MINUTE, sent(late))).toBe(false);
      const inItsPlace = { ...sent(late), isTemplate: true };
      expect(isEchoOf(after([text('Hello')]), 'Dear Ana', late + MINUTE, inItsPlace)).toBe(true);
    });

    test('is not known for replies that no longer say which they are: as long as one is useful it may be an echo', () => {
      let state = FRESH;
      for (const words of ['Hello', 'a', 'b', 'c']) state = happen(wrote('Hi'), [text(words)], state).state;
      expect(state.said.map(({ reply }) => reply !== undefined)).toEqual([false, true, true, true]);
      expect(isEchoOf(state, 'Hello', NOW + 23 * HOUR)).toBe(true);
      expect(isEchoOf(state, 'Hello', NOW + 25 * HOUR)).toBe(false);
      expect(isEchoOf(state, 'I am Ana', NOW + HOUR)).toBe(false);
    });
  });

  test('is an echo of any part of an answer, also when many more were given since', () => {
    let { state } = happen(wrote('Hi'), [text('one'), text('two'), text('three')], FRESH);
    for (let i = 0; i < 20; i++) state = happen(wrote('Hi'), [text(`a${i}`), text(`b${i}`)], state).state;
    for (const words of ['one', 'two', 'three', 'a0', 'b0', 'b19']) {
      expect(isEchoOf(state, words, NOW + HOUR)).toBe(words !== 'b19');
      expect(isEchoOf(state, words, NOW + MINUTE)).toBe(true);
    }
    expect(isEchoOf(state, 'four', NOW + MINUTE)).toBe(false);
  });

  test('does not shorten a longer hand-over', () => {
    const state = takenOver({ said: [], pausedUntil: NOW + 10 * HOUR }, RULES, NOW);
    expect(state.pausedUntil).toBe(NOW + 10 * HOUR);
  });

  test('makes the bot quiet for the time of the setting', () => {
    const state = takenOver(FRESH, RULES, NOW);
    expect(happen(wrote('Hi'), [text('a')], state, { now: NOW + 60 * MINUTE - 1 }).because).toBe('handed over');
    expect(happen(wrote('Hi'), [text('a')], state, { now: NOW + 60 * MINUTE }).replies).toHaveLength(1);
  });
});

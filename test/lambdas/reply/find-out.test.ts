import { replyRecordKey } from '../../../lambdas/ledger/replies.ts';
import type { SendOutcome } from '../../../lambdas/pilot-status/answer.ts';
import type { HistoryAnswer } from '../../../lambdas/pilot-status/history.ts';
import { keyPart } from '../../../lambdas/pilot-status/identity.ts';
import { DONE } from '../../../lambdas/queue/worker.ts';
import type { ReplySender } from '../../../lambdas/reply/sender.ts';
import { found, JOB, KEY_REFUSED, NONE_FOUND, NOW, openReply } from '../../support/reply.ts';

const SETTLE_MS = 60_000;

const LOST: SendOutcome = { kind: 'unknown', code: 'RESPONSE_LOST' };
const BROKEN: SendOutcome = { kind: 'retry', code: 'INTERNAL_ERROR', doubt: 'broken' };
const BLOCKED: SendOutcome = { kind: 'misconfigured', what: 'gateway', code: 'HTTP_403', doubt: 'blocked' };
const SENT: SendOutcome = { kind: 'sent', id: 'msg_sent' };

const ABSENT: HistoryAnswer = { kind: 'absent' };
const SILENT: HistoryAnswer = { kind: 'silent' };
const NEAR: HistoryAnswer = { ...NONE_FOUND, doubles: [{ id: 'msg_near' }] };

const PARKED = { kind: 'park', reason: expect.stringContaining('unknown whether this reply was sent') };

/** A reply whose first send ended so, at the time when the history can be asked. */
async function left(outcomes: SendOutcome[], overrides: Partial<ReplySender> = {}) {
  const opened = openReply(outcomes, overrides);
  await opened.run();
  opened.time.advance(SETTLE_MS);
  /** Handles it again and again, each time when the history can be asked, until it is done or parked. */
  const handle = async (answer: HistoryAnswer, message = {}) => {
    for (;;) {
      opened.history.splice(0, Number.POSITIVE_INFINITY, answer);
      const verdict = await opened.run({}, message);
      if (verdict.kind !== 'retry') return verdict;
      opened.time.advance(SETTLE_MS);
    }
  };
  return { ...opened, handle };
}

describe('a reply whose answer was lost', () => {
  test('is looked up by address, content and time, not before the history has settled', async () => {
    const { run, time, lookups } = openReply([LOST]);
    expect(await run()).toEqual({ kind: 'retry', afterMs: SETTLE_MS });
    time.advance(20_000);
    expect(await run()).toEqual({ kind: 'retry', afterMs: 40_000 });
    expect(lookups).toEqual([]);
    time.advance(40_000);
    await run();
    expect(lookups).toEqual([
      {
        apiKey: 'ps_one',
        to: ['+5511999999999'],
        content: { text: 'Thanks' },
        firstAttemptAt: NOW,
        attemptedAt: NOW,
        arrivedBy: NOW + SETTLE_MS,
        writtenAt: NOW,
        timeoutMs: 10_000,
      },
    ]);
  });

  test('is looked up later where the answer asked for more time than the history needs', async () => {
    const { run } = openReply([{ kind: 'unknown', code: 'HTTP_503', afterMs: 120_000 }]);
    expect(await run()).toEqual({ kind: 'retry', afterMs: 120_000 });
  });

  test('is closed when the history has it and message.sent has told of it', async () => {
    const { run, history, sends, record, knownAsSend } = await left([LOST]);
    await knownAsSend('msg_1');
    history.push(found('msg_1'));
    expect(await run()).toEqual(DONE);
    expect(record()).toMatchObject({ state: 'sent', sentId: 'msg_1' });
    expect(sends).toHaveLength(1);
  });

  test('is closed when the history has it by the id of WhatsApp, once message.sent has named that', async () => {
    const { run, history, sender, sends, record } = await left([LOST]);
    const match: HistoryAnswer = { ...NONE_FOUND, matches: [{ whatsappId: 'wamid.1' }] };
    history.push(match, match);
    expect(await run()).toMatchObject(PARKED);
    await sender.messages.linkWhatsappId(keyPart('wamid.1'), 'msg_1', 'conversation-1');
    expect(await run()).toEqual(DONE);
    expect(record()).toMatchObject({ state: 'sent', sentId: 'msg_1' });
    expect(sends).toHaveLength(1);
  });

  test('is closed when its worker had linked it before it crashed, however little the history tells', async () => {
    const { run, history, sender, sends, record } = await left([LOST]);
    await sender.messages.linkReply('msg_near', replyRecordKey(JOB.reply, 0), { text: 'Thanks', conversation: 'c' });
    history.push(NEAR);
    expect(await run()).toEqual(DONE);
    expect(record()).toMatchObject({ state: 'sent', sentId: 'msg_near' });
    expect(sends).toHaveLength(1);
  });

  test('is neither closed nor sent again beside a message that nothing ties to a send of ours', async () => {
    const { run, history, sends } = await left([LOST]);
    history.push(found('msg_of_somebody'));
    expect(await run()).toMatchObject(PARKED);
    expect(sends).toHaveLength(1);
  });

  test('is not closed by a message that only may be it, although that is a send of ours', async () => {
    const { run, history, sends, knownAsSend } = await left([LOST]);
    await knownAsSend('msg_near');
    history.push(NEAR);
    expect(await run()).toMatchObject(PARKED);
    expect(sends).toHaveLength(1);
  });

  test('is not closed by a message beside a double of it, until that is known to be another reply', async () => {
    const { run, history, sends, sender, knownAsSend, record } = await left([LOST]);
    await knownAsSend('msg_1');
    const both: HistoryAnswer = { ...NONE_FOUND, matches: [{ id: 'msg_1' }], doubles: [{ id: 'msg_near' }] };
    history.push(both, both);
    expect(await run()).toMatchObject(PARKED);
    const fields = { text: 'Thanks', conversation: 'conversation-1' };
    await sender.messages.linkReply('msg_near', { id: 'reply#n1#m0', event: '#reply.0' }, fields);
    expect(await run()).toEqual(DONE);
    expect(record()).toMatchObject({ state: 'sent', sentId: 'msg_1' });
    expect(sends).toHaveLength(1);
  });

  test('is closed beside messages that say something else', async () => {
    const { run, history, knownAsSend, record } = await left([LOST]);
    await knownAsSend('msg_1');
    history.push({ ...NONE_FOUND, matches: [{ id: 'msg_1' }], possible: [{ id: 'msg_of_a_person' }] });
    expect(await run()).toEqual(DONE);
    expect(record()).toMatchObject({ state: 'sent', sentId: 'msg_1' });
  });

  test('is sent again in the same breath when the history is kept and does not have it', async () => {
    const { run, history, sends, record, log } = await left([LOST, SENT]);
    history.push(ABSENT);
    expect(await run()).toEqual(DONE);
    expect(sends).toHaveLength(2);
    expect(record()).toMatchObject({ state: 'sent', sentId: 'msg_sent' });
    expect(log.steps()).toEqual(['unknown', 'resend', 'sent']);
  });

  test('is sent again within what is left of the time of one send, and later where that is too little', async () => {
    const { run, history, sends, sender, time } = await left([LOST, SENT]);
    const { lookUp } = sender;
    const slow = (ms: number) => {
      sender.lookUp = async (query) => {
        time.advance(ms);
        return lookUp(query);
      };
    };
    slow(6_000);
    history.push(ABSENT);
    expect(await run()).toEqual({ kind: 'retry', afterMs: 0 });
    expect(sends).toHaveLength(1);
    expect(await run()).toEqual(DONE);
    expect(sends).toHaveLength(2);

    const other = await left([LOST, SENT]);
    const lookUpOther = other.sender.lookUp;
    other.sender.lookUp = async (query) => {
      other.time.advance(3_000);
      return lookUpOther(query);
    };
    other.history.push(ABSENT);
    await other.run();
    expect(other.sends).toMatchObject([{ timeoutMs: 10_000 }, { timeoutMs: 7_000 }]);
  });

  test.each([
    ['another reply with the same words', { id: 'reply#n1#m0', event: '#reply.0' }],
    ['another part of the same answer', { id: JOB.reply, event: '#reply.1' }],
  ])('is not mistaken for %s', async (_what, reply) => {
    const { run, history, sender, sends } = await left([LOST, SENT]);
    await sender.messages.linkReply('msg_0', reply, { text: 'Thanks', conversation: 'conversation-1' });
    history.push(found('msg_0'));
    expect(await run()).toEqual(DONE);
    expect(sends).toHaveLength(2);
  });

  test('is not mistaken for another reply that the history gives under an id of its own', async () => {
    const { run, history, sender, sends } = await left([LOST, SENT]);
    const fields = { text: 'Thanks', conversation: 'conversation-1' };
    await sender.messages.linkReply('msg_0', { id: 'reply#n1#m0', event: '#reply.0' }, fields);
    await sender.messages.linkWhatsappId('wa-0', 'msg_0', 'conversation-1');
    const matches = [{ id: 'row_17', whatsappId: 'wa-0' }];
    history.push({ ...NONE_FOUND, matches });
    expect(await run()).toEqual(DONE);
    expect(sends).toHaveLength(2);
  });

  test('is not absent because all that was seen is something else, where not all was seen', async () => {
    const { run, history, sender, sends } = await left([LOST]);
    const fields = { text: 'Thanks', conversation: 'conversation-1' };
    await sender.messages.linkReply('msg_0', { id: 'reply#n1#m0', event: '#reply.0' }, fields);
    history.push({ ...NONE_FOUND, matches: [{ id: 'msg_0' }], otherwise: 'silent' });
    expect(await run()).toMatchObject(PARKED);
    expect(sends).toHaveLength(1);
  });

  test('is parked beside more possible messages than can be told apart, without asking the ledger for each', async () => {
    const { run, history, table } = await left([LOST]);
    const possible = Array.from({ length: 51 }, (_, i) => ({ id: `msg_${i}` }));
    history.push({ ...NONE_FOUND, possible });
    const { get } = table.calls;
    expect(await run()).toMatchObject(PARKED);
    expect(table.calls.get).toBe(get);
  });

  test('is parked with its reason when the history cannot tell, and looked up again when it is redriven', async () => {
    const { run, history, sends, record, knownAsSend } = await left([LOST]);
    expect(await run()).toMatchObject(PARKED);
    expect(record()).toMatchObject({ state: 'unknown' });
    await knownAsSend('msg_1');
    history.push(found('msg_1'));
    expect(await run()).toEqual(DONE);
    expect(sends).toHaveLength(1);
  });

  test.each([SILENT, NEAR])(
    'is sent again when the history cannot tell and the setting says so: %j',
    async (answer) => {
      const { run, sends, history } = await left([LOST, SENT], { onUnknownSend: 'resend' });
      history.push(answer);
      expect(await run()).toEqual(DONE);
      expect(sends).toHaveLength(2);
    },
  );

  test('waits when the history cannot be asked', async () => {
    const { run, history, record, log } = await left([LOST]);
    history.push({ kind: 'retry', code: 'HTTP_429', afterMs: 5_000 }, KEY_REFUSED, { ...BLOCKED });
    expect(await run()).toEqual({ kind: 'retry', atLeastMs: 5_000 });
    expect(await run()).toEqual({ kind: 'retry' });
    expect(await run()).toEqual({ kind: 'retry' });
    expect(record()).toMatchObject({ state: 'unknown', code: 'HTTP_403' });
    expect(log.steps()).toEqual(['unknown', 'retry', 'waiting', 'waiting']);
  });

  test('is parked when the history could not be asked for as long as it was worth sending', async () => {
    const { run, history, time } = await left([LOST]);
    time.advance(1_000_000);
    history.push({ kind: 'retry', code: 'HTTP_503' });
    expect(await run()).toEqual({ kind: 'park', reason: expect.stringContaining('its history could not be asked') });
  });

  test('expires where it is surely not sent and no longer worth it, and is parked where nobody knows', async () => {
    for (const [answer, verdict, state] of [
      [ABSENT, DONE, 'expired'],
      [SILENT, PARKED, 'unknown'],
    ] as const) {
      const { run, history, time, record, sends } = await left([LOST], { onUnknownSend: 'resend' });
      time.advance(1_000_000);
      history.push(answer);
      expect(await run()).toMatchObject(verdict);
      expect(record()).toMatchObject({ state });
      expect(sends).toHaveLength(1);
    }
  });
});

describe('of one reply no more than two sends are left without an answer of the vendor,', () => {
  const endless = () => Array.from({ length: 10 }, () => LOST);

  test.each<[string, HistoryAnswer, Partial<ReplySender>]>([
    ['when the history never has it', ABSENT, {}],
    ['when the setting says to send again', SILENT, { onUnknownSend: 'resend' }],
    ['when the setting says so, and the history has something near', NEAR, { onUnknownSend: 'resend' }],
  ])('%s', async (_when, answer, overrides) => {
    const { handle, sends, record } = await left(endless(), overrides);
    expect(await handle(answer)).toMatchObject(PARKED);
    expect(sends).toHaveLength(2);
    expect(record()).toMatchObject({ state: 'unknown' });
  });

  test('whatever stands between them and the vendor', async () => {
    const { handle, sends } = await left(endless().map(() => BLOCKED));
    expect(await handle(ABSENT)).toMatchObject(PARKED);
    expect(sends).toHaveLength(2);
  });

  test('when a refusal comes between them: it is an answer to its own send alone', async () => {
    const limited: SendOutcome = { kind: 'retry', code: 'RATE_LIMIT_EXCEEDED' };
    const { handle, sends } = await left([LOST, limited, limited, LOST, limited, LOST]);
    expect(await handle(ABSENT)).toMatchObject(PARKED);
    expect(sends).toHaveLength(4);
  });

  test('when a worker crashes while it sends', async () => {
    const { run, sends, sender, time, history } = openReply();
    sender.send = (send) => {
      sends.push(send);
      return new Promise(() => undefined);
    };
    for (let crash = 0; crash < 5; crash++) {
      history.push(ABSENT);
      void run();
      await new Promise((resolve) => setImmediate(resolve));
      time.advance(2 * SETTLE_MS);
    }
    expect(await run()).toMatchObject(PARKED);
    expect(sends).toHaveLength(2);
  });

  test('and the search for the third begins at the first', async () => {
    const { run, history, lookups, time } = await left([LOST, LOST]);
    time.advance(300_000);
    const secondAt = time.now();
    history.push(ABSENT, ABSENT);
    await run();
    time.advance(SETTLE_MS);
    await run();
    expect(lookups).toMatchObject([
      { firstAttemptAt: NOW, arrivedBy: NOW + SETTLE_MS },
      { firstAttemptAt: NOW, arrivedBy: secondAt + SETTLE_MS },
    ]);
  });

  describe('until a person puts it back:', () => {
    const back = (id: string) => ({ id, attributes: { redriven: '2026-02-24T12:00:00.000Z' } });

    test('then it is looked for, and closed where the history has it by now', async () => {
      const { handle, sends, knownAsSend } = await left(endless());
      await handle(ABSENT);
      await knownAsSend('msg_1');
      expect(await handle(found('msg_1'), back('m2'))).toEqual(DONE);
      expect(sends).toHaveLength(2);
    });

    test('then it is sent once more, and once only, for each time', async () => {
      const { handle, sends, record } = await left(endless());
      await handle(ABSENT);
      expect(await handle(ABSENT, back('m2'))).toMatchObject(PARKED);
      expect(sends).toHaveLength(3);
      expect(await handle(ABSENT, back('m2'))).toMatchObject(PARKED);
      expect(sends).toHaveLength(3);
      expect(await handle(ABSENT, back('m3'))).toMatchObject(PARKED);
      expect(sends).toHaveLength(4);
      expect(record()).toMatchObject({ unanswered: 3 });
    });

    test('then it is done where the vendor answers', async () => {
      const { handle, sends, record } = await left([LOST, LOST, SENT]);
      await handle(ABSENT);
      expect(await handle(ABSENT, back('m2'))).toEqual(DONE);
      expect(sends).toHaveLength(3);
      expect(record()).toMatchObject({ state: 'sent' });
    });

    test('also by the redrive of SQS, which leaves the reason where it is', async () => {
      const { handle, sends } = await left(endless());
      await handle(ABSENT);
      await handle(ABSENT, { id: 'm2', attributes: { reason: 'It is unknown …' } });
      expect(sends).toHaveLength(3);
    });

    test('a second copy of the message, which nobody put back, is not that', async () => {
      const { handle, sends } = await left(endless());
      await handle(ABSENT, { id: 'm1' });
      expect(await handle(ABSENT, { id: 'm2' })).toMatchObject(PARKED);
      expect(sends).toHaveLength(2);
    });

    test('where the history cannot tell, it is parked again, unless the setting says otherwise', async () => {
      const { handle, sends, sender } = await left(endless());
      await handle(SILENT);
      expect(await handle(SILENT, back('m2'))).toMatchObject(PARKED);
      expect(sends).toHaveLength(1);
      sender.onUnknownSend = 'resend';
      expect(await handle(SILENT, back('m3'))).toMatchObject(PARKED);
      expect(sends).toHaveLength(3);
    });
  });
});

describe('a failure of the vendor itself', () => {
  test('is retried, not before the history has been searched, and the log says so', async () => {
    const { run, record, log } = openReply([BROKEN]);
    expect(await run()).toEqual({ kind: 'retry', atLeastMs: SETTLE_MS });
    expect(record()).toMatchObject({ state: 'unknown', code: 'INTERNAL_ERROR', doubt: 'broken' });
    expect(log.lines).toMatchObject([{ level: 'warn', step: 'retry', fields: { code: 'INTERNAL_ERROR' } }]);
  });

  test('waits for as long as the vendor asks', async () => {
    const { run } = openReply([{ ...BROKEN, afterMs: 90_000 } as SendOutcome]);
    expect(await run()).toEqual({ kind: 'retry', atLeastMs: 90_000 });
  });

  test('is no failure where the history has the message', async () => {
    const { handle, sends, knownAsSend } = await left([BROKEN]);
    await knownAsSend('msg_1');
    expect(await handle(found('msg_1'))).toEqual(DONE);
    expect(sends).toHaveLength(1);
  });

  test('is believed where the history does not have the message, as often as it comes', async () => {
    const { handle, sends, record } = await left([...Array.from({ length: 6 }, () => BROKEN), SENT]);
    expect(await handle(ABSENT)).toEqual(DONE);
    expect(sends).toHaveLength(7);
    expect(record()).toMatchObject({ state: 'sent' });
  });

  test('is believed once where no history is kept', async () => {
    const { handle, sends } = await left(Array.from({ length: 6 }, () => BROKEN));
    expect(await handle(SILENT)).toMatchObject(PARKED);
    expect(sends).toHaveLength(2);
    const lucky = await left([BROKEN, SENT]);
    expect(await lucky.handle(SILENT)).toEqual(DONE);
  });

  test('is not believed beside a message that may be the one', async () => {
    const { handle, sends } = await left([BROKEN]);
    expect(await handle(NEAR)).toMatchObject(PARKED);
    expect(sends).toHaveLength(1);
  });

  test('takes nothing back from sends before it that had no answer', async () => {
    const { handle, sends } = await left([LOST, BROKEN, LOST, LOST]);
    expect(await handle(ABSENT)).toMatchObject(PARKED);
    expect(sends).toHaveLength(3);
  });
});

describe('what something else than the vendor refuses to pass on', () => {
  const MOVED: SendOutcome = {
    kind: 'misconfigured',
    what: 'baseUrl',
    host: 'www.example.com',
    code: 'HTTP_301',
    doubt: 'blocked',
  };

  test.each<[string, SendOutcome, RegExp, RegExp]>([
    ['gateway', BLOCKED, /not the vendor refused the request: HTTP_403/, /baseUrl, a proxy, a firewall/],
    ['baseUrl', MOVED, /leads on to www\.example\.com: HTTP_301/, /baseUrl/],
  ])('waits, never fails, and the log says what to look at: %s', async (problem, outcome, reason, fix) => {
    const { run, record, log } = openReply([outcome]);
    expect(await run()).toEqual({ kind: 'retry', atLeastMs: SETTLE_MS });
    expect(record()).toMatchObject({ state: 'unknown', doubt: 'blocked' });
    const fields = { problem, reason: expect.stringMatching(reason), fix: expect.stringMatching(fix) };
    expect(log.lines).toMatchObject([{ level: 'error', step: 'waiting', fields }]);
  });

  test('does not leave again while the history is refused too, and leaves when it no longer is', async () => {
    const { run, history, sends } = await left([BLOCKED, SENT]);
    for (let i = 0; i < 20; i++) {
      history.push({ ...BLOCKED });
      expect(await run()).toEqual({ kind: 'retry' });
    }
    history.push(ABSENT);
    expect(await run()).toEqual(DONE);
    expect(sends).toHaveLength(2);
  });

  test('is sent once more where no history is kept', async () => {
    const { handle, sends } = await left([BLOCKED, SENT]);
    expect(await handle(SILENT)).toEqual(DONE);
    expect(sends).toHaveLength(2);
  });
});

test('a subscription that is not paid for keeps the reply waiting, and the log says so', async () => {
  const { run, record, log } = openReply([
    { kind: 'misconfigured', what: 'subscription', code: 'SUBSCRIPTION_REQUIRED', afterMs: 60_000 },
  ]);
  expect(await run()).toEqual({ kind: 'retry', atLeastMs: 60_000 });
  expect(record()).toMatchObject({ state: 'queued', code: 'SUBSCRIPTION_REQUIRED' });
  const fields = { problem: 'subscription', reason: expect.stringContaining('paid subscription') };
  expect(log.lines).toMatchObject([{ level: 'error', step: 'waiting', fields }]);
});

describe('a template whose answer was lost', () => {
  const content = { templateId: 'tpl_1' };

  async function lost(outcomes: SendOutcome[] = [LOST, SENT]) {
    const opened = openReply(outcomes);
    await opened.run({ content });
    opened.time.advance(SETTLE_MS);
    opened.history.push({ ...NONE_FOUND, possible: [{ id: 'msg_9' }] });
    return opened;
  }

  test('is parked beside a message that may be it', async () => {
    const { run, sends, lookups } = await lost();
    expect(await run({ content })).toMatchObject(PARKED);
    expect(lookups).toMatchObject([{ content }]);
    expect(sends).toHaveLength(1);
  });

  test('is sent again when that message is known to be another reply', async () => {
    const { run, sends, sender } = await lost();
    const fields = { text: undefined, conversation: 'conversation-1' };
    await sender.messages.linkReply('msg_9', { id: 'reply#n1#m0', event: '#reply.0' }, fields);
    expect(await run({ content })).toEqual(DONE);
    expect(sends).toHaveLength(2);
  });
});

test('a reply that a worker was sending when it crashed is looked up before anything is sent again', async () => {
  const { run, sends, sender, time, history, knownAsSend } = openReply();
  const { send } = sender;
  sender.send = () => new Promise(() => undefined);
  void run();
  await new Promise((resolve) => setImmediate(resolve));
  sender.send = send;
  expect(await run()).toEqual({ kind: 'retry', afterMs: 60_001 });
  time.advance(60_001);
  await knownAsSend('msg_1');
  history.push(found('msg_1'));
  expect(await run()).toEqual(DONE);
  expect(sends).toEqual([]);
});

test('a part of a later answer to the same message is a duplicate, and not sent', async () => {
  const { run, sends, log } = openReply();
  await run();
  const cause = { ...JOB.cause, event: 'message.reply' };
  for (const index of [0, 1, 2]) expect(await run({ index, cause })).toEqual(DONE);
  expect(sends).toHaveLength(1);
  expect(log.lines.slice(1)).toMatchObject([
    { step: 'duplicate', fields: { state: 'sent' } },
    { step: 'duplicate', fields: { of: 'another answer' } },
    { step: 'duplicate', fields: { of: 'another answer' } },
  ]);
});

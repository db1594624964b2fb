import { cached } from '../../../lambdas/aws/secrets.ts';
import { contactSlots } from '../../../lambdas/ledger/contact-slots.ts';
import type { SendOutcome } from '../../../lambdas/pilot-status/answer.ts';
import type { ReplyJob } from '../../../lambdas/queue/reply-job.ts';
import { DONE } from '../../../lambdas/queue/worker.ts';
import { sendReply } from '../../../lambdas/reply/send-reply.ts';
import type { ReplySender } from '../../../lambdas/reply/sender.ts';
import { clock, ledgerSettings } from '../../support/clock.ts';
import { recordedLog } from '../../support/log.ts';
import { found, JOB, KEY_REFUSED, NOW, openReply as open } from '../../support/reply.ts';
import { queueMessage } from '../../support/samples.ts';

test('a reply is sent to its contact with the key, and recorded', async () => {
  const { run, sends, record, log } = open();
  expect(await run()).toEqual(DONE);
  expect(sends).toEqual([{ apiKey: 'ps_one', to: '+5511999999999', content: { text: 'Thanks' }, timeoutMs: 10_000 }]);
  expect(record()).toMatchObject({ state: 'sent', sentId: 'msg_1', cause: JOB.cause });
  expect(log.steps()).toEqual(['sent']);
});

test('the log tells how long the contact waited for the answer', async () => {
  const { run, log, time } = open();
  time.advance(850);
  await run();
  expect(log.lines).toMatchObject([{ step: 'sent', fields: { ageMs: 850 } }]);
});

test('a reply that was sent is not sent again', async () => {
  const { run, sends, log } = open();
  await run();
  expect(await run()).toEqual(DONE);
  expect(sends).toHaveLength(1);
  expect(log.steps()).toEqual(['sent', 'duplicate']);
});

test('a number is answered with its own key, and one without a key is parked, not answered from another', async () => {
  const { run, sends } = open([], { readApiKeySecret: async () => '{"n1":"ps_1","n2":"ps_2"}' });
  await run({ numberId: 'n2' });
  expect(sends).toMatchObject([{ apiKey: 'ps_2' }]);
  expect(await run({ numberId: 'n3', reply: 'reply#n3#m' })).toMatchObject({
    kind: 'park',
    reason: expect.stringContaining('no API key for the number n3'),
  });
  expect(sends).toHaveLength(1);
});

test('while the key is missing the reply waits, and the log says which command sets it', async () => {
  const { run, sender, log, sends } = open([], { readApiKeySecret: async () => undefined });
  expect(await run()).toEqual({ kind: 'retry' });
  expect(log.lines).toMatchObject([
    { level: 'error', step: 'waiting', fields: { reason: 'The API key is not set', fix: sender.setApiKeyCommand } },
  ]);
  sender.readApiKeySecret = async () => 'ps_now';
  expect(await run()).toEqual(DONE);
  expect(sends).toMatchObject([{ apiKey: 'ps_now' }]);
});

test('a key secret that cannot be understood keeps the reply waiting and is not shown', async () => {
  const { run, log } = open([], { readApiKeySecret: async () => '{"n1": ps_oops' });
  expect(await run()).toEqual({ kind: 'retry' });
  expect(JSON.stringify(log.lines)).not.toContain('oops');
});

test('a refusal that can pass is retried when the vendor says, else with a backoff', async () => {
  const { run, record } = open([
    { kind: 'retry', code: 'HTTP_429', afterMs: 7_000 },
    { kind: 'retry', code: 'HTTP_500' },
    { kind: 'sent', id: 'msg_1' },
  ]);
  expect(await run()).toEqual({ kind: 'retry', atLeastMs: 7_000 });
  expect(record()).toMatchObject({ state: 'queued', code: 'HTTP_429' });
  expect(await run()).toEqual({ kind: 'retry' });
  expect(await run()).toEqual(DONE);
});

test('a refused key keeps the reply waiting', async () => {
  const { run, log, record } = open([KEY_REFUSED]);
  expect(await run()).toEqual({ kind: 'retry' });
  expect(record()).toMatchObject({ state: 'queued' });
  expect(log.lines).toMatchObject([{ level: 'error', step: 'waiting' }]);
});

describe('while two keys are valid', () => {
  const both = { readApiKeySecret: async () => '["ps_new","ps_old"]' };

  test('a reply that is refused with the new key is sent with the old one at once, and the log tells which by its place', async () => {
    const { run, sends, log } = open([KEY_REFUSED, { kind: 'sent', id: 'msg_1' }], both);
    expect(await run()).toEqual(DONE);
    expect(sends).toMatchObject([{ apiKey: 'ps_new' }, { apiKey: 'ps_old' }]);
    expect(log.lines).toMatchObject([{ level: 'info', step: 'sent', fields: { key: 2 } }]);
  });

  test('the log tells no key when the new one was taken', async () => {
    const { run, log } = open([], both);
    await run();
    expect(log.lines[0]?.fields).not.toHaveProperty('key');
  });

  test('a reply whose answer was lost is looked up with the key that the vendor takes', async () => {
    const { run, lookups, history, time, knownAsSend } = open([{ kind: 'unknown', code: 'RESPONSE_LOST' }], both);
    await run();
    time.advance(60_000);
    await knownAsSend('m');
    history.push(KEY_REFUSED, found('m'));
    expect(await run()).toEqual(DONE);
    expect(lookups).toMatchObject([{ apiKey: 'ps_new' }, { apiKey: 'ps_old' }]);
  });

  test('nothing that is logged shows any part of a key', async () => {
    for (const last of [KEY_REFUSED, { kind: 'sent', id: 'm' } as const, { kind: 'unknown', code: 'C' } as const]) {
      const { run, log } = open([KEY_REFUSED, last], both);
      await run();
      expect(JSON.stringify(log.lines)).not.toMatch(/ps_|new|old/);
    }
  });
});

test('once every key was refused, the secret is read again, so that the next attempt has a key that was just replaced', async () => {
  const time = clock();
  const log = recordedLog();
  let stored = 'ps_revoked';
  const { run, sends } = open([{ kind: 'sent', id: 'msg_1' }, KEY_REFUSED], {
    readApiKeySecret: cached(async () => stored, time.now, log),
  });
  await run({ reply: 'reply#n1#before' });
  time.advance(31_000);
  stored = 'ps_now';
  expect(await run()).toEqual({ kind: 'retry' });
  expect(await run()).toEqual(DONE);
  expect(sends).toMatchObject([{ apiKey: 'ps_revoked' }, { apiKey: 'ps_revoked' }, { apiKey: 'ps_now' }]);
});

test('a refused key keeps the reply waiting, also when the secret cannot be read again', async () => {
  const readApiKeySecret = async (maxAgeMs?: number) => {
    if (maxAgeMs === 0) throw new Error('Secrets Manager is away');
    return 'ps_one';
  };
  const { run, log, record } = open([KEY_REFUSED], { readApiKeySecret });
  expect(await run()).toEqual({ kind: 'retry' });
  expect(record()).toMatchObject({ state: 'queued' });
  expect(log.steps()).toEqual(['waiting']);
});

test('a refusal for good is recorded, and the conversation moves on', async () => {
  const { run, record } = open([{ kind: 'failed', code: 'META_TEMPLATE_NOT_APPROVED' }]);
  expect(await run()).toEqual(DONE);
  expect(record()).toMatchObject({ state: 'failed', code: 'META_TEMPLATE_NOT_APPROVED' });
});

describe('a reply whose address is refused', () => {
  const NOBODY: SendOutcome = { kind: 'failed', code: 'WHATSAPP_NOT_EXIST' };
  const SENT: SendOutcome = { kind: 'sent', id: 'msg_1' };
  const LID = { to: '1349@lid' };
  const tos = (sends: unknown[]) => sends.map((send) => (send as { to: string }).to);

  test.each([
    ['the number without its ninth digit', { to: '+5531999998888' }, ['+5531999998888', '+553199998888']],
    ['the number with its ninth digit', { to: '+553199998888' }, ['+553199998888', '+5531999998888']],
    ['the phone number', { ...LID, alsoTo: ['1349@lid', '+14155550123'] }, ['1349@lid', '+14155550123']],
    ['the BSUID', { to: '+14155550123', alsoTo: ['+14155550123', 'BR.1349abc'] }, ['+14155550123', 'BR.1349abc']],
  ])('is sent to %s, and to no other', async (_what, job, expected) => {
    const { run, sends, record, log } = open([NOBODY, SENT]);
    expect(await run(job)).toEqual({ kind: 'retry', afterMs: 0 });
    expect(await run(job)).toEqual(DONE);
    expect(await run(job)).toEqual(DONE);
    expect(tos(sends)).toEqual(expected);
    expect(record()).toMatchObject({ state: 'sent', sentId: 'msg_1' });
    expect(JSON.stringify(record())).not.toMatch(/99998888|1349|4155550123/);
    expect(log.steps()).toEqual(['retry', 'sent', 'duplicate']);
  });

  test('has failed when all are refused', async () => {
    const { run, sends, record } = open([NOBODY, NOBODY, NOBODY]);
    const job = { ...LID, alsoTo: ['1349@lid', '+5531999998888'] };
    for (const _ of [1, 2]) expect(await run(job)).toEqual({ kind: 'retry', afterMs: 0 });
    expect(await run(job)).toEqual(DONE);
    expect(await run(job)).toEqual(DONE);
    expect(tos(sends)).toEqual(['1349@lid', '+5531999998888', '+553199998888']);
    expect(record()).toMatchObject({ state: 'failed', code: 'WHATSAPP_NOT_EXIST' });
  });

  test('is not sent again when the second one failed for something else', async () => {
    const { run, sends, record } = open([NOBODY, { kind: 'failed', code: 'INVALID_PAYLOAD' }, SENT]);
    const job = { to: '+5531999998888' };
    for (const _ of [1, 2, 3]) await run(job);
    expect(tos(sends)).toEqual(['+5531999998888', '+553199998888']);
    expect(record()).toMatchObject({ state: 'failed', code: 'INVALID_PAYLOAD' });
  });

  test('by any words, where it is of a form that the vendor does not document', async () => {
    const { run, sends } = open([{ kind: 'failed', code: 'INVALID_PAYLOAD' }, SENT]);
    await run({ ...LID, alsoTo: ['+14155550123'] });
    await run({ ...LID, alsoTo: ['+14155550123'] });
    expect(tos(sends)).toEqual(['1349@lid', '+14155550123']);
    const other = open([{ kind: 'failed', code: 'INVALID_PAYLOAD' }]);
    expect(await other.run({ to: '+5531999998888' })).toEqual(DONE);
    expect(other.sends).toHaveLength(1);
  });

  const PHONE_COPY = { to: '+14155550123', cause: { id: 'e2', event: 'message.received' } };

  test('does not close the answer to a copy of the message under another address, in whatever order they come', async () => {
    for (const [first, second] of [
      [LID, PHONE_COPY],
      [PHONE_COPY, LID],
    ]) {
      const { run, sends, record } = open([NOBODY, SENT]);
      expect(await run(first)).toEqual(DONE);
      expect(record()).toMatchObject({ state: 'failed' });
      expect(await run(second)).toEqual(DONE);
      expect(await run(first)).toEqual(DONE);
      expect(tos(sends)).toEqual([first?.to, second?.to]);
      expect(record()).toMatchObject({ state: 'sent' });
    }
  });

  test('and a copy whose answer was sent closes the other', async () => {
    const { run, sends } = open([SENT]);
    await run(LID);
    await run(PHONE_COPY);
    expect(tos(sends)).toEqual(['1349@lid']);
  });

  test('is looked for at the address to which it was sent last', async () => {
    const { run, lookups, time, history } = open([NOBODY, { kind: 'unknown', code: 'RESPONSE_LOST' }]);
    const job = { to: '+5531999998888' };
    await run(job);
    await run(job);
    time.advance(60_000);
    history.push({ kind: 'silent' });
    await run(job);
    expect(lookups).toMatchObject([{ to: ['+553199998888'] }]);
  });

  test('is looked for at every address to which a send without an answer can have gone', async () => {
    const LOST: SendOutcome = { kind: 'unknown', code: 'RESPONSE_LOST' };
    const { run, lookups, sends, time, history, record, knownAsSend } = open([NOBODY, LOST, NOBODY, LOST]);
    const job = { ...LID, alsoTo: ['1349@lid', '+14155550123', 'BR.1349abc'] };
    await run(job);
    await run(job);
    time.advance(60_000);
    history.push({ kind: 'absent' });
    expect(await run(job)).toEqual({ kind: 'retry', afterMs: 0 });
    await run(job);
    expect(tos(sends)).toEqual(['1349@lid', '+14155550123', '+14155550123', 'BR.1349abc']);
    time.advance(60_000);
    await knownAsSend('msg_1');
    history.push(found('msg_1'));
    expect(await run(job)).toEqual(DONE);
    expect(lookups).toMatchObject([{ to: ['+14155550123'] }, { to: ['BR.1349abc', '1349@lid', '+14155550123'] }]);
    expect(record()).toMatchObject({ state: 'sent', sentId: 'msg_1' });
    expect(sends).toHaveLength(4);
  });
});

test('a worker that is held up until its lease is nearly over does not send', async () => {
  const { run, sender, sends, time, record } = open();
  const { begin } = sender.replies;
  sender.replies = {
    ...sender.replies,
    begin: async (...args) => {
      const beginning = await begin(...args);
      time.advance(50_001);
      return beginning;
    },
  };
  expect(await run()).toEqual({ kind: 'retry' });
  expect(sends).toEqual([]);
  expect(record()).toMatchObject({ state: 'queued', code: 'HELD_UP' });
});

describe('a reply for which the window has closed', () => {
  const HOUR_MS = 60 * 60 * 1000;
  const window = { lengthMs: HOUR_MS, template: 'tpl_reopen' };
  const useful = { expiresAt: NOW + 2 * HOUR_MS };
  const REFUSED: SendOutcome = { kind: 'failed', code: 'META_OUTSIDE_24H_WINDOW' };

  test('is not sent but its template, and record and log tell which', async () => {
    const { run, sends, record, log, time } = open([{ kind: 'sent', id: 'msg_1' }], { window });
    time.advance(HOUR_MS);
    expect(await run(useful)).toEqual(DONE);
    expect(sends).toMatchObject([{ content: { templateId: 'tpl_reopen' } }]);
    expect(record()).toMatchObject({ state: 'sent', sentId: 'msg_1', windowTemplate: 'tpl_reopen' });
    expect(log.lines).toMatchObject([{ step: 'sent', fields: { windowTemplate: 'tpl_reopen' } }]);
  });

  test('is remembered without its words, which were not said', async () => {
    const { run, table, time } = open([{ kind: 'sent', id: 'msg_1' }], { window });
    time.advance(HOUR_MS);
    await run(useful);
    expect(await table.get({ id: 'msg_1', event: '#reply' })).not.toHaveProperty('text');
  });

  test('expires with its reason where there is no template', async () => {
    const { run, sends, record, log, time } = open([], { window: { ...window, template: undefined } });
    time.advance(HOUR_MS);
    expect(await run(useful)).toEqual(DONE);
    expect(sends).toEqual([]);
    expect(record()).toMatchObject({ state: 'expired', code: 'WINDOW_CLOSED' });
    expect(log.lines).toMatchObject([{ level: 'warn', step: 'expired', fields: { code: 'WINDOW_CLOSED' } }]);
  });

  test('expires, template or not, when it is no longer worth sending', async () => {
    const { run, sends, record, time } = open([], { window });
    time.advance(HOUR_MS);
    await run({ expiresAt: NOW + HOUR_MS });
    expect(sends).toEqual([]);
    expect(record()).toMatchObject({ state: 'expired' });
    expect(record()).not.toHaveProperty('code');
  });

  test('is sent as it is when the bot answered with a template', async () => {
    const { run, sends, time } = open([], { window });
    time.advance(HOUR_MS);
    await run({ ...useful, content: { templateId: 'tpl_own' } });
    expect(sends).toMatchObject([{ content: { templateId: 'tpl_own' } }]);
  });

  describe('after its send was left without an answer', () => {
    async function lost() {
      const opened = open([{ kind: 'unknown', code: 'RESPONSE_LOST' }], { window });
      await opened.run(useful);
      opened.time.advance(HOUR_MS);
      return opened;
    }

    test('is looked up as it was sent, and no template follows where it arrived', async () => {
      const { run, sends, lookups, history, record, knownAsSend } = await lost();
      await knownAsSend('msg_1');
      history.push(found('msg_1'));
      expect(await run(useful)).toEqual(DONE);
      expect(lookups).toMatchObject([{ content: { text: 'Thanks' } }]);
      expect(sends).toHaveLength(1);
      expect(record()).toMatchObject({ state: 'sent' });
      expect(record()).not.toHaveProperty('windowTemplate');
    });

    test('is parked, and no template follows, where the history cannot tell', async () => {
      const { run, sends } = await lost();
      expect(await run(useful)).toMatchObject({ kind: 'park' });
      expect(sends).toHaveLength(1);
    });

    test('gives way to its template where it surely did not arrive', async () => {
      const { run, sends, history } = await lost();
      history.push({ kind: 'absent' });
      expect(await run(useful)).toEqual(DONE);
      expect(sends).toMatchObject([{ content: { text: 'Thanks' } }, { content: { templateId: 'tpl_reopen' } }]);
    });
  });

  test('is looked for as the template when it is the answer to that which was lost, whatever the settings are by then', async () => {
    const { run, sender, lookups, time } = open([{ kind: 'unknown', code: 'RESPONSE_LOST' }], { window });
    time.advance(HOUR_MS);
    await run(useful);
    time.advance(60_000);
    sender.window = { lengthMs: 0, template: undefined };
    expect(await run(useful)).toMatchObject({ kind: 'park' });
    expect(lookups).toMatchObject([{ content: { templateId: 'tpl_reopen' } }]);
  });

  test('by the word of the vendor alone gives way to its template', async () => {
    const { run, sends, record } = open([REFUSED, { kind: 'sent', id: 'msg_1' }], { window });
    expect(await run()).toEqual({ kind: 'retry', afterMs: 0 });
    expect(record()).toMatchObject({ state: 'queued', code: 'META_OUTSIDE_24H_WINDOW' });
    expect(await run()).toEqual(DONE);
    expect(sends).toMatchObject([{ content: { text: 'Thanks' } }, { content: { templateId: 'tpl_reopen' } }]);
    expect(record()).toMatchObject({ state: 'sent', windowTemplate: 'tpl_reopen' });
  });

  test.each<[string, Partial<ReplySender>, Partial<ReplyJob>, number]>([
    ['its template is refused too', { window }, {}, 2],
    ['the bot answered with a template', { window }, { content: { templateId: 'tpl_own' } }, 1],
    ['there is no template', { window: { ...window, template: undefined } }, {}, 1],
  ])('has failed when the vendor refuses it and %s', async (_what, overrides, job, count) => {
    const { run, sends, record } = open([REFUSED, REFUSED], overrides);
    for (let i = 0; i < count; i++) await run(job);
    expect(await run(job)).toEqual(DONE);
    expect(sends).toHaveLength(count);
    expect(record()).toMatchObject({ state: 'failed', code: 'META_OUTSIDE_24H_WINDOW' });
  });
});

describe('a reply whose slot has not come', () => {
  test('waits for it before anything is written, so that a crash meanwhile leaves no trace', async () => {
    const { run, sends, record, sender } = open([], { pace: () => ({ kind: 'reserved', waitMs: 700 }) });
    let wake = () => {};
    const slept: number[] = [];
    sender.sleep = (ms) => {
      slept.push(ms);
      return new Promise((resolve) => {
        wake = resolve;
      });
    };
    const running = run();
    await new Promise((resolve) => setImmediate(resolve));
    expect(slept).toEqual([700]);
    expect(record()).toBeUndefined();
    wake();
    expect(await running).toEqual(DONE);
    expect(sends).toHaveLength(1);
  });

  test('goes back to the queue until it may ask again, with a line that says so, when that is too far ahead', async () => {
    const { run, sends, record, log } = open([], { pace: () => ({ kind: 'far', askAgainMs: 1_500 }) });
    expect(await run()).toEqual({ kind: 'retry', afterMs: 1_500 });
    expect(log.lines).toMatchObject([
      { level: 'info', step: 'paced', fields: { id: 'e1', afterMs: 1_500, setting: 'repliesPerSecond' } },
    ]);
    expect([sends, record()]).toEqual([[], undefined]);
  });

  test('takes no slot while there is no key', async () => {
    const pace = jest.fn();
    const { run } = open([], { pace, readApiKeySecret: async () => undefined });
    await run();
    expect(pace).not.toHaveBeenCalled();
  });
});

describe('where replies to one contact are kept apart', () => {
  const GAP_MS = 6_000;

  function openWithGap() {
    const opened = open();
    opened.sender.takeContactSlot = contactSlots(opened.table, ledgerSettings(opened.time), GAP_MS);
    return opened;
  }

  test('the second goes back to the queue until the gap is over, with a line that says which setting keeps it', async () => {
    const { run, sends, log, time } = openWithGap();
    await run();
    time.advance(1_000);
    expect(await run({ index: 1 })).toEqual({ kind: 'retry', afterMs: GAP_MS - 1_000 + 1 });
    expect(sends).toHaveLength(1);
    expect(log.lines[1]).toMatchObject({ step: 'paced', fields: { id: 'e1', setting: 'secondsBetweenReplies' } });
    time.advance(GAP_MS);
    expect(await run({ index: 1 })).toEqual(DONE);
    expect(sends).toHaveLength(2);
  });

  test('one that waits is not begun, so that a crash leaves no trace of it', async () => {
    const { run, table } = openWithGap();
    await run();
    await run({ index: 1 });
    expect(await table.get({ id: JOB.reply, event: '#reply.1' })).toBeUndefined();
  });

  test('no slot of the contact is lost to a reply for which the function has none', async () => {
    const { run, sender } = openWithGap();
    const { pace } = sender;
    sender.pace = () => ({ kind: 'far', askAgainMs: 1 });
    await run();
    sender.pace = pace;
    expect(await run()).toEqual(DONE);
  });

  test('one that is sent after it was looked for takes a slot again', async () => {
    const { run, sender, sends, time, history } = openWithGap();
    const { send } = sender;
    sender.send = async () => ({ kind: 'unknown', code: 'RESPONSE_LOST' });
    await run();
    sender.send = send;
    time.advance(60_000);
    history.push({ kind: 'absent' });
    expect(await run()).toMatchObject({ kind: 'retry', afterMs: GAP_MS + 1 });
    expect(sends).toEqual([]);
    time.advance(GAP_MS + 1);
    expect(await run()).toEqual(DONE);
    expect(sends).toHaveLength(1);
  });

  test('one that is sent after it was looked for is sent at once when the search took longer than the gap', async () => {
    const { run, sender, sends, time } = openWithGap();
    const { send } = sender;
    sender.send = async () => ({ kind: 'unknown', code: 'RESPONSE_LOST' });
    await run();
    sender.send = send;
    sender.sendTimeoutMs = 20_000;
    sender.lookUp = async () => {
      time.advance(GAP_MS + 1);
      return { kind: 'absent' };
    };
    time.advance(60_000);
    expect(await run()).toEqual(DONE);
    expect(sends).toHaveLength(1);
  });

  test('one that was refused for now takes a slot again', async () => {
    const { run, sender, sends, time } = openWithGap();
    const { send } = sender;
    sender.send = async () => ({ kind: 'retry', code: 'HTTP_429' });
    expect(await run()).toEqual({ kind: 'retry' });
    sender.send = send;
    expect(await run()).toMatchObject({ kind: 'retry', afterMs: expect.any(Number) });
    time.advance(GAP_MS + 1);
    expect(await run()).toEqual(DONE);
    expect(sends).toHaveLength(1);
  });
});

test('the reference of a reply is kept with the message, and not sent', async () => {
  const { run, sends, table } = open();
  await run({ reference: 'order 42' });
  expect(await table.get({ id: 'msg_1', event: '#reply' })).toMatchObject({ reference: 'order 42' });
  expect(JSON.stringify(sends)).not.toContain('order 42');
});

test('a sent reply can be found by the id that the vendor gave it', async () => {
  const { run, table } = open();
  await run();
  expect(await table.get({ id: 'msg_1', event: '#reply' })).toMatchObject({
    reply: { id: 'reply#n1#m1' },
    text: 'Thanks',
  });
});

test('a template or a file goes out as it is, and is remembered by its caption or without words', async () => {
  const { run, sends, table } = open([
    { kind: 'sent', id: 'msg_1' },
    { kind: 'sent', id: 'msg_2' },
  ]);
  const file = { media: 'https://example.com/a.jpg', mediaType: 'image', caption: 'Menu' } as const;
  await run({ content: { templateId: 'tpl_1', variables: { name: 'Ana' } } });
  await run({ content: file, index: 1 });
  expect(sends).toMatchObject([{ content: { templateId: 'tpl_1', variables: { name: 'Ana' } } }, { content: file }]);
  expect(await table.get({ id: 'msg_1', event: '#reply' })).not.toHaveProperty('text');
  expect(await table.get({ id: 'msg_2', event: '#reply' })).toMatchObject({ text: 'Menu' });
});

test('a reply that is no longer worth sending expires with a record', async () => {
  const { run, sends, record, time } = open();
  time.advance(1_000_000);
  expect(await run()).toEqual(DONE);
  expect(record()).toMatchObject({ state: 'expired' });
  expect(sends).toEqual([]);
});

test.each(['', 'null', '{}', '{"format":2}'])('a body that is no reply of ours is parked: %j', async (body) => {
  const { sender, table } = open();
  expect(await sendReply(queueMessage({ body }), sender)).toMatchObject({ kind: 'park' });
  expect(table.items.size).toBe(0);
});

test('what fails for a reason outside the reply is retried, however often it was received', async () => {
  const { sender, sends } = open();
  const message = queueMessage({ body: JSON.stringify(JOB), receiveCount: 99 });
  const { readApiKeySecret } = sender;
  sender.readApiKeySecret = () => Promise.reject(new Error('Secrets Manager is away'));
  expect(await sendReply(message, sender)).toEqual({ kind: 'retry' });
  sender.readApiKeySecret = readApiKeySecret;
  expect(await sendReply(message, sender)).toEqual(DONE);
  expect(sends).toHaveLength(1);
});

test('nothing that is logged tells whom we wrote to, what, or with which key', async () => {
  for (const kind of ['sent', 'failed', 'unknown', 'misconfigured', 'retry'] as const) {
    const { run, log } = open([{ kind, code: 'C' } as SendOutcome]);
    await run();
    expect(JSON.stringify(log.lines)).not.toMatch(/5511999999999|Thanks|ps_one/);
  }
});

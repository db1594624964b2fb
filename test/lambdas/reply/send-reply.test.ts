import { replyRecords } from '../../../lambdas/ledger/replies.ts';
import type { SendOutcome } from '../../../lambdas/pilot-status/send.ts';
import type { ReplyJob } from '../../../lambdas/queue/reply-job.ts';
import { DONE } from '../../../lambdas/queue/worker.ts';
import { type ReplySender, sendReply } from '../../../lambdas/reply/send-reply.ts';
import { clock, ledgerSettings } from '../../support/clock.ts';
import { recordedLog } from '../../support/log.ts';
import { memoryTable } from '../../support/memory-table.ts';
import { queueMessage } from '../../support/samples.ts';

const NOW = clock().now();

const JOB: ReplyJob = {
  format: 1,
  reply: 'reply#n1#m1',
  index: 0,
  numberId: 'n1',
  to: '+5511999999999',
  content: { text: 'Thanks' },
  cause: { id: 'e1', event: 'message.received' },
  decidedAt: NOW,
  expiresAt: NOW + 1_000,
};

function open(outcomes: SendOutcome[] = [{ kind: 'sent', id: 'msg_1' }], overrides: Partial<ReplySender> = {}) {
  const time = clock();
  const table = memoryTable();
  const log = recordedLog();
  const sends: unknown[] = [];
  const sender: ReplySender = {
    replies: replyRecords(table, ledgerSettings(time)),
    send: async (send) => {
      sends.push(send);
      return outcomes.shift() ?? { kind: 'sent' };
    },
    readApiKeySecret: async () => 'ps_one',
    setApiKeyCommand: 'aws secretsmanager put-secret-value …',
    now: time.now,
    log,
    ...overrides,
  };
  const run = (job: Partial<ReplyJob> = {}) =>
    sendReply(queueMessage({ body: JSON.stringify({ ...JOB, ...job }) }), sender);
  const record = () => [...table.items.values()][0];
  return { time, table, log, sends, sender, run, record };
}

test('a reply is sent to its contact with the key, and recorded', async () => {
  const { run, sends, record, log } = open();
  expect(await run()).toEqual(DONE);
  expect(sends).toEqual([{ apiKey: 'ps_one', to: '+5511999999999', content: { text: 'Thanks' } }]);
  expect(record()).toMatchObject({ state: 'sent', sentId: 'msg_1', cause: JOB.cause });
  expect(log.steps()).toEqual(['sent']);
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
    { kind: 'sent' },
  ]);
  expect(await run()).toEqual({ kind: 'retry', afterMs: 7_000 });
  expect(record()).toMatchObject({ state: 'queued', code: 'HTTP_429' });
  expect(await run()).toEqual({ kind: 'retry' });
  expect(await run()).toEqual(DONE);
});

test('a refused key keeps the reply waiting', async () => {
  const { run, log, record } = open([{ kind: 'misconfigured', code: 'HTTP_401' }]);
  expect(await run()).toEqual({ kind: 'retry' });
  expect(record()).toMatchObject({ state: 'queued' });
  expect(log.lines).toMatchObject([{ level: 'error', step: 'waiting' }]);
});

test('a refusal for good is recorded, and the conversation moves on', async () => {
  const { run, record } = open([{ kind: 'failed', code: 'WHATSAPP_NOT_EXIST' }]);
  expect(await run()).toEqual(DONE);
  expect(record()).toMatchObject({ state: 'failed', code: 'WHATSAPP_NOT_EXIST' });
});

test('a reply whose answer was lost is parked and never sent again on a guess', async () => {
  const { run, sends, record } = open([{ kind: 'unknown', code: 'RESPONSE_LOST' }]);
  expect(await run()).toMatchObject({ kind: 'park' });
  expect(record()).toMatchObject({ state: 'unknown', code: 'RESPONSE_LOST' });
  expect(await run()).toMatchObject({ kind: 'park' });
  expect(sends).toHaveLength(1);
});

test('a reply that a worker was sending when it crashed is parked and never sent again on a guess', async () => {
  const { run, sends, sender, time } = open();
  const { send } = sender;
  sender.send = () => new Promise(() => undefined);
  void run();
  await new Promise((resolve) => setImmediate(resolve));
  sender.send = send;
  expect(await run()).toEqual({ kind: 'retry', afterMs: 60_001 });
  time.advance(60_001);
  expect(await run({ expiresAt: NOW + 999_999 })).toMatchObject({ kind: 'park' });
  expect(sends).toEqual([]);
});

test('a reply that is no longer worth sending expires with a record', async () => {
  const { run, sends, record, time } = open();
  time.advance(1_000);
  expect(await run()).toEqual(DONE);
  expect(record()).toMatchObject({ state: 'expired' });
  expect(sends).toEqual([]);
});

test.each(['', 'null', '{}', '{"format":2}'])('a body that is no reply of ours breaks: %j', async (body) => {
  const { sender, table } = open();
  expect(await sendReply(queueMessage({ body }), sender)).toMatchObject({ kind: 'broken' });
  expect(table.items.size).toBe(0);
});

test('nothing that is logged tells whom we wrote to, what, or with which key', async () => {
  for (const kind of ['sent', 'failed', 'unknown', 'misconfigured', 'retry'] as const) {
    const { run, log } = open([{ kind, code: 'C' } as SendOutcome]);
    await run();
    expect(JSON.stringify(log.lines)).not.toMatch(/5511999999999|Thanks|ps_one/);
  }
});

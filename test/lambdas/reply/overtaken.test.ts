import { conversationKey, type RuleState } from '../../../lambdas/ledger/conversation.ts';
import type { ReplyJob } from '../../../lambdas/queue/reply-job.ts';
import { DONE } from '../../../lambdas/queue/worker.ts';
import { hasWaited } from '../../../lambdas/reply/overtaken.ts';
import { JOB, NOW, openReply } from '../../support/reply.ts';

const BUSY = { kind: 'retry', code: 'HTTP_429' } as const;

/** A reply that the vendor refused for now, whose contact is then known by these rules. */
async function waiting(rules: Partial<RuleState>, job: Partial<ReplyJob> = {}) {
  const opened = openReply([BUSY]);
  const again = { decidedAt: NOW, ...job };
  await opened.run(again);
  await opened.table.put({ ...conversationKey('h1'), rules: { said: [], ...rules } });
  opened.time.advance(30_000);
  return { ...opened, again: () => opened.run(again, { receiveCount: 2, group: 'h1' }) };
}

test.each([
  ['the contact has opted out', { optedOutAt: NOW - 5_000 }, 'OPTED_OUT'],
  ['the contact has opted out and come back', { optedInAt: NOW + 20_000 }, 'OPTED_OUT'],
  ['a person has taken over', { takenOverAt: NOW + 10_000, pausedUntil: NOW + 3_600_000 }, 'HANDED_OVER'],
  ['a person had taken over for a while', { takenOverAt: NOW + 10_000, pausedUntil: NOW + 20_000 }, 'HANDED_OVER'],
])('a reply that waited until %s is closed with the reason', async (_, rules, code) => {
  const { again, sends, record, log } = await waiting(rules);
  expect(await again()).toEqual(DONE);
  expect(sends).toHaveLength(1);
  expect(record()).toMatchObject({ state: 'overtaken', code, leaseUntil: 0 });
  expect(log.lines.at(-1)).toMatchObject({ level: 'info', step: 'overtaken', fields: { code } });
  expect(await again()).toEqual(DONE);
  expect(log.lines.at(-1)).toMatchObject({ step: 'duplicate', fields: { state: 'overtaken' } });
});

test.each([
  ['nothing has happened', {}, {}],
  ['the contact had come back before', { optedInAt: NOW - 1 }, {}],
  ['the bot alone has handed over', { pausedUntil: NOW + 3_600_000 }, {}],
  ['a person had taken over before', { takenOverAt: NOW - 1 }, {}],
  ['it confirms an opt-out', { optedOutAt: NOW, takenOverAt: NOW }, { confirms: true }],
  ['an older version decided it', { optedOutAt: NOW }, { decidedAt: undefined }],
] as [string, Partial<RuleState>, Partial<ReplyJob>][])(
  'a reply that waited is sent where %s',
  async (_, rules, job) => {
    const { again, sends, record } = await waiting(rules, job);
    expect(await again()).toEqual(DONE);
    expect(sends).toHaveLength(2);
    expect(record()).toMatchObject({ state: 'sent' });
  },
);

test('a contact is found who is known under another address by now', async () => {
  const { again, table, sends } = await waiting({});
  await table.put({ ...conversationKey('h1'), home: 'h2' });
  await table.put({ ...conversationKey('h2'), rules: { said: [], optedOutAt: NOW } });
  await again();
  expect(sends).toHaveLength(1);
});

test('a reply whose answer was lost is looked for, however it was overtaken, and closed as overtaken where it is absent', async () => {
  const { run, table, time, record, history, lookups, sends } = openReply([{ kind: 'unknown', code: 'RESPONSE_LOST' }]);
  const again = () => run({ decidedAt: NOW }, { receiveCount: 2, group: 'h1' });
  await run({ decidedAt: NOW });
  await table.put({ ...conversationKey('h1'), rules: { said: [], optedOutAt: NOW } });
  expect(await again()).toEqual({ kind: 'retry', afterMs: 60_000 });
  expect(record()).toMatchObject({ state: 'unknown' });
  time.advance(60_000);
  history.push({ kind: 'absent' });
  expect(await again()).toEqual(DONE);
  expect([lookups.length, sends.length]).toEqual([1, 1]);
  expect(record()).toMatchObject({ state: 'overtaken', code: 'OPTED_OUT' });
});

test('a reply that is sent at once asks nothing of the ledger that it would not ask otherwise', async () => {
  const contactOf = async () => {
    throw new Error('It was asked for the rules');
  };
  const { run, sends } = openReply([], { contactOf });
  await run({ decidedAt: NOW });
  expect(sends).toHaveLength(1);
});

test('a reply has waited when it was tried before, and when it was decided a while ago', () => {
  const job = { ...JOB, decidedAt: NOW };
  expect(hasWaited(1, job, NOW + 1_000)).toBe(false);
  expect(hasWaited(1, job, NOW + 1_001)).toBe(true);
  expect(hasWaited(2, job, NOW)).toBe(true);
});

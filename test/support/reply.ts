import { knownContacts } from '../../lambdas/ledger/homes.ts';
import { messageRecords } from '../../lambdas/ledger/messages.ts';
import { numberRecords } from '../../lambdas/ledger/numbers.ts';
import { outboxRecords } from '../../lambdas/ledger/outbox.ts';
import { replyRecords } from '../../lambdas/ledger/replies.ts';
import { unaskedRecords } from '../../lambdas/ledger/unasked.ts';
import type { SendOutcome } from '../../lambdas/pilot-status/answer.ts';
import type { HistoryAnswer } from '../../lambdas/pilot-status/history.ts';
import type { QueueMessage } from '../../lambdas/queue/message.ts';
import type { ReplyJob } from '../../lambdas/queue/reply-job.ts';
import { sendReply } from '../../lambdas/reply/send-reply.ts';
import type { ReplySender } from '../../lambdas/reply/sender.ts';
import { clock, ledgerSettings } from './clock.ts';
import { recordedLog } from './log.ts';
import { memoryTable } from './memory-table.ts';
import { queueMessage } from './samples.ts';

export const NOW = clock().now();

/** A reply that was decided about. */
export const JOB: ReplyJob = {
  format: 1,
  reply: 'reply#n1#m1',
  index: 0,
  numberId: 'n1',
  to: '+5511999999999',
  content: { text: 'Thanks' },
  cause: { id: 'e1', event: 'message.received' },
  writtenAt: NOW,
  expiresAt: NOW + 1_000_000,
};

/** The vendor does not take the key. */
export const KEY_REFUSED = { kind: 'misconfigured', what: 'key', code: 'HTTP_401' } as const;

/** The history has something, to be filled in. */
export const NONE_FOUND: Extract<HistoryAnswer, { kind: 'found' }> = {
  kind: 'found',
  matches: [],
  doubles: [],
  possible: [],
  otherwise: 'absent',
};

/** What the history says of a send that it has, by the vendor's id. */
export const found = (id: string): HistoryAnswer => ({ ...NONE_FOUND, matches: [{ id }] });

/**
 * The reply function over a ledger in memory: the vendor answers each send by the next outcome, and then accepts all.
 */
export function openReply(
  outcomes: SendOutcome[] = [{ kind: 'sent', id: 'msg_1' }],
  overrides: Partial<ReplySender> = {},
) {
  const time = clock();
  const table = memoryTable();
  const log = recordedLog();
  const sends: unknown[] = [];
  const lookups: unknown[] = [];
  /** When each schedule is due, epoch ms. */
  const schedules = new Map<string, number>();
  const history: HistoryAnswer[] = [];
  const settings = ledgerSettings(time);
  const sender: ReplySender = {
    replies: replyRecords(table, settings),
    messages: messageRecords(table, settings),
    numbers: numberRecords(table, settings),
    lookUp: async (query) => {
      lookups.push(query);
      return history.shift() ?? { kind: 'silent' };
    },
    sendTimeoutMs: 10_000,
    settleMs: 60_000,
    onUnknownSend: 'park',
    window: { lengthMs: 0, template: undefined },
    pace: () => ({ kind: 'reserved', waitMs: 0 }),
    takeContactSlot: async () => ({ kind: 'taken' }),
    contactOf: knownContacts(table),
    outbox: outboxRecords(table, settings),
    unasked: unaskedRecords(table, settings),
    schedules: {
      create: async ({ id, revision, at }) => {
        schedules.set(`${id}.${revision}`, at);
      },
      remove: async (id, revision) => {
        schedules.delete(`${id}.${revision}`);
      },
    },
    sleep: async () => undefined,
    send: async (send) => {
      sends.push(send);
      return outcomes.shift() ?? { kind: 'sent', id: `msg_${sends.length}` };
    },
    readApiKeySecret: async () => 'ps_one',
    setApiKeyCommand: 'aws secretsmanager put-secret-value …',
    now: time.now,
    log,
    ...overrides,
  };
  const run = (job: Partial<ReplyJob> = {}, message: Partial<QueueMessage> = {}) =>
    sendReply(queueMessage({ body: JSON.stringify({ ...JOB, ...job }), ...message }), sender);
  const record = () => [...table.items.values()].find(({ id }) => String(id).startsWith('reply#'));
  /** `message.sent` has told of a send with that id. */
  const knownAsSend = (id: string) => table.put({ id, event: 'message.sent', state: 'done' });
  return { time, table, log, sends, lookups, schedules, history, sender, run, record, knownAsSend };
}

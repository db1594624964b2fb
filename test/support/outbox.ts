import { conversationRecords } from '../../lambdas/ledger/conversations.ts';
import { knownContacts } from '../../lambdas/ledger/homes.ts';
import { outboxRecords } from '../../lambdas/ledger/outbox.ts';
import { answerRequest, type Outbox } from '../../lambdas/outbox/outbox.ts';
import type { SendOutcome } from '../../lambdas/pilot-status/answer.ts';
import { dueJob, readOutboxJob } from '../../lambdas/queue/outbox-job.ts';
import type { Outgoing } from '../../lambdas/queue/sqs.ts';
import { sendReply } from '../../lambdas/reply/send-reply.ts';
import type { ReplySender } from '../../lambdas/reply/sender.ts';
import { ledgerSettings } from './clock.ts';
import { openReply } from './reply.ts';
import { queueMessage } from './samples.ts';

export const HASH_KEY = 'hash key';

/** The outbox and the reply function over one ledger in memory, with a queue and schedules between them. */
export function openOutbox({
  outcomes = [],
  sender: overrides = {},
  ...settings
}: { outcomes?: SendOutcome[]; sender?: Partial<ReplySender> } & Partial<Outbox> = {}) {
  const world = openReply(outcomes, overrides);
  const { time, table, schedules, sender, log } = world;
  const queue: Outgoing[] = [];
  const outbox: Outbox = {
    records: outboxRecords(table, ledgerSettings(time)),
    contactOf: knownContacts(table),
    conversations: conversationRecords(table, ledgerSettings(time), async () => true),
    readApiKeySecret: async () => '{"n1":"ps_one"}',
    enqueue: async (messages) => {
      queue.push(...messages);
      return messages.map(() => true);
    },
    contactHashKey: HASH_KEY,
    usefulMs: 3_600_000,
    windowMs: 0,
    now: time.now,
    log,
    ...settings,
  };
  const ask = (request: unknown) => answerRequest(request, outbox);
  /** Lets the reply function handle all that is on the queue. @returns the verdicts */
  const work = async () => {
    const verdicts = [];
    for (const { body, group, attributes = {} } of queue.splice(0)) {
      verdicts.push(await sendReply(queueMessage({ body, group, attributes }), sender));
    }
    return verdicts;
  };
  /** Moves the clock; what is due then comes from its schedule, and is handled. */
  const pass = async (ms: number) => {
    time.advance(ms);
    for (const [name, at] of schedules) {
      if (at > time.now()) continue;
      schedules.delete(name);
      const [, id = '', revision] = /^(.+)\.(\d+)$/.exec(name) ?? [];
      const { message } = (await outbox.records.read(id)) ?? {};
      queue.push(dueJob({ id, revision: Number(revision), conversation: message?.conversation ?? 'h' }));
    }
    return work();
  };
  const jobs = () => queue.map(({ body }) => readOutboxJob(body));
  return { ...world, queue, outbox, ask, work, pass, jobs };
}

import { replyRecordKey } from '../../../lambdas/ledger/replies.ts';
import type { Item, Key } from '../../../lambdas/ledger/table.ts';
import type { EventKey } from '../../../lambdas/pilot-status/identity.ts';
import type { ReplyJob } from '../../../lambdas/queue/reply-job.ts';
import type { SimulatedCloud } from '../functions/cloud.ts';
import { type AcceptedEvent, nameOf, type Question } from '../witness.ts';

/**
 * Nothing is lost: every accepted event is done or in the dead-letter queue; every accepted message of a contact ends
 * answered, deliberately not answered (silent, expired, refused for good), or parked. And the ledger tells the truth:
 * what it calls sent was accepted by the vendor, and what it calls anything else was not.
 */
export function checkOutcomes(cloud: SimulatedCloud): string[] {
  const { witness } = cloud;
  return [
    ...[...witness.events.values()].flatMap((event) => checkEvent(cloud, event)),
    ...[...witness.questions.values()].flatMap((question) => checkQuestion(cloud, question)),
    ...[...witness.jobs].flatMap(([name, jobs]) => checkJob(cloud, name, jobs)),
  ];
}

function checkEvent({ ledger, queues }: SimulatedCloud, { id, event }: AcceptedEvent): string[] {
  const isDone = ledger.store.get({ id, event })?.state === 'done';
  const isParked = queues.deadEvents.messages().some(({ attributes }) => isOf(attributes, { id, event }));
  return isDone || isParked ? [] : [`lost: ${event} ${id} is neither done nor in the dead-letter queue`];
}

function checkQuestion(cloud: SimulatedCloud, question: Question): string[] {
  const { ledger, queues, witness } = cloud;
  const { reply, events } = question;
  const record = ledger.store.get({ id: reply, event: '#reply.0' });
  const outcomes = events.map(({ id, event }) => ledger.store.get({ id, event })?.outcome);
  const isParked = queues.deadReplies.messages().some(({ body }) => JSON.parse(body).reply === reply);
  const sends = witness.sends.filter((send) => send.reply === `${reply} #reply.0`).length;
  noteOutcome(cloud, question, { record, sends, isParked, isSilent: outcomes.includes('silent') });
  const isLost = outcomes.includes('answered') && record === undefined && !isParked;
  return isLost ? [`lost: ${reply} counts as answered, and there is no reply`] : [];
}

/**
 * Every reply that was enqueued ends as sent, failed, expired or parked, unless another answer to the message was
 * begun.
 */
function checkJob({ ledger, queues, witness }: SimulatedCloud, name: string, jobs: ReplyJob[]): string[] {
  const [{ reply, index }] = jobs as [ReplyJob];
  // Erasing a contact takes the ids of the sends out.
  const isStripped = witness.forgotten.has(witness.questions.get(reply)?.conversation ?? '');
  const record = ledger.store.get(replyRecordKey(reply, index));
  const first = ledger.store.get(replyRecordKey(reply, 0));
  const cause = first?.cause as EventKey | undefined;
  const isPart = (job: ReplyJob) => job.cause.event === cause?.event && job.decidedAt === first?.decidedAt;
  const isOfAnother = first !== undefined && !jobs.some(isPart);
  const isParked = queues.deadReplies.messages().some(({ body }) => nameOf(JSON.parse(body)) === name);
  if (record === undefined)
    return isParked || isOfAnother ? [] : [`lost: ${name} was enqueued, and nothing came of it`];

  const sends = witness.sends.filter((send) => send.reply === name);
  const complaints: string[] = [];
  if (record.state === 'sent' && sends.length === 0) {
    complaints.push(`lost: ${name} counts as sent, and the vendor has nothing`);
  }
  const isOne = sends.some(({ id }) => id === record.sentId) || (isStripped && record.sentId === undefined);
  if (record.state === 'sent' && sends.length > 0 && !isOne) {
    complaints.push(`mistaken: ${name} counts as sent as ${record.sentId}, which is another message`);
  }
  // After a resend that was allowed although nobody could tell, even a reply that expired may have arrived.
  const mayBeWrong = witness.blindResends.has(name) || witness.lateInHistory.has(name);
  if (!maySayThatItWasSent(record) && sends.length > 0 && !mayBeWrong) {
    complaints.push(`untrue: ${name} counts as ${record.state}, and the vendor accepted it`);
  }
  return complaints;
}

function maySayThatItWasSent(record: Item | undefined): boolean {
  return record?.state === 'sent' || record?.state === 'unknown' || record?.state === 'sending';
}

interface Outcome {
  record: Item | undefined;
  sends: number;
  isParked: boolean;
  isSilent: boolean;
}

function noteOutcome(
  { world, witness }: SimulatedCloud,
  { reply, events }: Question,
  { record, sends, isParked, isSilent }: Outcome,
): void {
  const { hit } = world.coverage;
  const state = isParked ? 'reply parked' : (record?.state ?? (isSilent ? 'silent' : 'event parked'));
  hit(`outcome: ${state}`);
  if (state === 'sent' && witness.deadLetters.some((letter) => letter.reply === reply)) {
    hit('outcome: sent after a redrive');
  }
  if (events.length > 1 && sends === 1) hit('outcome: two events, one answer');
}

function isOf(attributes: Readonly<Record<string, string>>, { id, event }: Key): boolean {
  return attributes.id === id && attributes.event === event;
}

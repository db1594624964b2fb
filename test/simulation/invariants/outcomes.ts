import type { Item, Key } from '../../../lambdas/ledger/table.ts';
import type { Cloud } from '../functions/cloud.ts';
import type { AcceptedEvent, Question } from '../witness.ts';

/**
 * Nothing is lost: every accepted event is done or in the dead-letter queue; every accepted message of a contact ends
 * answered, deliberately not answered (silent, expired, refused for good), or parked. And the ledger tells the truth: what
 * it calls sent was accepted by the vendor, and what it calls anything else was not.
 */
export function checkOutcomes(cloud: Cloud): string[] {
  const { witness } = cloud;
  return [
    ...[...witness.events.values()].flatMap((event) => checkEvent(cloud, event)),
    ...[...witness.questions.values()].flatMap((question) => checkQuestion(cloud, question)),
  ];
}

function checkEvent({ ledger, queues }: Cloud, { id, event }: AcceptedEvent): string[] {
  const isDone = ledger.store.get({ id, event })?.state === 'done';
  const isParked = queues.deadEvents.messages().some(({ attributes }) => isOf(attributes, { id, event }));
  return isDone || isParked ? [] : [`lost: ${event} ${id} is neither done nor in the dead-letter queue`];
}

function checkQuestion(cloud: Cloud, question: Question): string[] {
  const { ledger, queues, witness } = cloud;
  const { reply, events } = question;
  const record = ledger.store.get({ id: reply, event: '#reply.0' });
  const name = `${reply} #reply.0`;
  const sends = witness.sends.filter((send) => send.reply === name).length;
  const outcomes = events.map(({ id, event }) => ledger.store.get({ id, event })?.outcome);
  const isParked = queues.deadReplies.messages().some(({ body }) => JSON.parse(body).reply === reply);
  noteOutcome(cloud, question, { record, sends, isParked, isSilent: outcomes.includes('silent') });

  const complaints: string[] = [];
  if (outcomes.includes('answered') && record === undefined && !isParked) {
    complaints.push(`lost: ${reply} counts as answered, and there is no reply`);
  }
  if (record?.state === 'sent' && sends === 0) {
    complaints.push(`lost: ${reply} counts as sent, and the vendor has nothing`);
  }
  // After a resend that was allowed although the history could not tell, even a reply that expired may have arrived.
  const mayBeWrong = witness.blindResends.has(name);
  if (!maySayThatItWasSent(record) && sends > 0 && !mayBeWrong) {
    complaints.push(`untrue: ${reply} counts as ${record?.state ?? 'nothing'}, and the vendor accepted it`);
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
  { world, witness }: Cloud,
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

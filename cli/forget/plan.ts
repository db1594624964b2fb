import { CONTACT_PACE } from '../../lambdas/ledger/contact-slots.ts';
import { CONVERSATION } from '../../lambdas/ledger/conversation.ts';
import { REPLY_LINK, WHATSAPP_LINK } from '../../lambdas/ledger/messages.ts';
import { REPLY_RECORD } from '../../lambdas/ledger/replies.ts';
import type { Condition, Item, Key } from '../../lambdas/ledger/table.ts';
import { UNASKED } from '../../lambdas/ledger/unasked.ts';

export type RecordKind = 'conversation' | 'pace' | 'unasked' | 'message' | 'whatsappId' | 'waiting' | 'reply' | 'event';

/** What to do with one record. The condition holds as long as nobody has changed what the plan was made from. */
export type ErasureStep = { key: Key; of: RecordKind } & (
  | { action: 'delete'; condition: Condition }
  /** Takes these fields out; given as undefined. Others it sets. */
  | { action: 'strip'; fields: Item; condition: Condition }
  /** A worker still needs it. */
  | { action: 'leave' }
);

/**
 * What stays of an event or a reply that is over: enough to know it when it comes again, and nothing about who it is
 * about.
 */
const TOMBSTONE = new Set([
  'id',
  'event',
  'format',
  'state',
  'outcome',
  'numberId',
  'cause',
  'decidedAt',
  'revision',
  'receivedAt',
  'attemptedAt',
  'sentAt',
  'doneAt',
  'updatedAt',
  'expiresAt',
]);

/**
 * Plans what erasing a contact does to its records.
 *
 * Events and replies are stripped, not deleted: without them a delivery that comes again would be answered again. What
 * is in work keeps what its state machine needs, and so do the records that help it:
 * - a conversation whose event a worker holds, because the worker will write its decision there;
 * - the links of a conversation with an open reply, because they distinguish earlier replies from one whose fate is
 *   unknown.
 *
 * @param records of one conversation
 * @param now the time in epoch ms
 */
export function planErasure(records: Item[], now: number): ErasureStep[] {
  const work = {
    isHeld: records.some((record) => kindOf(record) === 'event' && isHeldEvent(record, now)),
    hasOpenReply: records.some((record) => kindOf(record) === 'reply' && isOpenReply(record)),
  };
  return records.map((record) => stepFor(record, work, now));
}

/** What goes on in the conversation of a record. */
interface Work {
  isHeld: boolean;
  hasOpenReply: boolean;
}

function stepFor(record: Item, { isHeld, hasOpenReply }: Work, now: number): ErasureStep {
  switch (kindOf(record)) {
    case 'conversation':
      return isHeld ? leave(record) : erase(record, unchangedVersion(record));
    case 'pace':
    case 'unasked':
      return erase(record);
    case 'message':
      if (!hasOpenReply) return erase(record);
      return record.text === undefined ? leave(record) : strip(record, { text: undefined });
    case 'whatsappId':
      return hasOpenReply ? leave(record) : erase(record);
    case 'waiting':
      return cancel(record);
    case 'reply':
      return isOpenReply(record) ? leave(record) : strip(record, tellingFields(record));
    case 'event':
      if (isHeldEvent(record, now)) return leave(record);
      return strip(
        record,
        record.state === 'done' ? tellingFields(record) : { conversation: undefined, list: undefined },
      );
  }
}

function kindOf(record: Item): RecordKind {
  const { event } = record;
  if (event === CONVERSATION) return 'conversation';
  if (event === CONTACT_PACE) return 'pace';
  if (event === UNASKED) return 'unasked';
  if (isWaiting(record)) return 'waiting';
  if (event === REPLY_LINK) return 'message';
  if (event === WHATSAPP_LINK) return 'whatsappId';
  return String(event).startsWith(REPLY_RECORD) ? 'reply' : 'event';
}

/** Whether a worker is at it: after its lease the event waits, in its queue or in the dead-letter queue. */
function isHeldEvent({ state, leaseUntil }: Item, now: number): boolean {
  return state === 'claimed' && Number(leaseUntil) >= now;
}

function isOpenReply({ state }: Item): boolean {
  return state === 'queued' || state === 'sending' || state === 'unknown';
}

/** A message of the outbox that nobody has begun to send. */
function isWaiting({ state, content, attemptedAt }: Item): boolean {
  return state === 'queued' && content !== undefined && attemptedAt === undefined;
}

function tellingFields(record: Item): Item {
  const fields = Object.keys(record).filter((field) => !TOMBSTONE.has(field));
  return Object.fromEntries(fields.map((field) => [field, undefined]));
}

function leave(record: Item): ErasureStep {
  return { action: 'leave', key: keyOf(record), of: kindOf(record) };
}

function erase(record: Item, condition = sameConversation(record)): ErasureStep {
  return { action: 'delete', key: keyOf(record), of: kindOf(record), condition };
}

/** Whatever comes from its schedule then is about a message that is closed. */
function cancel(record: Item): ErasureStep {
  const condition = {
    expression: '#state = :queued AND #revision = :revision AND attribute_not_exists(#attemptedAt)',
    names: { '#state': 'state', '#revision': 'revision', '#attemptedAt': 'attemptedAt' },
    values: { ':queued': 'queued', ':revision': record.revision },
  };
  const fields = { ...tellingFields(record), state: 'cancelled' };
  return { action: 'strip', key: keyOf(record), of: 'waiting', fields, condition };
}

function strip(record: Item, fields: Item): ErasureStep {
  return { action: 'strip', key: keyOf(record), of: kindOf(record), fields, condition: sameConversation(record) };
}

function keyOf({ id, event }: Item): Key {
  return { id: String(id), event: String(event) };
}

/** Also that the record is there: setting the fields of one that has just expired would bring it back for good. */
function sameConversation({ conversation }: Item): Condition {
  return {
    expression: '#conversation = :conversation',
    names: { '#conversation': 'conversation' },
    values: { ':conversation': conversation },
  };
}

/** That no decision was written since. */
function unchangedVersion({ version }: Item): Condition {
  return { expression: '#version = :version', names: { '#version': 'version' }, values: { ':version': version } };
}

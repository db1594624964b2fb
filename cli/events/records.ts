import { REPLY_LINK, WHATSAPP_LINK } from '../../lambdas/ledger/messages.ts';
import { REPLY_RECORD } from '../../lambdas/ledger/replies.ts';
import type { Condition, Item, Key } from '../../lambdas/ledger/table.ts';
import { keyPart } from '../../lambdas/pilot-status/identity.ts';
import type { Ledger } from '../../operations/ledger.ts';

/** The ledger, to be read. */
export interface LedgerReader {
  scan: Ledger['scan'];
  /** All records of one partition. */
  query(id: string): Promise<Item[]>;
  /** Called with the number of records that a scan has read. */
  onLooked(count: number): void;
}

/**
 * All that a story is made of: every record but those of conversations, and nothing that a contact or the bot wrote.
 */
const FIELDS = [
  'id',
  'event',
  'conversation',
  'numberId',
  'receivedAt',
  'state',
  'outcome',
  'doneAt',
  'failures',
  'cause',
  'reply',
  'sentId',
  'code',
  'attemptedAt',
  'updatedAt',
];

/** Reads every record that stories are made of. A Scan. */
export function readAll(reader: LedgerReader): Promise<Item[]> {
  const names = Object.fromEntries(FIELDS.map((field) => [`#${field}`, field]));
  const filter = {
    expression: 'NOT begins_with(#id, :conversation)',
    names,
    values: { ':conversation': 'conversation#' },
  };
  return collect(reader, filter, Object.keys(names).join(', '));
}

/**
 * Reads the records of the event that an id belongs to, with its replies and their statuses. The id is the event's own,
 * that of a send (the `id` of the vendor's 202), WhatsApp's, or the key of an answer. What has no partition of its own
 * is found by a Scan: the WhatsApp id of a contact's message, and the replies of an event.
 *
 * @returns nothing when the ledger does not know the id
 */
export async function readById(id: string, reader: LedgerReader): Promise<Item[]> {
  const own = await reader.query(id.startsWith('reply#') ? id : keyPart(id));
  const byOtherName = own.length > 0 ? own : await byWhatsappId(keyPart(id), reader);
  const causes = (await Promise.all(byOtherName.map((record) => causeOf(record, reader)))).filter(isKey);
  const partitions = [...new Set(causes.map((cause) => cause.id))];
  const others = await Promise.all(partitions.filter((partition) => partition !== own[0]?.id).map(reader.query));
  const events = unique([...byOtherName, ...others.flat()]);
  return unique([...events, ...(await repliesTo(events, reader))]);
}

/** The message of ours that WhatsApp gave this id, else the answer to the contact's message that it gave it. */
async function byWhatsappId(part: string, reader: LedgerReader): Promise<Item[]> {
  const [link] = await reader.query(`whatsapp#${part}`);
  if (link?.event === WHATSAPP_LINK) return reader.query(String(link.sentId));
  const found = await collect(reader, {
    expression: 'begins_with(#id, :reply) AND contains(#id, :part)',
    names: { '#id': 'id' },
    values: { ':reply': 'reply#', ':part': `#${part}` },
  });
  return found.filter(({ id }) => String(id).endsWith(`#${part}`));
}

/** The event that a record of a reply, or of a message of ours, goes back to. */
async function causeOf(record: Item, { query }: LedgerReader): Promise<Key | undefined> {
  if (record.event !== REPLY_LINK) return record.cause as Key | undefined;
  const { id, event } = record.reply as Key;
  return (await query(id)).find((reply) => reply.event === event)?.cause as Key | undefined;
}

/** The replies to events, with the records of what they became. Only an event that was answered has any. */
async function repliesTo(events: Item[], reader: LedgerReader): Promise<Item[]> {
  const answered = events.filter(({ outcome, state }) => outcome === 'answered' || state === 'claimed');
  const conversations = [...new Set(answered.map(({ conversation }) => conversation).filter(Boolean))];
  const records = await Promise.all(conversations.map((conversation) => repliesIn(conversation, reader)));
  const replies = records.flat().filter(({ cause }) => answered.some((event) => isSame(cause as Key, event)));
  const sentIds = replies.map(({ sentId }) => sentId).filter((id) => typeof id === 'string');
  const statuses = await Promise.all(sentIds.map((id) => reader.query(keyPart(id))));
  return [...replies, ...statuses.flat()];
}

function repliesIn(conversation: unknown, reader: LedgerReader): Promise<Item[]> {
  return collect(reader, {
    expression: '#conversation = :conversation AND begins_with(#event, :reply)',
    names: { '#conversation': 'conversation', '#event': 'event' },
    values: { ':conversation': conversation, ':reply': REPLY_RECORD },
  });
}

async function collect({ scan, onLooked }: LedgerReader, filter: Condition, fields?: string): Promise<Item[]> {
  const records: Item[] = [];
  for await (const { items, looked } of scan(filter, fields)) {
    records.push(...items);
    onLooked(looked);
  }
  return records;
}

function isSame(key: Key, { id, event }: Item): boolean {
  return key.id === id && key.event === event;
}

function isKey(key: Key | undefined): key is Key {
  return key !== undefined;
}

function unique(records: Item[]): Item[] {
  return [...new Map(records.map((record) => [`${record.id} ${record.event}`, record])).values()];
}

import { conversationKey, type Decision } from '../../lambdas/ledger/conversation.ts';
import { REPLY_LINK } from '../../lambdas/ledger/messages.ts';
import { REPLY_RECORD } from '../../lambdas/ledger/replies.ts';
import type { Item, Key } from '../../lambdas/ledger/table.ts';
import { keyPart } from '../../lambdas/pilot-status/identity.ts';
import { mapConcurrently } from '../map-concurrently.ts';
import type { LedgerReader } from './reader.ts';
import { type EventStory, isEvent, isUnasked, storiesOf } from './story.ts';

type Reader = Pick<LedgerReader, 'get' | 'query' | 'getAll'>;

/** So many partitions are read at once. */
const AT_ONCE = 16;

/**
 * Reads the stories that records are part of: of an event itself, of a reply the event that it answers, of a status the
 * event whose answer it is about; each with its replies, and what became of these.
 *
 * @param keys of events, replies, statuses, or messages that nobody asked for
 */
export async function loadStories(keys: readonly Key[], reader: Reader): Promise<EventStory[]> {
  const records = await reader.getAll(keys);
  const roots = await mapConcurrently(records, AT_ONCE, (record) => rootOf(record, reader));
  const known = new Map(records.map((record) => [keyText(record), record]));
  const missing = roots.filter((root) => !known.has(keyText(root)));
  for (const record of await reader.getAll(missing)) known.set(keyText(record), record);
  const wanted = new Set(roots.map(keyText));
  const all = [...known.values()].filter((record) => wanted.has(keyText(record)));
  return storiesOf(unique([...all, ...(await repliesTo(all, reader))])).filter((story) => wanted.has(rootKey(story)));
}

/** A message that nobody asked for is not told by the event that it has as a story. */
function rootKey({ id, event }: EventStory): string {
  return isUnasked({ id }) ? keyText({ id, event: `${REPLY_RECORD}0` }) : keyText({ id, event });
}

/** What a record is told with. What leads nowhere stands for itself. */
async function rootOf(record: Item, { query }: Reader): Promise<Key> {
  const own = { id: String(record.id), event: String(record.event) };
  if (isUnasked(own)) return own;
  if (!isEvent(own)) return (record.cause as Key | undefined) ?? own;
  if (own.event !== 'message.failed') return own;
  const link = (await query(own.id)).find(({ event }) => event === REPLY_LINK);
  return link === undefined ? own : ((await causeOf(link, { query })) ?? own);
}

/** The event that a record of a reply, or of a message of ours, goes back to; of one that nobody asked for, itself. */
export async function causeOf(record: Item, { query }: Pick<LedgerReader, 'query'>): Promise<Key | undefined> {
  if (record.event !== REPLY_LINK) return record.cause as Key | undefined;
  const key = record.reply as Key;
  if (isUnasked(key)) return key;
  return (await query(key.id)).find((reply) => reply.event === key.event)?.cause as Key | undefined;
}

/** The replies to events, and what became of them and of the messages that nobody asked for among the records. */
export async function repliesTo(records: Item[], reader: Reader): Promise<Item[]> {
  const answers = await mapConcurrently(records.filter(isEvent), AT_ONCE, async (event) => {
    const answer = await answerTo(event, reader);
    return answer === undefined ? [] : (await reader.query(answer)).filter(({ cause }) => isSame(cause as Key, event));
  });
  const messages = [...answers.flat(), ...records.filter(isUnasked)];
  const sentIds = messages.map(({ sentId }) => sentId).filter((id) => typeof id === 'string');
  const statuses = await mapConcurrently(sentIds, AT_ONCE, (id) => reader.query(keyPart(id)));
  return [...answers.flat(), ...statuses.flat()];
}

/** The key of the answer to an event: in its record once it is done, until then in the decision. */
async function answerTo(event: Item, { get }: Reader): Promise<string | undefined> {
  const { answer, state, outcome, conversation } = event;
  if (typeof answer === 'string') return answer;
  const isOpen = state === 'claimed' || outcome === 'answered';
  if (!isOpen || typeof conversation !== 'string') return undefined;
  const decisions = (await get(conversationKey(conversation)))?.decisions ?? {};
  const [decided] = Object.entries(decisions as Record<string, Decision>).filter(([, { cause }]) =>
    isSame(cause, event),
  );
  return decided?.[0];
}

export function isSame(key: Key | undefined, { id, event }: Item): boolean {
  return key?.id === id && key?.event === event;
}

export function unique(records: Item[]): Item[] {
  return [...new Map(records.map((record) => [keyText(record), record])).values()];
}

function keyText({ id, event }: Key | Item): string {
  return `${id} ${event}`;
}

import type { Item } from '../../lambdas/ledger/table.ts';
import type { LedgerReader } from '../../operations/stories/reader.ts';
import type { Search } from '../../operations/stories/search.ts';
import { type EventStory, storiesOf } from '../../operations/stories/story.ts';
import { findConversations } from '../forget/find.ts';

/** All that a story is made of: every record but those of conversations, and nothing that a contact or the bot wrote. */
const FIELDS = [
  ...['id', 'event', 'conversation', 'numberId', 'receivedAt', 'state', 'outcome', 'doneAt', 'failures'],
  ...['because', 'until', 'failure', 'answer', 'cause', 'decidedAt'],
  ...['reply', 'sentId', 'code', 'attemptedAt', 'updatedAt'],
];

/**
 * Finds stories by a Scan of the whole ledger, the latest first.
 *
 * @param contact only those of this contact
 */
export async function scanStories(
  contact: { address: string; hashKey: string } | undefined,
  { fits, limit }: Search,
  { scan }: LedgerReader,
): Promise<EventStory[]> {
  const records =
    contact === undefined
      ? await readAll(scan)
      : (await findConversations(contact, scan, () => undefined)).conversations.flat();
  const found = storiesOf(records).filter(fits);
  return found.sort((a, b) => (b.receivedAt ?? 0) - (a.receivedAt ?? 0)).slice(0, limit);
}

async function readAll(scan: LedgerReader['scan']): Promise<Item[]> {
  const names = Object.fromEntries(FIELDS.map((field) => [`#${field}`, field]));
  const filter = {
    expression: 'NOT begins_with(#id, :conversation)',
    names,
    values: { ':conversation': 'conversation#' },
  };
  const records: Item[] = [];
  for await (const { items } of scan(filter, Object.keys(names).join(', '))) records.push(...items);
  return records;
}

import { CONVERSATION, conversationKey } from '../../lambdas/ledger/conversation.ts';
import type { Condition, Item } from '../../lambdas/ledger/table.ts';
import { contactHashes } from '../../lambdas/pilot-status/identity.ts';
import type { Ledger, ScanPage } from '../../operations/ledger.ts';

/** DynamoDB takes at most so many values in one IN. */
const MAX_OPERANDS = 100;

/** Who is looked for. */
interface Wanted {
  /** Any address of the contact. */
  address: string;
  /** What the functions hash contacts with. */
  hashKey: string;
}

/** What there is of a contact. */
interface Found {
  /** The hashes that its conversations with our numbers have. */
  hashes: string[];
  /** Its records in the ledger, by conversation. */
  conversations: Item[][];
}

/**
 * Finds the records of a contact, by conversation. A conversation is known by the hash of contact and number, so that
 * the numbers have to be found first: two scans of the whole table. A contact who is known under several addresses has
 * records under the hashes of all of them, and each that is found this way takes another scan.
 *
 * @param onProgress called with the number of records read so far
 */
export async function findConversations(
  { address, hashKey }: Wanted,
  scan: Ledger['scan'],
  onProgress: (looked: number) => void,
): Promise<Found> {
  const progress = adder(onProgress);
  // Some events do not say which number they are about.
  const numbers = [undefined, ...(await findNumbers(scan, progress))];
  const hashes = new Set<string>();
  const found = new Map<string, Item>();
  let wanted = numbers.flatMap((number) => contactHashes(number, address, hashKey));
  while (wanted.length > 0) {
    const items = await recordsUnder(wanted, scan, progress);
    for (const hash of wanted) hashes.add(hash);
    for (const item of items) found.set(`${item.id} ${item.event}`, item);
    wanted = [...new Set(items.flatMap(linkedHashes))].filter((hash) => !hashes.has(hash));
  }
  return { hashes: [...hashes], conversations: byConversation([...found.values()]) };
}

function byConversation(items: Item[]): Item[][] {
  const conversations = new Map<unknown, Item[]>();
  for (const item of items) {
    const records = conversations.get(item.conversation) ?? [];
    records.push(item);
    conversations.set(item.conversation, records);
  }
  return [...conversations.values()];
}

/** The two conversations that a link says are one contact's. */
function linkedHashes({ id, event, home }: Item): string[] {
  return event === CONVERSATION && typeof home === 'string' ? [home, String(id).replace(/^.*#/, '')] : [];
}

async function recordsUnder(hashes: string[], scan: Ledger['scan'], progress: (n: number) => void): Promise<Item[]> {
  const records: Item[] = [];
  for (let i = 0; i < hashes.length; i += MAX_OPERANDS) {
    for await (const { items } of watched(scan(recordsOf(hashes.slice(i, i + MAX_OPERANDS))), progress)) {
      records.push(...items);
    }
  }
  return records;
}

async function findNumbers(scan: Ledger['scan'], progress: (looked: number) => void): Promise<string[]> {
  const filter = { expression: 'attribute_exists(#numberId)', names: { '#numberId': 'numberId' } };
  const numbers = new Set<string>();
  for await (const { items } of watched(scan(filter, '#numberId'), progress)) {
    for (const { numberId } of items) numbers.add(String(numberId));
  }
  return [...numbers];
}

/** Records of conversations, and those that lead from one of them to another. */
function recordsOf(hashes: string[]): Condition {
  const names = (kind: string) => hashes.map((_, i) => `:${kind}${i}`).join(', ');
  const values = hashes.flatMap((hash, i) => [
    [`:hash${i}`, hash],
    [`:id${i}`, conversationKey(hash).id],
  ]);
  return {
    expression: `#conversation IN (${names('hash')}) OR #id IN (${names('id')})`,
    names: { '#conversation': 'conversation', '#id': 'id' },
    values: Object.fromEntries(values),
  };
}

async function* watched(pages: AsyncIterable<ScanPage>, progress: (looked: number) => void): AsyncIterable<ScanPage> {
  for await (const page of pages) {
    progress(page.looked);
    yield page;
  }
}

function adder(onSum: (sum: number) => void): (count: number) => void {
  let sum = 0;
  return (count) => {
    sum += count;
    onSum(sum);
  };
}

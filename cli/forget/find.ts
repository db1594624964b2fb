import type { Condition, Item } from '../../lambdas/ledger/table.ts';
import { contactHash } from '../../lambdas/pilot-status/identity.ts';
import type { Ledger, Page } from '../ledger.ts';

/** DynamoDB takes at most so many values in one IN. */
const MAX_OPERANDS = 100;

/** Who is looked for. */
interface Wanted {
  /** Every address of the contact. */
  addresses: string[];
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
 * Finds the records of a contact, by conversation. A conversation is known by the hash of contact and number, so that the
 * numbers have to be found first: two scans of the whole table.
 *
 * @param onProgress is told how many records were looked at so far
 */
export async function findConversations(
  { addresses, hashKey }: Wanted,
  scan: Ledger['scan'],
  onProgress: (looked: number) => void,
): Promise<Found> {
  const progress = adder(onProgress);
  // Some events do not say which number they are about.
  const numbers = [undefined, ...(await findNumbers(scan, progress))];
  const hashes = numbers.flatMap((number) => addresses.map((address) => contactHash(number, address, hashKey)));
  const found = new Map<unknown, Item[]>();
  for (let i = 0; i < hashes.length; i += MAX_OPERANDS) {
    for await (const { items } of watched(scan(conversationIn(hashes.slice(i, i + MAX_OPERANDS))), progress)) {
      for (const item of items) {
        const records = found.get(item.conversation) ?? [];
        records.push(item);
        found.set(item.conversation, records);
      }
    }
  }
  return { hashes, conversations: [...found.values()] };
}

async function findNumbers(scan: Ledger['scan'], progress: (looked: number) => void): Promise<string[]> {
  const filter = { expression: 'attribute_exists(#numberId)', names: { '#numberId': 'numberId' } };
  const numbers = new Set<string>();
  for await (const { items } of watched(scan(filter, '#numberId'), progress)) {
    for (const { numberId } of items) numbers.add(String(numberId));
  }
  return [...numbers];
}

function conversationIn(hashes: string[]): Condition {
  const values = Object.fromEntries(hashes.map((hash, i) => [`:hash${i}`, hash]));
  return {
    expression: `#conversation IN (${Object.keys(values).join(', ')})`,
    names: { '#conversation': 'conversation' },
    values,
  };
}

async function* watched(pages: AsyncIterable<Page>, progress: (looked: number) => void): AsyncIterable<Page> {
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

import { conversationKey } from '../../lambdas/ledger/conversation.ts';
import type { Item } from '../../lambdas/ledger/table.ts';
import { contactHashes } from '../../lambdas/pilot-status/identity.ts';
import { numberIds } from './by-id.ts';
import type { LedgerReader } from './reader.ts';

/** A conversation of a contact with one of our numbers. */
export interface FoundConversation {
  /** The hash under which it is kept. */
  hash: string;
  /** The hashes under which its events can be listed: those of all addresses of the contact, of now and before. */
  hashes: string[];
  /** Our number, as it is in keys; undefined for events that name none. */
  number: string | undefined;
  /** Its record; undefined where nothing was decided yet. */
  record: Item | undefined;
}

/** More links than a contact can have addresses. */
const MOST_STEPS = 5;

/**
 * Finds the conversations of a contact with our numbers. Some events name no number: they have one of their own.
 *
 * @param address any address of the contact
 * @param hashKey what the functions hash contacts with
 */
export async function findContact(
  { address, hashKey }: { address: string; hashKey: string },
  reader: Pick<LedgerReader, 'get' | 'list'>,
): Promise<FoundConversation[]> {
  const numbers = [undefined, ...(await numberIds(reader))];
  return Promise.all(
    numbers.map(async (number) => {
      const hashesOf = (one: string) => contactHashes(number, one, hashKey);
      const hashes = hashesOf(address);
      const homes = await Promise.all(hashes.map((hash) => follow(hash, reader)));
      const { hash = hashes[0] as string, record } = homes.find((home) => home.record !== undefined) ?? {};
      const { addresses = [], formerly = [] } = (record ?? {}) as { addresses?: string[]; formerly?: string[] };
      const all = [hash, ...hashes, ...formerly, ...addresses.flatMap(hashesOf)];
      return { hash, hashes: [...new Set(all)], number, record };
    }),
  );
}

/** Follows a record to where the conversation is kept. */
async function follow(
  hash: string,
  reader: Pick<LedgerReader, 'get'>,
  steps = 0,
): Promise<{ hash: string; record: Item | undefined }> {
  const record = await reader.get(conversationKey(hash));
  const { hash: home } = (record?.home ?? {}) as { hash?: string };
  return home === undefined || steps === MOST_STEPS ? { hash, record } : follow(home, reader, steps + 1);
}

/** The hash of a conversation, by the key of its record. */
export function hashOf({ id }: { id: string }): string {
  return id.replace(/^conversation#/, '');
}

import { contactKey } from '../pilot-status/contact.ts';
import { keyPart } from '../pilot-status/identity.ts';
import { expiry, FORMAT, type LedgerSettings } from './lease.ts';
import { AS_NUMBER } from './lists.ts';
import type { Item, Key, Table } from './table.ts';

/**
 * Our numbers: partition `number#<numberId>`, sort `#number`. A message that comes from one of them is ours, whether or
 * not it says so; which phone number it is, the vendor reports when it accepts a send. They are listed, so that the
 * conversations of a contact can be found, which have hashes of number and contact.
 */

/** The sort key of such a record. */
const NUMBER = '#number';

export interface NumberRecords {
  /** Remembers which phone number a number of ours is, given by the vendor's id. Asks the ledger once in a while. */
  learn(numberId: string, phone: string): Promise<void>;
  /** Whether an address is that number of ours, as far as it is known. Lists the number if it is new. */
  isOurs(numberId: string, address: string): Promise<boolean>;
}

/** How long a function goes by what it has seen, in ms. That a number is not known yet may be over at any moment. */
const KNOWN_MS = 10 * 60 * 1000;

export function numberRecords(table: Table, settings: LedgerSettings): NumberRecords {
  const known = new Map<string, { contact: string; until: number }>();
  const note = (id: string, contact: string): void => {
    known.set(id, { contact, until: settings.now() + KNOWN_MS });
  };
  const seen = (id: string): string | undefined => {
    const { contact, until = 0 } = known.get(id) ?? {};
    return until > settings.now() ? contact : undefined;
  };
  const key = (id: string) => ({ id: `number#${keyPart(id)}`, event: NUMBER });
  const record = (id: string): Key & Item => ({
    ...key(id),
    ...AS_NUMBER,
    format: FORMAT,
    expiresAt: expiry(settings),
  });
  const listed = new Set<string>();
  const list = async (id: string): Promise<void> => {
    if (listed.has(id)) return;
    listed.add(id);
    await table.put(record(id), { expression: 'attribute_not_exists(id)' });
  };
  const reads = new Map<string, Promise<unknown>>();
  /** Reads once for all who ask at the same time: the conversations of a batch do. */
  const read = (id: string): Promise<unknown> => {
    const begun = reads.get(id);
    if (begun !== undefined) return begun;
    const reading = table
      .get(key(id))
      .then(async (item) => {
        if (item?.list === undefined) await list(id);
        return item?.contact;
      })
      .finally(() => reads.delete(id));
    reads.set(id, reading);
    return reading;
  };

  return {
    async learn(id, phone) {
      const contact = contactKey(phone);
      if (seen(id) === contact) return;
      // Noted first, so that the other sends of a batch do not write it, too.
      note(id, contact);
      try {
        await table.put({ ...record(id), contact });
      } catch (error) {
        known.delete(id);
        throw error;
      }
    },

    async isOurs(id, address) {
      const contact = seen(id) ?? (await read(id));
      if (typeof contact !== 'string') return false;
      if (seen(id) === undefined) note(id, contact);
      return contact === contactKey(address);
    },
  };
}

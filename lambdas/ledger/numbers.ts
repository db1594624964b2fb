import { contactKey } from '../pilot-status/contact.ts';
import { keyPart } from '../pilot-status/identity.ts';
import { expiry, FORMAT, type LedgerSettings } from './lease.ts';
import type { Table } from './table.ts';

/**
 * The numbers of ours, as the vendor reports them when it accepts a send: partition `number#<numberId>`, sort
 * `#number`. A message that comes from one of them is ours, whether or not it says so.
 */

/** The sort key of such a record. */
const NUMBER = '#number';

export interface NumberRecords {
  /** Remembers which phone number a number of ours is, given by the vendor's id. Asks the ledger once in a while. */
  learn(numberId: string, phone: string): Promise<void>;
  /** Whether an address is that number of ours, as far as it is known. */
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
  const reads = new Map<string, Promise<unknown>>();
  /** Reads once for all who ask at the same time: the conversations of a batch do. */
  const read = (id: string): Promise<unknown> => {
    const begun = reads.get(id);
    if (begun !== undefined) return begun;
    const reading = table
      .get(key(id))
      .then((item) => item?.contact)
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
        await table.put({ ...key(id), contact, format: FORMAT, expiresAt: expiry(settings) });
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

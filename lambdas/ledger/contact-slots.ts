import { FORMAT, type LedgerSettings } from './lease.ts';
import type { Table } from './table.ts';

/**
 * When the next message to a contact may go out: partition `conversation#<hash>`, sort `#pace`. WhatsApp limits how
 * fast one number writes to one contact, whichever function does it, so the functions share a record.
 */

/** The sort key of such a record. */
export const CONTACT_PACE = '#pace';

/** When a message to a contact may be sent. */
export type ContactSlot =
  /** Now; the next slot is a gap away. */
  | { kind: 'taken' }
  /** Not yet, and nothing is taken: ask again after so many ms. */
  | { kind: 'far'; askAgainMs: number };

/** Takes the slot of a contact, given by the conversation's hash, or says when to ask again. */
export type TakeContactSlot = (conversation: string) => Promise<ContactSlot>;

/** How long a record is kept when its slot is free again, in ms: far longer than the clocks of two functions differ. */
const KEPT_MS = 60 * 60 * 1000;

/**
 * A slot that was taken is used up, also when nothing was sent then: by a reply that was refused, by one that is only
 * looked for, and by one that turns out to be a duplicate. That costs one contact one gap. To know before would cost
 * every reply another request.
 *
 * @param gapMs from one slot to the next, in ms; with 0 there are no slots to take, and no requests
 */
export function contactSlots(
  table: Table,
  { now, newOwner }: Pick<LedgerSettings, 'now' | 'newOwner'>,
  gapMs: number,
): TakeContactSlot {
  if (gapMs === 0) return async () => ({ kind: 'taken' });
  return async (conversation) => {
    const time = now();
    const owner = newOwner();
    const nextAt = time + gapMs;
    const expiresAt = Math.ceil((nextAt + KEPT_MS) / 1000);
    const written = await table.set(
      { id: `conversation#${conversation}`, event: CONTACT_PACE },
      { conversation, nextAt, owner, format: FORMAT, expiresAt },
      {
        expression: 'attribute_not_exists(id) OR #nextAt < :now',
        names: { '#nextAt': 'nextAt' },
        values: { ':now': time },
      },
    );
    if (written.ok || written.item?.owner === owner) return { kind: 'taken' };
    return { kind: 'far', askAgainMs: Number(written.item?.nextAt ?? nextAt) - time + 1 };
  };
}

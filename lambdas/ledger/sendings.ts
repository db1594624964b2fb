import { replyRecordKey } from './replies.ts';
import type { Table } from './table.ts';

/** When a reply was on its way to the vendor, epoch ms: from the attempt to send it until it was known to be sent. */
export interface Sending {
  from: number;
  until: number;
  /** Whether a template was sent in its place. */
  isTemplate: boolean;
}

/**
 * Reads when a reply was sent, given by the key of the answer and its place in it; undefined for one that is not known
 * to be.
 */
export type SendingOf = (reply: string, index: number) => Promise<Sending | undefined>;

/** A reply that was sent again, because an earlier send may have been accepted, was on its way since that one. */
export function sendingRecords(table: Table, now: () => number): SendingOf {
  return async (reply, index) => {
    const record = (await table.get(replyRecordKey(reply, index))) ?? {};
    const { state, attemptedAt, firstAttemptAt, sentAt, windowTemplate } = record;
    const sending = { from: Number(firstAttemptAt ?? attemptedAt), isTemplate: windowTemplate !== undefined };
    if (state === 'sent') return { ...sending, until: Number(sentAt ?? attemptedAt) };
    const mayBeSent = state === 'sending' || state === 'unknown' || firstAttemptAt !== undefined;
    return mayBeSent ? { ...sending, until: now() } : undefined;
  };
}

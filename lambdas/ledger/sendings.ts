import { replyRecordKey } from './replies.ts';
import type { Table } from './table.ts';

/** When a reply was on its way to the vendor, epoch ms: from the first attempt to send it until it was known to be sent. */
export interface Sending {
  from: number;
  until: number;
  /** Whether a template was sent in its place. */
  isTemplate: boolean;
}

/** Reads when a reply was sent, given by the key of the answer and its place in it; undefined for one that cannot have been. */
export type SendingOf = (reply: string, index: number) => Promise<Sending | undefined>;

export function sendingRecords(table: Table, now: () => number): SendingOf {
  return async (reply, index) => {
    const record = (await table.get(replyRecordKey(reply, index))) ?? {};
    const { state, attemptedAt, firstAttemptAt, sentAt, updatedAt, windowTemplate } = record;
    const sending = { from: Number(firstAttemptAt ?? attemptedAt), isTemplate: windowTemplate !== undefined };
    if (state === 'sent') return { ...sending, until: Number(sentAt ?? attemptedAt) };
    if (state === 'sending' || state === 'unknown') return { ...sending, until: now() };
    // What is to be sent again, or was then refused, can have left before.
    return firstAttemptAt === undefined ? undefined : { ...sending, until: Number(updatedAt) };
  };
}

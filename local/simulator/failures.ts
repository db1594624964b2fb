import type { Account } from './account.ts';
import type { SimulatedMessage } from './messages.ts';
import { NUMBER } from './number.ts';

const MS_PER_HOUR = 3_600_000;

interface Circumstances {
  account: Account;
  /** Epoch ms. */
  now: number;
  /** When the contact last wrote, epoch ms; undefined for never. */
  lastWroteAt: number | undefined;
}

/**
 * Why a message that leaves now does not come to WhatsApp, in a code of the documentation; undefined when it does. The
 * area code 00 does not exist in Brazil, so no WhatsApp is behind it.
 */
export function failureOf(
  { destination: { destinationNumber }, content }: SimulatedMessage,
  { account, now, lastWroteAt = Number.NEGATIVE_INFINITY }: Circumstances,
): string | undefined {
  if (destinationNumber === NUMBER.phone) return 'PILOT_SELF_NUMBER';
  if (destinationNumber?.startsWith('+5500')) return 'WHATSAPP_NOT_EXIST';
  const isOutside = now - lastWroteAt > account.windowHours * MS_PER_HOUR;
  return account.meta && isOutside && !content.template ? 'META_OUTSIDE_24H_WINDOW' : undefined;
}

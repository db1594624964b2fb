import { UsageError } from './errors.ts';

/** A contact as a person names it. */
export interface Contact {
  /** Every address that the ledger may know it by: digits without `+`, or a BSUID. */
  addresses: string[];
  /** To be shown: the whole of it would end up in the terminal's scrollback and in issues. */
  masked: string;
}

/**
 * Reads a phone number in whatever way people write it, or a BSUID such as `BR.1349…`, which stands for a contact without
 * a phone number.
 *
 * @throws UsageError when it is neither
 */
export function readContact(typed: string): Contact {
  const text = typed.trim();
  if (/^[A-Z]{2}\.\w+$/.test(text)) return { addresses: [text], masked: mask(text) };
  const digits = text.replace(/^\+/, '').replace(/[\s().-]/g, '');
  // E.164: a country code, which never begins with 0, and 15 digits at most.
  if (!/^[1-9]\d{6,14}$/.test(digits)) {
    throw new UsageError(
      'That is no phone number: write it with its country code, such as +5511999999999, or give a BSUID such as BR.1349',
    );
  }
  return { addresses: spellings(digits), masked: mask(`+${digits}`) };
}

/** WhatsApp leaves out the ninth digit of some Brazilian mobile numbers: both spellings are one line. */
function spellings(digits: string): string[] {
  const [, area, line] = /^55(\d\d)9?([6-9]\d{7})$/.exec(digits) ?? [];
  return line === undefined ? [digits] : [`55${area}9${line}`, `55${area}${line}`];
}

function mask(address: string): string {
  return `${address.slice(0, 3)}…${address.slice(-4)}`;
}

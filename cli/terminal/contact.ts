import { readAddress } from '../../lambdas/pilot-status/contact.ts';
import { UsageError } from './errors.ts';

/** A contact as a person names it. */
export interface NamedContact {
  /** As the vendor takes it: E.164 with `+`, a BSUID, or an id of WhatsApp such as `1349…@lid`. */
  address: string;
  /** To be shown: the whole of it would end up in the terminal's scrollback and in issues. */
  masked: string;
}

/**
 * Reads a phone number in whatever way people write it, or one of the ids that stand for a contact without a phone
 * number.
 *
 * @throws UsageError when it is neither, or may be a number in two countries
 */
export function readContact(typed: string): NamedContact {
  const { kind, form, to } = readAddress(typed);
  if (kind === 'user' && form !== 'local') return { address: to, masked: masked(to) };
  throw new UsageError(
    'That is not a phone number: write it with its country code, such as +5511999999999, ' +
      'or give a BSUID such as BR.1349, or an id such as 1349@lid',
  );
}

/** An address as it may be shown. */
export function masked(address: string): string {
  return `${address.slice(0, 3)}…${address.slice(-4)}`;
}

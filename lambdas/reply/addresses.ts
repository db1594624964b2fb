import { readAddress, spellings } from '../pilot-status/contact.ts';
import type { ReplyJob } from '../queue/reply-job.ts';

/** The codes by which the vendor, or WhatsApp behind it, says that there is nobody at an address. */
const NOBODY_THERE = new Set(['INVALID_DESTINATION', 'WHATSAPP_NOT_EXIST']);

/**
 * An address to write to, with the name by which the ledger remembers that it was refused: its form, and nothing of it.
 */
export interface Way {
  to: string;
  name: string;
}

/**
 * All ways to write to the contact of a reply, the spelling that came first, then the others of the same number, then
 * other addresses of the contact. Of each form there is one.
 */
export function waysTo({ to, alsoTo = [] }: Pick<ReplyJob, 'to' | 'alsoTo'>): [Way, ...Way[]] {
  const [first, ...others] = [to, ...alsoTo]
    .flatMap(spellings)
    .map((address) => ({ to: address, name: nameOf(address) }));
  const ways = [first as Way];
  for (const way of others) if (!ways.some(({ name }) => name === way.name)) ways.push(way);
  return ways as [Way, ...Way[]];
}

/** The first way that was not refused. */
export function nextWay(job: Pick<ReplyJob, 'to' | 'alsoTo'>, refused: readonly string[]): Way | undefined {
  return waysTo(job).find(({ name }) => !refused.includes(name));
}

/**
 * The addresses that sends without an answer may have gone to: that of the latest, and where there were others before
 * it, all that were tried.
 *
 * @param unanswered how many sends there were, the latest included
 */
export function addressesInDoubt(
  job: Pick<ReplyJob, 'to' | 'alsoTo'>,
  { way, refused, unanswered }: { way: Way; refused: readonly string[]; unanswered: number },
): string[] {
  const before = unanswered > 1 ? waysTo(job).filter(({ name }) => name !== way.name && refused.includes(name)) : [];
  return [way, ...before].map(({ to }) => to);
}

/**
 * Whether a refusal is of the address alone, so that another may be tried. An address of a form that the vendor does
 * not document may be refused in any words.
 */
export function isRefusedAddress(code: string, to: string): boolean {
  const { form } = readAddress(to);
  return NOBODY_THERE.has(code) || form === 'lid' || form === 'local';
}

/** A contact has one address of each form, but for a phone number, which may be spelled in two ways. */
function nameOf(to: string): string {
  const { form = 'room', key } = readAddress(to);
  return form === 'phone' && to !== `+${key}` ? 'other spelling' : form;
}

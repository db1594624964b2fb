import { type JsonObject, text } from '../runtime/json.ts';
import { contactKey, isSameAddress } from './contact.ts';
import { type ReplyContent, wordsOf } from './content.ts';

/** A time by the vendor's clock, from and to, epoch ms. */
export interface TimeRange {
  from: number;
  to: number;
}

/** What an item of the history is held against. */
export interface Sought {
  /** The addresses that the send may have gone to. */
  to: readonly string[];
  content: ReplyContent;
  times: SoughtTimes;
}

export interface SoughtTimes {
  /**
   * When a send that was attempted has arrived, if at all, hardly ever later; none when the vendor's clock is not
   * known.
   */
  likely: TimeRange[];
  /** When it can have arrived, with all that clocks can be wrong by. */
  possible: TimeRange;
  /** What the history was asked about. */
  asked: TimeRange;
}

/** A message in the history, by the vendor's id of the send and by the id that WhatsApp gave it. */
export interface Match {
  id?: string;
  whatsappId?: string;
}

/** How well an item fits. What is missing or cannot be read for sure does not count. */
type Fit = 'yes' | 'perhaps' | 'no';

/**
 * How well an item of the history fits a send: by direction, address, words and time. One that has our words, and of
 * which something else cannot be decided, is a double: it may be the send as well as another one that fits.
 */
export function fitOf(item: JsonObject, { to, content, times }: Sought): Fit | 'double' {
  const words = wordsFit(text(item.text), content);
  const others = [
    directionFit(text(item.direction)),
    bestOf(to.map((address) => addressFit(text(item.participantPhone), address))),
    timeFit(timeOf(item), times),
  ];
  if (others.includes('no')) return 'no';
  if (words === 'perhaps') return 'perhaps';
  return others.includes('perhaps') ? 'double' : 'yes';
}

export function matchOf(item: JsonObject): Match {
  const id = text(item.id) ?? text(item.internalMessageId);
  const whatsappId = text(item.externalMessageId);
  return { ...(id && { id }), ...(whatsappId && { whatsappId }) };
}

function bestOf(fits: Fit[]): Fit {
  return (['yes', 'perhaps'] as const).find((fit) => fits.includes(fit)) ?? 'no';
}

/** Which words the vendor uses is not documented. */
function directionFit(direction: string | undefined): Fit {
  if (/^(in|received)/i.test(direction ?? '')) return 'no';
  return /^(out|sent)/i.test(direction ?? '') ? 'yes' : 'perhaps';
}

/**
 * What the history gives as the address of a group, or of a contact by BSUID, is not documented: it may be of another
 * kind. A phone number may lack its country or its area, so that the last digits leave a doubt.
 */
function addressFit(address: string | undefined, to: string): Fit {
  const isSame = address === undefined ? undefined : isSameAddress(address, to);
  if (address === undefined || isSame === undefined) return 'perhaps';
  if (isSame) return 'yes';
  return lastDigits(address) === lastDigits(to) ? 'perhaps' : 'no';
}

/** Of a phone number; all of any other address. */
function lastDigits(address: string): string {
  return contactKey(address).replace(/^.*(\d{8})$/, '$1');
}

/**
 * Only our own words, there as they were sent, are proof. Of a template we do not know them, of a file the caption at
 * most, and how the history gives those of buttons, or a text that is long, is not documented: other words prove
 * nothing.
 */
function wordsFit(words: string | undefined, content: ReplyContent): Fit {
  const ours = wordsOf(content);
  return words !== undefined && ours !== undefined && plain(words) === plain(ours) ? 'yes' : 'perhaps';
}

/** Words without what their way can change: the form of accents, line ends and other spaces. */
function plain(words: string): string {
  return words.normalize('NFC').replace(/\s+/g, ' ').trim();
}

/** A time outside of what the history was asked about is one that we misread, such as one of another zone. */
function timeFit(time: number | undefined, { likely, possible, asked }: SoughtTimes): Fit {
  if (time === undefined || likely.length === 0 || !isIn(asked, time)) return 'perhaps';
  if (likely.some((range) => isIn(range, time))) return 'yes';
  return isIn(possible, time) ? 'perhaps' : 'no';
}

function isIn({ from, to }: TimeRange, time: number): boolean {
  return time >= from && time <= to;
}

/** ISO 8601 or an HTTP date with its zone. */
const ZONED = /\d{2}:\d{2}.*(Z|UTC|GMT|[+-]\d{2}:?\d{2})$/i;

/** Epoch seconds are shorter than epoch ms until the year 5138. */
const LEAST_EPOCH_MS = 100_000_000_000;

/** When an item is from, epoch ms; undefined for a time that cannot be read for sure, such as one without its zone. */
function timeOf({ createdAt, sentAt, timestamp }: JsonObject): number | undefined {
  const value = createdAt ?? sentAt ?? timestamp;
  const number = typeof value === 'string' && /^\d+(\.\d+)?$/.test(value) ? Number(value) : value;
  if (typeof number === 'number') return number < LEAST_EPOCH_MS ? number * 1000 : number;
  const time = ZONED.test(text(number) ?? '') ? Date.parse(number as string) : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
}

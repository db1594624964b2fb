import { isObject, type JsonObject, optional, text } from '../runtime/json.ts';
import { identifier, looseFields } from './fields.ts';
import { BUTTON_TYPES, CONTACT_TYPES, FILE_TYPES, LOCATION_TYPES, typeOf } from './nature.ts';

/** What is in a message: words, a file, a place, contact cards, a button. */

/** A file that somebody sent. What the vendor does not tell is absent. */
export interface Media {
  /** `image`, `audio`, `video`, `document`, `sticker`, or a MIME type, as the vendor says. */
  type: string;
  /** Where it can be fetched for a while. */
  link?: string;
  caption?: string;
  filename?: string;
  /** On Meta numbers: its id for `GET /v1/media/{mediaId}`, good for minutes. */
  mediaId?: string;
  /** The key of the copy in the archive's bucket, where the setting `archiveMedia` keeps one. */
  archiveKey?: string;
}

/** A place on the map. What the vendor does not tell is absent. */
export interface Location {
  /** In degrees. */
  latitude?: number;
  longitude?: number;
  name?: string;
  address?: string;
}

/** A contact card that somebody sent. */
export interface ContactCard {
  name?: string;
  /** As they are written on it. */
  phones: string[];
}

/**
 * What was written; the caption of a file is. In older payloads `content` is what was quoted, where there is a
 * `replyContent`.
 */
export function wordsIn(data: JsonObject): string {
  const said = wordsOf(data.replyContent) ?? wordsOf(data.content);
  return (isFile(data) ? (captionOf(data) ?? said) : (said ?? captionOf(data))) ?? '';
}

function captionOf(data: JsonObject): string | undefined {
  return text(data.mediaCaption) ?? text(data.caption);
}

/** The words of a field, which may be a number: so may an answer to a menu have been written. */
function wordsOf(value: unknown): string | undefined {
  if (isObject(value)) return text(value.text) ?? text(value.body) ?? text(value.caption);
  return typeof value === 'number' ? String(value) : text(value);
}

function isFile(data: JsonObject): boolean {
  return FILE_TYPES.has(typeOf(data) ?? '');
}

export function mediaOf(data: JsonObject): Media | undefined {
  const link = text(data.mediaLink);
  const mediaId = identifier(data.mediaId);
  if (!isFile(data) && link === undefined && mediaId === undefined) return undefined;
  return {
    type: text(data.mediaType) ?? text(data.type) ?? 'unknown',
    ...optional('link', link),
    ...optional('caption', captionOf(data)),
    ...optional('filename', text(data.mediaFilename)),
    ...optional('mediaId', mediaId),
  };
}

export function buttonOf(data: JsonObject): { id?: string; text: string } | undefined {
  const id = identifier(data.buttonId);
  if (id === undefined && !BUTTON_TYPES.has(typeOf(data) ?? '')) return undefined;
  return { text: wordsIn(data), ...optional('id', id) };
}

/** The place that a message holds, with its name and address. */
export function locationOf(data: JsonObject): Location | undefined {
  if (!LOCATION_TYPES.has(typeOf(data) ?? '')) return undefined;
  const location = isObject(data.location) ? data.location : {};
  const fields = looseFields(location, data);
  const degrees = (...names: string[]) => names.map((name) => number(fields.get(name))).find((n) => n !== undefined);
  return {
    ...optional('latitude', degrees('latitude', 'lat', 'degreeslatitude', 'locationlatitude')),
    ...optional('longitude', degrees('longitude', 'lng', 'lon', 'degreeslongitude', 'locationlongitude')),
    ...optional('name', text(location.name) ?? text(fields.get('locationname'))),
    ...optional('address', text(location.address) ?? text(fields.get('locationaddress'))),
  };
}

function number(value: unknown): number | undefined {
  const read = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof read === 'number' && Number.isFinite(read) ? read : undefined;
}

/** The cards of a message that is some, as far as they can be read. */
export function contactsOf(data: JsonObject): ContactCard[] | undefined {
  if (!CONTACT_TYPES.has(typeOf(data) ?? '')) return undefined;
  const { contacts = data.contact ?? data.vcards ?? data.vcard ?? data.content } = data;
  return (Array.isArray(contacts) ? contacts : [contacts]).flatMap((card) => cardOf(card) ?? []);
}

function cardOf(card: unknown): ContactCard | undefined {
  if (typeof card === 'string') return vcardOf(card);
  if (!isObject(card)) return undefined;
  const written = text(card.vcard);
  if (written !== undefined) return vcardOf(written);
  const { name, phones = [card.phone ?? card.phoneNumber ?? card.number] } = card;
  return {
    ...optional('name', isObject(name) ? text(name.formatted_name) : (text(name) ?? text(card.displayName))),
    phones: (Array.isArray(phones) ? phones : [phones]).flatMap((phone) => phoneOf(phone) ?? []),
  };
}

function phoneOf(phone: unknown): string | undefined {
  return isObject(phone) ? (identifier(phone.phone) ?? identifier(phone.wa_id)) : identifier(phone);
}

/** A card of RFC 6350: a line for each field, its parameters between name and colon. */
function vcardOf(card: string): ContactCard | undefined {
  const valuesOf = (field: string) =>
    [...card.matchAll(new RegExp(`^(?:item\\d+\\.)?${field}(?:;[^:\\r\\n]*)?:(.+)$`, 'gim'))].map(([, value = '']) =>
      value.trim(),
    );
  if (!/^BEGIN:VCARD/im.test(card)) return undefined;
  return { ...optional('name', text(valuesOf('FN')[0])), phones: valuesOf('TEL') };
}

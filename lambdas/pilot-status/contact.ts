/**
 * The addresses of WhatsApp: what kind of place one is, and which spellings are one. A contact is known everywhere by
 * the key that is made here, and written to as it was written.
 */

/** What an address stands for. Only a user can have a private conversation, and nobody can write to a broadcast. */
export type AddressKind = 'user' | 'group' | 'channel' | 'broadcast' | 'unknown';

/**
 * How a user is addressed: by a phone number; by digits that may lack their country code; by the id of a user of a
 * business, `BR.1349…`, or that of its parent, `BR.ENT.1349…`; by WhatsApp's own id, `1349…@lid`.
 */
export const USER_FORMS = ['phone', 'local', 'bsuid', 'parent', 'lid'] as const;
export type UserForm = (typeof USER_FORMS)[number];

export interface Address {
  kind: AddressKind;
  /** Of a user's address only. */
  form?: UserForm;
  /** The same for all spellings of one address. */
  key: string;
  /** The spelling to write to: the digits that came, a phone number in E.164. */
  to: string;
}

/** Reads an address in whatever way it is written. */
export function readAddress(written: string): Address {
  const plain = written
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .trim()
    .replace(/^(whatsapp|tel):/i, '');
  const at = plain.lastIndexOf('@');
  if (at !== -1) return readJid(plain.slice(0, at), plain.slice(at + 1).toLowerCase());
  return readBusinessScopedId(plain) ?? readPhone(plain);
}

/** The key of an address. */
export function contactKey(written: string): string {
  return readAddress(written).key;
}

/**
 * The key under which versions that took every spelling for a contact of its own knew this one: as it was written,
 * without its plus. Undefined where it is the key of today, and where they may have taken it for somebody else's.
 */
export function formerKey(written: string): string | undefined {
  const { key, form } = readAddress(written);
  const former = written.replace(/^\+/, '');
  return former === key || form === 'local' ? undefined : former;
}

/** All ways to write to an address that are known to be the same line, beginning with the one that came. */
export function spellings(written: string): string[] {
  const { form, to } = readAddress(written);
  if (form !== 'phone') return [to];
  return [to, ...spellingsOf(to.slice(1)).map((digits) => `+${digits}`)];
}

/** Addresses of one user without those of a form that came before. */
export function oneOfEachForm(addresses: readonly string[]): string[] {
  const byForm = new Map<UserForm | undefined, string>();
  for (const address of addresses) {
    const { form } = readAddress(address);
    if (!byForm.has(form)) byForm.set(form, address);
  }
  return [...byForm.values()];
}

/** Whether two addresses are one: not known where they are of two kinds or forms. */
export function isSameAddress(one: string, other: string): boolean | undefined {
  const [a, b] = [readAddress(one), readAddress(other)];
  if (a.key === b.key) return true;
  return a.kind === b.kind && a.form === b.form && a.kind !== 'unknown' ? false : undefined;
}

/** What stands behind the `@` of a WhatsApp id. */
const SERVERS: Readonly<Record<string, AddressKind | 'phone' | 'lid'>> = {
  's.whatsapp.net': 'phone',
  'c.us': 'phone',
  hosted: 'phone',
  lid: 'lid',
  'hosted.lid': 'lid',
  'g.us': 'group',
  newsletter: 'channel',
  broadcast: 'broadcast',
};

function readJid(name: string, server: string): Address {
  const kind = SERVERS[server] ?? 'unknown';
  // Behind the number stand an agent and a device, as in 5511999999999.0:12.
  const user = name.replace(/:\d+$/, '').replace(/[._]\d{1,3}$/, '');
  if (kind === 'lid' && /^\d+$/.test(user)) return { kind: 'user', form: 'lid', key: `${user}@lid`, to: `${user}@lid` };
  // WhatsApp itself speaks from the number 0.
  if (kind === 'phone') return user === '0' ? room('broadcast', '0@c.us') : phone(user.replace(/\D/g, ''));
  return room(kind === 'lid' ? 'unknown' : kind, `${name}@${server}`);
}

function room(kind: AddressKind, id: string): Address {
  return { kind, key: id, to: id };
}

function readBusinessScopedId(text: string): Address | undefined {
  const [, country, parent = '', id] = /^([a-z]{2})\.(ENT\.)?(?=[a-z]*\d)([a-z\d]{4,128})$/i.exec(text) ?? [];
  if (country === undefined) return undefined;
  const key = `${country.toUpperCase()}.${parent.toUpperCase()}${id}`;
  return { kind: 'user', form: parent === '' ? 'bsuid' : 'parent', key, to: key };
}

/** What people write between the digits of a number. */
const PUNCTUATION = /[\s()[\]./\p{Pd}]/gu;

function readPhone(text: string): Address {
  const bare = text.replace('(0)', '').replace(PUNCTUATION, '');
  const [, international, digits] = /^(\+|00)?(\d+)$/.exec(bare) ?? [];
  if (digits === undefined) return room('unknown', text.replace(/^\+/, ''));
  if (international !== undefined) return phone(digits);
  // An area code in brackets, or a 0 before it, is how a number is written at home.
  const isLocal = /^\s*\(?0|^\s*\(\d\d\)/.test(text);
  const local = digits.replace(/^0/, '');
  if (!BRAZILIAN_AT_HOME.test(local)) return phone(digits);
  if (isLocal || !FOREIGN_AS_WELL.test(local)) return phone(`55${local}`);
  return { kind: 'user', form: 'local', key: `local:${local}`, to: local };
}

/** A Brazilian number without its country code: area code, then a mobile number or one of eight digits. */
const BRAZILIAN_AT_HOME = /^[1-9]{2}(9\d{8}|[2-9]\d{7})$/;

/**
 * Of these digits nobody can tell whether the country code is missing or only the plus: they are a number in Brazil,
 * and one in Spain, Peru, Russia, Thailand, Vietnam, … as well. So they are neither, and are written to as they came.
 */
const FOREIGN_AS_WELL =
  /^((22|3[3458]|4[369]|51|6[268]|7[349]|84|95)9\d{8}|(3[257]|4[35679]|5[13]|6[2456789]|82|9[567])\d{8})$/;

/** @param digits with the country code */
function phone(digits: string): Address {
  // Some write the 0 of a call at home behind the country code.
  const e164 = digits.replace(/^550(?=[1-9]{2}\d{8,9}$)/, '55');
  if (!/^[1-9]\d{6,14}$/.test(e164)) return room('unknown', digits);
  return { kind: 'user', form: 'phone', key: longest(e164), to: `+${e164}` };
}

/**
 * Brazil's mobile numbers have had a ninth digit since 2012 to 2016, a 9 before the eight of old, which begin with 6 to
 * 9. WhatsApp knows the older ones without it. The key has it, because E.164 does; numbers of fixed lines, 2 to 5, have
 * none.
 */
const BRAZILIAN_MOBILE = /^(55[1-9]{2})(9?)([6-9]\d{7})$/;

/** WhatsApp writes a 1 behind Mexico's country code, which has not been dialled since 2019. */
const MEXICAN = /^(52)(1?)(\d{10})$/;

function longest(e164: string): string {
  return e164
    .replace(BRAZILIAN_MOBILE, (_all, area: string, _nine, line: string) => `${area}9${line}`)
    .replace(MEXICAN, '$1$3');
}

/** The other spellings of a number. */
function spellingsOf(digits: string): string[] {
  const [, area, nine, line] = BRAZILIAN_MOBILE.exec(digits) ?? [];
  if (area !== undefined) return [`${area}${nine === '' ? '9' : ''}${line}`];
  const [, country, one, number] = MEXICAN.exec(digits) ?? [];
  return country === undefined ? [] : [`${country}${one === '' ? '1' : ''}${number}`];
}

import { isObject, type JsonObject } from '../runtime/json.ts';
import { type Address, type AddressKind, readAddress, USER_FORMS } from './contact.ts';
import { identifier, isSet, looseFields, names } from './fields.ts';

/**
 * Sender, addressee and place of a message. The kinds of the addresses decide, not the event's name: systems like this
 * one are seen to report groups, channels and stories under the name of a private message.
 *
 * Addresses are read from the fields below and from no other, so that no name and no text is ever taken for one. They
 * are given without case, dashes and underscores, and looked for in `data`, and in its `key` as WhatsApp's own messages
 * have it.
 */

/** Where a message was written. */
export type Place = 'private' | 'group' | 'channel' | 'broadcast' | 'self';

export interface Parties {
  place: Place;
  /** Whether it was written from a number of ours. */
  isOurs: boolean;
  /**
   * In private, all addresses of the contact that are given, one of each form, the one to write to first; empty where
   * none can be read. Elsewhere the room, where it is given.
   */
  addresses: WrittenAddress[];
  /**
   * Who else it names in private. Systems like this one are seen to give sender and addressee of our own messages
   * either way round, and not to say that a message is ours: then the contact is among these.
   */
  others: WrittenAddress[];
  /** Who wrote it in a group or channel, where that is given. */
  writer?: Address;
}

/** An address, with the text that it was read from. */
export interface WrittenAddress extends Address {
  written: string;
}

/** A chat is the contact's, whoever wrote in it. */
const CHAT_FIELDS = names('remotejid chatid remotejidalt chatlid');

/** The fields that hold the addresses of people who have this role. */
function fieldsOf(people: string): string[] {
  const forms = names('userid bsuid parentuserid parentbsuid pn phone number waid alt lid');
  return names(people).flatMap((who) => forms.map((form) => who + form));
}

/** Other addresses of the one who wrote. */
const WRITER_ALIASES = [
  ...fieldsOf('from participant sender contact'),
  ...names('userid bsuid parentuserid parentbsuid waid lid participantid remotejidalt chatlid'),
];

const WRITER_FIELDS = [...names('from fromnumber remotejid chatid sender participant'), ...WRITER_ALIASES];

/** In a room the chat is the room. */
const MEMBER_FIELDS = [...names('participant author fromnumber from sender'), ...WRITER_ALIASES];

/** Which number of ours a contact wrote to. */
const OUR_FIELDS = ['to', 'destinationnumber'];

/** Fields that name a number of ours and nothing else. */
const OWN_FIELDS = ['sourcenumber', 'displayphonenumber'];

const ADDRESSEE_FIELDS = [
  ...names('destinationnumber to remotejid chatid recipient recipientid destination participantphone'),
  ...fieldsOf('to recipient'),
  ...names('remotejidalt chatlid'),
];

const ROOM_FIELDS = names('remotejid chatid from to destinationnumber fromnumber sender recipient chat');

/** A field, or a flag, that is only there in a room; the server of its id, where the field leaves that out. */
const ROOMS: { place: Place & AddressKind; ids: string[]; flags: string[]; server: string }[] = [
  { place: 'group', ids: ['groupid'], flags: ['isgroup', 'isgroupmsg', 'fromgroup'], server: 'g.us' },
  { place: 'channel', ids: ['newsletterid', 'channelid'], flags: ['isnewsletter', 'ischannel'], server: 'newsletter' },
  { place: 'broadcast', ids: [], flags: ['isstatus', 'isstory', 'isstatusv3'], server: 'broadcast' },
];

const ROOM_EVENTS: Readonly<Record<string, Place>> = { 'message.group': 'group', 'message.newsletter': 'channel' };

/** @param isStatus whether it reports a message of ours, as `message.sent` does */
export function partiesOf({ event, data }: { event: string; data: JsonObject }, isStatus = false): Parties {
  const key = isObject(data.key) ? data.key : {};
  const fields = looseFields(data, key);
  const writers = usersIn(fields, WRITER_FIELDS);
  const [own] = usersIn(fields, OWN_FIELDS);
  const isOurs =
    isStatus || [fields, looseFields(key)].some(isFromUs) || (own !== undefined && own.key === writers[0]?.key);
  const room = roomOf(fields, event);
  if (room !== undefined) return { ...room, isOurs, others: [], ...writerIn(fields) };
  if (!isOurs) {
    const ours = usersIn(fields, OUR_FIELDS);
    const isSelf = ours.some(({ key }) => key === writers[0]?.key);
    return { place: isSelf ? 'self' : 'private', isOurs, addresses: writers, others: isSelf ? [] : ours };
  }
  const named = [CHAT_FIELDS, ADDRESSEE_FIELDS, WRITER_FIELDS].map((list) => usersIn(fields, list, own));
  const addresses = named.find(({ length }) => length > 0) ?? [];
  const others = named.flat().filter(({ key }) => !isStatus && !addresses.some((address) => address.key === key));
  return { place: 'private', isOurs, addresses, others };
}

/**
 * Whose conversation an event belongs to: the contact's addresses, of which any is one of theirs, or the room; and who
 * else.
 */
export function contactOf(
  delivery: { event: string; data: JsonObject },
  isStatus: boolean,
): Pick<Parties, 'addresses' | 'others'> {
  const { place, addresses, others } = partiesOf(delivery, isStatus);
  if (addresses.length > 0 || place !== 'private') return { addresses, others };
  return { addresses: usersIn(looseFields(delivery.data), ADDRESSEE_FIELDS), others: [] };
}

function isFromUs(fields: ReadonlyMap<string, unknown>): boolean {
  return isSet(fields.get('fromme')) || /^out/i.test(String(fields.get('direction')));
}

function roomOf(fields: ReadonlyMap<string, unknown>, event: string): Pick<Parties, 'place' | 'addresses'> | undefined {
  const named = ROOM_FIELDS.flatMap((field) => addressIn(fields, field) ?? []);
  for (const { place, ids, flags, server } of ROOMS) {
    const id = ids.map((field) => identifier(fields.get(field))).find((value) => value !== undefined);
    const rooms = [...(id === undefined ? [] : [roomWith(id, server, place)]), ...named.filter(isOf(place))];
    const isTold = rooms.length > 0 || flags.some((flag) => isSet(fields.get(flag))) || ROOM_EVENTS[event] === place;
    if (isTold) return { place, addresses: rooms.slice(0, 1) };
  }
  return undefined;
}

const isOf =
  (place: AddressKind) =>
  ({ kind }: Address): boolean =>
    kind === place;

/** An id of a room in a field that says what it is: of an id that is no address, nobody knows how to write to it. */
function roomWith(written: string, server: string, place: AddressKind): WrittenAddress {
  const address = readAddress(/^\d{10,}(-\d+)?$/.test(written) ? `${written}@${server}` : written);
  return address.kind === place ? { ...address, written } : { kind: place, key: written, to: written, written };
}

function writerIn(fields: ReadonlyMap<string, unknown>): { writer?: Address } {
  const [writer] = usersIn(fields, MEMBER_FIELDS);
  return writer === undefined ? {} : { writer };
}

/** The addresses of users in fields, in that order, one of each form. @param own a number of ours, which is left out */
function usersIn(fields: ReadonlyMap<string, unknown>, names: string[], own?: Address): WrittenAddress[] {
  const named = names.flatMap((name) => addressIn(fields, name) ?? []);
  const users = named.filter(({ kind, key }) => kind === 'user' && key !== own?.key);
  const firsts = USER_FORMS.flatMap((form) => users.find((user) => user.form === form) ?? []);
  return firsts.sort((a, b) => users.indexOf(a) - users.indexOf(b));
}

function addressIn(fields: ReadonlyMap<string, unknown>, name: string): WrittenAddress | undefined {
  const written = identifier(fields.get(name));
  const address = written === undefined ? undefined : readField(name, written);
  return written === undefined || address === undefined ? undefined : { ...address, written };
}

/**
 * The name of a field says what its digits are: half of an address, all of one, or a number that somebody counts by.
 */
function readField(name: string, written: string): Address | undefined {
  if (!/^\d+$/.test(written)) return readAddress(written);
  if (name.endsWith('lid')) return readAddress(`${written}@lid`);
  if (/(waid|jid|pn)$/.test(name)) return readAddress(`+${written}`);
  return name.endsWith('id') ? undefined : readAddress(written);
}

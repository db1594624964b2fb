import { type Address, type AddressKind, readAddress, USER_FORMS } from './contact.ts';
import { identifier, isObject, isSet, type JsonObject, looseFields } from './fields.ts';

/**
 * Who wrote to whom, and where. The kinds of the addresses decide, not the event's name: systems like this one are seen to
 * tell of groups, channels and stories under the name of a private message.
 *
 * Addresses are read from the fields below and from no other, so that no name and no text is ever taken for one. They are
 * given without case, dashes and underscores, and looked for in `data`, and in its `key` as WhatsApp's own messages have it.
 */

/** Where a message was written. */
export type Place = 'private' | 'group' | 'channel' | 'broadcast' | 'self';

export interface Parties {
  place: Place;
  /** Whether it was written from a number of ours. */
  isOurs: boolean;
  /**
   * In private, all addresses of the contact that are told, one of each form, the one to write to first; none where none can be
   * read. Elsewhere the room, where it is told.
   */
  addresses: WrittenAddress[];
  /** Who wrote it in a group or channel, where that is told. */
  writer?: Address;
}

/** An address, with the text that it was read from. */
export interface WrittenAddress extends Address {
  written: string;
}

const CHAT_FIELDS = ['remotejid', 'chatid'];

/** Other addresses of the one who wrote. */
const WRITER_ALIASES = [
  ...['fromuserid', 'userid', 'frombsuid', 'bsuid', 'participantuserid', 'participantbsuid', 'participantid'],
  ...['fromparentuserid', 'parentuserid', 'fromparentbsuid', 'parentbsuid', 'participantparentuserid'],
  ...['frompn', 'fromphone', 'senderpn', 'senderphone', 'participantpn', 'participantphone', 'participantnumber'],
  ...['fromwaid', 'waid', 'contactphone', 'contactnumber', 'contactwaid', 'fromalt', 'participantalt', 'remotejidalt'],
  ...['fromlid', 'senderlid', 'participantlid', 'contactlid', 'chatlid', 'lid'],
];

const WRITER_FIELDS = ['from', 'fromnumber', ...CHAT_FIELDS, 'sender', 'participant', ...WRITER_ALIASES];

/** In a room the chat is the room. */
const MEMBER_FIELDS = ['participant', 'author', 'fromnumber', 'from', 'sender', ...WRITER_ALIASES];

/** Which number of ours a contact wrote to. */
const OUR_FIELDS = ['to', 'destinationnumber'];

const ADDRESSEE_FIELDS = [
  ...['destinationnumber', 'to', ...CHAT_FIELDS, 'recipient', 'recipientid', 'destination'],
  ...['touserid', 'recipientuserid', 'tobsuid', 'toparentuserid', 'recipientparentuserid', 'participantphone'],
  ...['topn', 'recipientpn', 'tophone', 'recipientphone', 'remotejidalt', 'toalt', 'tolid', 'recipientlid', 'chatlid'],
];

const ROOM_FIELDS = [...CHAT_FIELDS, 'from', 'to', 'destinationnumber', 'fromnumber', 'sender', 'recipient', 'chat'];

/** A field, or a flag, that is only there in a room; the server of its id, where the field leaves that out. */
const ROOMS: { place: Place & AddressKind; ids: string[]; flags: string[]; server: string }[] = [
  { place: 'group', ids: ['groupid'], flags: ['isgroup', 'isgroupmsg', 'fromgroup'], server: 'g.us' },
  { place: 'channel', ids: ['newsletterid', 'channelid'], flags: ['isnewsletter', 'ischannel'], server: 'newsletter' },
  { place: 'broadcast', ids: [], flags: ['isstatus', 'isstory', 'isstatusv3'], server: 'broadcast' },
];

const ROOM_EVENTS: Readonly<Record<string, Place>> = { 'message.group': 'group', 'message.newsletter': 'channel' };

/** @param isStatus whether it tells of a message of ours, as `message.sent` does */
export function partiesOf({ event, data }: { event: string; data: JsonObject }, isStatus = false): Parties {
  const fields = looseFields(data, ...(isObject(data.key) ? [data.key] : []));
  const isOurs = isStatus || isFromUs(fields);
  const room = roomOf(fields, event);
  if (room !== undefined) return { ...room, isOurs, ...writerIn(fields) };
  const writers = usersIn(fields, WRITER_FIELDS);
  if (isOurs) {
    const addressees = usersIn(fields, ADDRESSEE_FIELDS);
    return { place: 'private', isOurs, addresses: addressees.length > 0 ? addressees : writers };
  }
  const ours = usersIn(fields, OUR_FIELDS);
  const isSelf = ours.some(({ key }) => key === writers[0]?.key);
  return { place: isSelf ? 'self' : 'private', isOurs, addresses: writers };
}

/** Whose conversation an event belongs to: the contact's addresses, of which any is one of theirs, or the room. */
export function contactOf(delivery: { event: string; data: JsonObject }, isStatus: boolean): WrittenAddress[] {
  const { place, addresses } = partiesOf(delivery, isStatus);
  if (addresses.length > 0 || place !== 'private') return addresses;
  return usersIn(looseFields(delivery.data), ADDRESSEE_FIELDS);
}

function isFromUs(fields: ReadonlyMap<string, unknown>): boolean {
  return isSet(fields.get('fromme')) || /^out/i.test(String(fields.get('direction') ?? ''));
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

/** The addresses of users in fields, in that order, one of each form. */
function usersIn(fields: ReadonlyMap<string, unknown>, names: string[]): WrittenAddress[] {
  const users = names.flatMap((name) => addressIn(fields, name) ?? []).filter(isOf('user'));
  const firsts = USER_FORMS.flatMap((form) => users.find((user) => user.form === form) ?? []);
  return firsts.sort((a, b) => users.indexOf(a) - users.indexOf(b));
}

function addressIn(fields: ReadonlyMap<string, unknown>, name: string): WrittenAddress | undefined {
  const written = identifier(fields.get(name));
  const address = written === undefined ? undefined : readField(name, written);
  return written === undefined || address === undefined ? undefined : { ...address, written };
}

/** The name of a field tells what its digits are: half of an address, all of one, or a number that somebody counts by. */
function readField(name: string, written: string): Address | undefined {
  if (!/^\d+$/.test(written)) return readAddress(written);
  if (name.endsWith('lid')) return readAddress(`${written}@lid`);
  if (/(waid|jid|pn)$/.test(name)) return readAddress(`+${written}`);
  return name.endsWith('id') ? undefined : readAddress(written);
}

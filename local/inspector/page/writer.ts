import { isGroup, nameOf, type PageContact } from './contacts.ts';

/** What a contact writes, as the simulator takes it. */
export interface PageWriting {
  from: string;
  name?: string;
  text?: string;
  media?: { link: string; type: string; filename?: string; caption?: string };
  button?: { text: string; id?: string };
  /** The id of the message that is quoted. */
  quotes?: string;
  group?: { id: string; name?: string };
  /** Whether a person writes it on the phone of the number. */
  fromMe?: true;
}

/** Who writes in a chat: a person of the team on the number's phone, the contact, or somebody in a group. */
export type Writer = 'team' | PageContact;

/** Who writes and where, in the fields of the simulator. */
export function writerOf(chat: PageContact, writer: Writer): Pick<PageWriting, 'from' | 'name' | 'group' | 'fromMe'> {
  const { address, name } = chat;
  const ofTeam = writer === 'team' && { fromMe: true as const };
  if (!isGroup(chat)) return { from: address, ...(writer !== 'team' && name !== undefined && { name }), ...ofTeam };
  const group = { id: address, ...(name !== undefined && { name }) };
  // The team writes on the number's own phone: who it is in the group does not matter.
  if (writer === 'team') return { from: NOBODY, group, ...ofTeam };
  return { from: writer.address, ...(writer.name !== undefined && { name: writer.name }), group };
}

const NOBODY = '+5511900000000';

/** Those who can write in a chat, apart from the team. @param contacts all that the page knows */
export function writersIn(chat: PageContact, contacts: readonly PageContact[]): PageContact[] {
  if (!isGroup(chat)) return [chat];
  const people = contacts.filter((contact) => contact.address.startsWith('+')).slice(0, MOST);
  // In an order that stays as it is while others write.
  return people.sort((a, b) => nameOf(a).localeCompare(nameOf(b)));
}

/** Nobody looks for somebody in a longer list. */
const MOST = 100;

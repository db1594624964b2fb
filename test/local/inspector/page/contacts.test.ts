import {
  addressProblem,
  type Book,
  contactsIn,
  contactsWith,
  EMPTY_BOOK,
  FIRST_CONTACTS,
  nameOf,
  prettyAddress,
  summaryOf,
  withContact,
  withoutContact,
} from '../../../../local/inspector/page/contacts.ts';
import type { ChatMessage, MessageContent } from '../../../../local/inspector/protocol.ts';

const said = (chat: string, at: number, fields: Partial<ChatMessage> = {}): ChatMessage => ({
  id: `${chat} ${at}`,
  chat,
  side: 'contact',
  at,
  state: 'received',
  content: { text: `Said at ${at}` },
  ...fields,
});
const addressesIn = (book: Book, ...messages: ChatMessage[]) =>
  contactsIn(book, messages).map(({ address }) => address);
const FIRST = FIRST_CONTACTS.map(({ address }) => address);
const [ANA = ''] = FIRST;
const STRANGER = '+5511988887777';

test('whoever wrote or was written to is a contact, once, the one of the latest message first', () => {
  const messages = [said(STRANGER, 1), said('1203630@g.us', 2), said(ANA, 3), said(STRANGER, 4)];
  expect(addressesIn(EMPTY_BOOK, ...messages)).toEqual([STRANGER, ANA, '1203630@g.us', ...FIRST.slice(1)]);
});

test('a contact has the name of the book, else that of WhatsApp, and what was last said', () => {
  const messages = [said(STRANGER, 1, { name: 'Davi' }), said(ANA, 2, { name: 'Ana Maria' })];
  const answer = said(STRANGER, 3, { side: 'bot', state: 'sent' });
  expect(contactsIn(EMPTY_BOOK, [...messages, answer]).slice(0, 2)).toEqual([
    { address: STRANGER, name: 'Davi', last: answer, answers: 1 },
    { address: ANA, name: 'Ana', last: messages[1], answers: 0 },
  ]);
  const [renamed] = contactsIn(withContact(EMPTY_BOOK, { address: STRANGER, name: 'Dr. Davi' }), [...messages, answer]);
  expect(renamed?.name).toBe('Dr. Davi');
});

test('a contact who was removed comes back with the next message, or when it is added', () => {
  const removed = withoutContact(EMPTY_BOOK, ANA, 10);
  expect(addressesIn(removed, said(ANA, 9))).not.toContain(ANA);
  expect(addressesIn(removed, said(ANA, 9), said(ANA, 11))).toContain(ANA);
  expect(addressesIn(withContact(removed, { address: ANA }), said(ANA, 9))).toContain(ANA);
});

test.each([
  ['the name', 'ana'],
  ['the digits', '5511999999999'],
  ['the number as it is shown', '+55 11 99999'],
  ['what was last said', 'said at 3'],
])('a contact is found by %s', (_, search) => {
  const contacts = contactsIn(EMPTY_BOOK, [said(STRANGER, 1, { content: { text: 'Other' } }), said(ANA, 3)]);
  expect(contactsWith(search, contacts).map(({ address }) => address)).toEqual([ANA]);
});

test.each<[MessageContent, string]>([
  [{ text: 'Hi' }, 'Hi'],
  [{ media: { link: 'x', type: 'image', filename: 'a.png' } }, 'a.png'],
  [{ media: { link: 'x', type: 'sticker' } }, 'sticker'],
  [{ location: { latitude: -23.5, longitude: -46.6 } }, 'Location -23.5, -46.6'],
  [{ location: { name: 'Office', address: 'Rua 1' } }, 'Location Office, Rua 1'],
  [{ contacts: [{ name: 'Bia', phones: [] }, { phones: ['+5511'] }] }, 'Contact Bia, +5511'],
  [{ reaction: '👍' }, 'Reaction 👍'],
  [{ template: { id: 'welcome' } }, 'Template welcome'],
  [{}, 'Message'],
])('%j is %s in a line', (content, line) => {
  expect(summaryOf({ content })).toBe(line);
});

test.each([
  ['+5511999999999', '+55 11 99999-9999'],
  ['+551133334444', '+55 11 3333-4444'],
  ['+351912345678', '+351912345678'],
  ['BR.1349abc', 'BR.1349abc'],
])('%s is shown as %s', (address, shown) => {
  expect(prettyAddress(address)).toBe(shown);
  expect(nameOf({ address })).toBe(shown);
});

test.each(['+5511912345678', 'BR.1349abc', '1203630@g.us'])('%s can be written as', (address) => {
  expect(addressProblem(address)).toBeUndefined();
});

test.each(['', '5511912345678', '+0511912345678', 'ana', 'x@example.com'])(
  '%p cannot, and it is said why',
  (address) => {
    expect(addressProblem(address)).toContain('+5511912345678');
  },
);

import {
  addressProblem,
  allContacts,
  FIRST_CONTACTS,
  nameOf,
  prettyAddress,
} from '../../../../local/inspector/page/contacts.ts';
import type { ChatMessage } from '../../../../local/inspector/protocol.ts';

const to = (destination: Record<string, string>) => ({ destination }) as unknown as ChatMessage;

test('whoever wrote or was written to is a contact, once', () => {
  const messages = [
    to({ destinationNumber: '+5511988887777' }),
    to({ groupId: '1203630@g.us' }),
    to({ destinationNumber: FIRST_CONTACTS[0]?.address ?? '' }),
  ];
  const addresses = allContacts(FIRST_CONTACTS, messages).map(({ address }) => address);
  expect(addresses).toEqual([...FIRST_CONTACTS.map(({ address }) => address), '+5511988887777', '1203630@g.us']);
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

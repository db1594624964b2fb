import { readContact } from '../../../cli/terminal/contact.ts';
import { UsageError } from '../../../cli/terminal/errors.ts';

test.each(['+551133334444', '551133334444', ' +55 (11) 3333-4444 ', '+55 11 3333.4444'])(
  '%j is one phone number, however it is written',
  (typed) => {
    expect(readContact(typed)).toEqual({ address: '+551133334444', masked: '+55…4444' });
  },
);

test('a number keeps the digits that were typed, and gets the country code that it can only lack', () => {
  expect(readContact('+55 11 99999-8888').address).toBe('+5511999998888');
  expect(readContact('+55 11 9999-8888').address).toBe('+551199998888');
  expect(readContact('(11) 99999-8888').address).toBe('+5511999998888');
});

test('a number that may be one of two countries is refused', () => {
  expect(() => readContact('51987654321')).toThrow('country code');
});

test('a contact without a phone number is known by its BSUID, as it is', () => {
  expect(readContact('BR.13491208655302741918')).toEqual({
    address: 'BR.13491208655302741918',
    masked: 'BR.…1918',
  });
});

test.each(['', 'ana', '123', '+05511999999999', '+5511999999999999', '55119999x9999', '++5511999999999', '1@g.us'])(
  '%j is refused',
  (typed) => expect(() => readContact(typed)).toThrow(UsageError),
);

test('a refusal does not repeat what was typed', () => {
  expect(() => readContact('5511999999999 x')).toThrow(/^(?!.*5511999999999 x).*country code/);
});

import { readContact } from '../../cli/contact.ts';
import { UsageError } from '../../cli/errors.ts';

test.each(['+551133334444', '551133334444', ' +55 (11) 3333-4444 ', '+55 11 3333.4444'])(
  '%j is one phone number, however it is written',
  (typed) => {
    expect(readContact(typed)).toEqual({ addresses: ['551133334444'], masked: '+55…4444' });
  },
);

test('a Brazilian mobile number is looked for with its ninth digit and without', () => {
  const addresses = ['5511999998888', '551199998888'];
  expect(readContact('+55 11 99999-8888').addresses).toEqual(addresses);
  expect(readContact('+55 11 9999-8888').addresses).toEqual(addresses);
});

test.each(['+551133334444', '+5511933334444', '+15511999998888', '+351912345678'])(
  '%s has one spelling: it is no Brazilian mobile number that ever had eight digits',
  (typed) => expect(readContact(typed).addresses).toEqual([typed.slice(1)]),
);

test('a contact without a phone number is known by its BSUID, as it is', () => {
  expect(readContact('BR.13491208655302741918')).toEqual({
    addresses: ['BR.13491208655302741918'],
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

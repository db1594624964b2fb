import fc from 'fast-check';
import { contactKey, formerKey, isSameAddress, readAddress, spellings } from '../../../lambdas/pilot-status/contact.ts';
import { runs } from '../../support/properties.ts';

describe('the kind of an address', () => {
  test.each([
    ['+5531999998888', 'user', 'phone'],
    ['5531999998888@s.whatsapp.net', 'user', 'phone'],
    ['5531999998888@c.us', 'user', 'phone'],
    ['13491208655302@lid', 'user', 'lid'],
    ['13491208655302:4@lid', 'user', 'lid'],
    ['BR.13491208655302741918', 'user', 'bsuid'],
    ['BR.ENT.11815799212886844830', 'user', 'parent'],
    ['120363041234567890@g.us', 'group', undefined],
    ['5531999998888-1600000000@g.us', 'group', undefined],
    ['120363041234567890@newsletter', 'channel', undefined],
    ['status@broadcast', 'broadcast', undefined],
    ['1600000000@broadcast', 'broadcast', undefined],
    ['0@s.whatsapp.net', 'broadcast', undefined],
    ['Pedrinho', 'unknown', undefined],
    ['MC.Pedrinho', 'unknown', undefined],
    ['BR.55', 'unknown', undefined],
    ['@maria', 'unknown', undefined],
    ['13491208655302@bot', 'unknown', undefined],
    ['ana@example.com', 'unknown', undefined],
    ['12345', 'unknown', undefined],
    ['+0551199999999', 'unknown', undefined],
    ['++5531999998888', 'unknown', undefined],
    ['+5531999998888 ou 5531999997777', 'unknown', undefined],
    ['07911123456', 'unknown', undefined],
    ['', 'unknown', undefined],
  ])('of %j is %s', (written, kind, form) => {
    const address = readAddress(written);
    expect([address.kind, address.form]).toEqual([kind, form]);
  });
});

describe('one line', () => {
  test.each([
    '+5531999998888',
    '5531999998888',
    '005531999998888',
    '+55 (31) 99999-8888',
    '+55 31 9999-8888',
    '+55 031 99999-8888',
    '+55 (0)31 99999-8888',
    '55.31.99999.8888',
    'whatsapp:+5531999998888',
    'tel:+55-31-99999-8888',
    '553199998888@s.whatsapp.net',
    '5531999998888@c.us',
    '553199998888:12@s.whatsapp.net',
    '553199998888.0:12@s.whatsapp.net',
    '553199998888_1@S.WhatsApp.net',
    '\u202a+55 31 99999‑8888\u202c',
    '＋５５３１９９９９９８８８８',
    '31999998888',
    '(31) 99999-8888',
    '(031) 9999-8888',
    '031 99999-8888',
  ])('is %j', (written) => expect(contactKey(written)).toBe('5531999998888'));

  test('has the key that E.164 always had, so that what older versions wrote is found', () => {
    expect(contactKey('+5511999999999')).toBe('5511999999999');
    expect(formerKey('+5511999999999')).toBeUndefined();
    expect(formerKey('+551199999999')).toBe('551199999999');
    expect(formerKey('5511999999999@c.us')).toBe('5511999999999@c.us');
  });

  test.each(Array.from({ length: 89 }, (_, i) => 11 + i).filter((area) => area % 10 !== 0))(
    'of area %i is known with its ninth digit and without, if it is a mobile one',
    (area) => {
      for (const first of [6, 7, 8, 9]) {
        expect(contactKey(`+55${area}${first}1234567`)).toBe(`55${area}9${first}1234567`);
      }
      for (const first of [2, 3, 4, 5]) {
        expect(contactKey(`+55${area}${first}1234567`)).toBe(`55${area}${first}1234567`);
        expect(contactKey(`+55${area}9${first}1234567`)).toBe(`55${area}9${first}1234567`);
      }
    },
  );

  test('in Mexico is known with the 1 of old and without', () => {
    expect(contactKey('+5215512345678')).toBe(contactKey('+525512345678'));
    expect(spellings('+525512345678')).toEqual(['+525512345678', '+5215512345678']);
  });

  test('is written to with the digits that came, then as it can be written too', () => {
    expect(spellings('553199998888@s.whatsapp.net')).toEqual(['+553199998888', '+5531999998888']);
    expect(spellings('+55 31 99999-8888')).toEqual(['+5531999998888', '+553199998888']);
    expect(spellings('+551133334444')).toEqual(['+551133334444']);
    expect(spellings('+14155550123')).toEqual(['+14155550123']);
    expect(spellings('13491208655302:4@lid')).toEqual(['13491208655302@lid']);
  });
});

describe('a number without its country code', () => {
  test.each(['31999998888', '11999998888', '1133334444', '(51) 98765-4321'])(
    'is a Brazilian one where it can be no other: %j',
    (written) => {
      expect(readAddress(written).to).toMatch(/^\+55/);
      expect(contactKey(written)).not.toBe(contactKey(`+${written.replace(/\D/g, '')}`));
    },
  );

  // In Peru, Russia, Vietnam, Norway, Singapore as well as in Porto Alegre, Aracaju, Goiânia, Joinville, Cuiabá.
  test.each(['51987654321', '79987654321', '84987654321', '4791234567', '6591234567'])(
    'is neither a Brazilian nor a foreign one where nobody can tell: %s',
    (digits) => {
      expect(readAddress(digits)).toMatchObject({ kind: 'user', form: 'local', to: digits });
      expect(contactKey(digits)).not.toBe(contactKey(`+${digits}`));
      expect(contactKey(digits)).not.toBe(contactKey(`+55${digits}`));
      expect(formerKey(digits)).toBeUndefined();
      expect(spellings(digits)).toEqual([digits]);
    },
  );

  test('is known from one that lost its plus by its digits, where they tell', () => {
    expect(readAddress('14155550123').to).toBe('+14155550123');
    expect(readAddress('351912345678').to).toBe('+351912345678');
    expect(readAddress('51987654321@s.whatsapp.net').to).toBe('+51987654321');
  });
});

const phone = fc.stringMatching(/^[1-9]\d{6,14}$/).map((digits) => `+${digits}`);

test('a key leads to itself, and every way to write to an address to its key', () => {
  fc.assert(
    fc.property(
      fc.oneof(phone, fc.stringMatching(/^\d{8,16}@lid$/), fc.stringMatching(/^BR\.\d{4,20}$/)),
      (written) => {
        const key = contactKey(written);
        expect(contactKey(key.replace(/^(?=\d+$)/, '+'))).toBe(key);
        for (const spelling of spellings(written)) expect(contactKey(spelling)).toBe(key);
      },
    ),
    runs,
  );
});

test('any text is an address of some kind', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (written) => {
      expect(typeof readAddress(written).key).toBe('string');
    }),
    runs,
  );
});

test('of addresses of two kinds nobody knows whether they are one', () => {
  expect(isSameAddress('+5531999998888', '553199998888@c.us')).toBe(true);
  expect(isSameAddress('+5531999998888', '+5531999997777')).toBe(false);
  expect(isSameAddress('+5531999998888', '+351999998888')).toBe(false);
  expect(isSameAddress('+5531999998888', '1349@lid')).toBeUndefined();
  expect(isSameAddress('+51987654321', '51987654321')).toBeUndefined();
  expect(isSameAddress('Ana', 'Bia')).toBeUndefined();
});

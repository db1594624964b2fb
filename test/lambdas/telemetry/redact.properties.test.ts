import fc from 'fast-check';
import { redact } from '../../../lambdas/telemetry/redact.ts';
import { runs } from '../../support/properties.ts';

/** A number of 8 to 15 digits, as E.164 has them, with what people put before it and between its digits. */
const phone = fc
  .tuple(
    fc.constantFrom('', '+', '+ ', '(+', '00', '＋', '%2B', 'tel:+', '\u202A+'),
    fc.array(
      fc.tuple(
        fc.constantFrom('', '', '', '', ' ', '-', '.', '/', ') ', ' (', ' - ', '\u00A0', '\u2011', '\u200B'),
        fc.integer({ min: 0, max: 9 }),
      ),
      { minLength: 8, maxLength: 15 },
    ),
  )
  .map(([prefix, [first, ...rest]]) => `${prefix}${first?.[1]}${rest.flat().join('')}`);

/** Any text without digits, which ends, or begins, where a word does. */
const noDigits = fc.string({ unit: 'grapheme' }).map((text) => text.replace(/\p{Nd}/gu, ''));
const edge = fc.constantFrom('', ' ', '"', "'", ':', '=', ',', ';', '_', '#', '\n', '<', '>', '@', 'é', '话', '😀');
const before = fc.tuple(noDigits, edge).map(([text, end]) => (/[A-Za-z]$/.test(text + end) ? `${text} ` : text + end));
const after = fc
  .tuple(edge, noDigits)
  .map(([start, text]) => (/^[A-Za-z]/.test(start + text) ? ` ${text}` : start + text));

test('no phone number stays, however it is written and whatever stands around it', () => {
  fc.assert(
    fc.property(before, phone, after, (start, number, end) => {
      expect(redact(start + number + end).replace('%2B', '')).not.toMatch(/\p{Nd}/u);
    }),
    runs,
  );
});

const keyBody = fc.stringMatching(/^[A-Za-z0-9_-]{4,40}$/);

test('no API key and no signing secret stays', () => {
  fc.assert(
    fc.property(fc.string(), fc.constantFrom('ps_', 'whsec_'), keyBody, fc.string(), (start, prefix, body, end) => {
      fc.pre(!start.includes(body) && !end.includes(body));
      expect(redact(`${start}${prefix}${body}${end}`)).not.toContain(body);
    }),
    runs,
  );
});

test('no webhook token stays in a URL', () => {
  fc.assert(
    fc.property(fc.webUrl({ validSchemes: ['https'] }), fc.stringMatching(/^[\w.~-]{4,64}$/), (url, token) => {
      fc.pre(!url.includes(token));
      expect(redact(`${new URL(url).origin}/hooks/whatsapp/${token}`)).not.toContain(token);
    }),
    runs,
  );
});

test('no e-mail address stays', () => {
  fc.assert(
    fc.property(
      before,
      fc.stringMatching(/^[a-z][a-z0-9.+_-]{3,20}@[a-z][a-z0-9-]{1,20}\.[a-z]{2,6}$/),
      after,
      (start, mail, end) => {
        expect(redact(start + mail + end)).not.toContain(mail);
      },
    ),
    runs,
  );
});

test('ids stay as they are', () => {
  const id = fc.oneof(
    fc.uuid(),
    fc.uuid().map((uuid) => `msg_${uuid}`),
    // A hash of 32 or 64 hex digits has a letter but for one in millions.
    fc.stringMatching(/^[0-9a-f]{31}[a-f]$/),
    fc.stringMatching(/^sha256:[0-9a-f]{63}[a-f]$/),
    fc.stringMatching(/^c[0-9a-z]{24}$/),
    fc.date({ noInvalidDate: true, min: new Date(0), max: new Date('9999-12-31') }).map((date) => date.toISOString()),
  );
  fc.assert(
    fc.property(id, (text) => {
      expect(redact(text)).toBe(text);
    }),
    runs,
  );
});

/** Texts made of what the patterns look for, cut and glued anyhow. */
const FRAGMENTS = [
  ...[
    '+',
    '＋',
    '%2B',
    '\\n',
    '\\u002b',
    '00',
    '12',
    '1234567',
    '5511999999999',
    '(11) ',
    '-',
    '.',
    ' ',
    '…',
    '\u200B',
  ],
  ...[
    '@',
    'a',
    'é',
    'ana@example.com',
    '.com',
    '@s.whatsapp.net',
    '@g.us',
    'BR.',
    'BR.1349abc',
    'wamid.',
    'wamid.HBgN==',
  ],
  ...['ps_', 'ps_key', 'ps_YOUR_KEY', 'whsec_', 'AKIA', 'ASIAIOSFODNN7EXAMPLE', '/hooks/whatsapp/', '?', '"', '{', '_'],
  ...['arn:aws:sqs:eu-west-1:123456789012:', 'arn:', ':', 'df17236e-c7bf-4d41-b705-911e7d4fa73c', 'df17236e-', 'x'],
];
const nasty = fc
  .array(fc.oneof(fc.constantFrom(...FRAGMENTS), fc.string({ unit: 'binary', maxLength: 3 })), { maxLength: 12 })
  .map((parts) => parts.join(''));

test('what is redacted stays as it is when it is redacted again', () => {
  fc.assert(
    fc.property(nasty, (text) => {
      const once = redact(text);
      expect(redact(once)).toBe(once);
    }),
    runs,
  );
});

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { redact } from '../../../lambdas/telemetry/redact.ts';

test.each([
  // Phone numbers, as vendors and people write them
  ['+5511999999999', '…'],
  ['5511999999999', '…'],
  ['to +5511999999999.', 'to ….'],
  ['+55 (11) 99999-9999', '…'],
  ['55 11 99999.9999', '…'],
  ['(11) 99999-9999', '(…'],
  ['+1 (555) 010-0199 ext', '… ext'],
  ['+49 30/1234567', '…'],
  ['0055 11 99999 9999', '…'],
  ['\u202A+55 11 99999\u20119999\u202C', '\u202A…\u202C'],
  ['+55\u00A011\u00A099999–9999', '…'],
  ['＋５５１１９９９９９９９９９', '…'],
  ['+٥٥١١٩٩٩٩٩٩٩٩٩', '…'],
  ['tel:+5511999999999', 'tel:…'],
  ['phone=%2B5511999999999&x', 'phone=%2B…&x'],
  ['"a\\n5511999999999"', '"a\\n…"'],
  ['"\\u002b5511999999999"', '"\\u002b…"'],
  ['a+5511999999999b', 'a…b'],
  ['wa_5511999999999_1', 'wa_…_1'],
  ['电话5511999999999号', '电话…号'],
  ['5511999999999,5511888888888', '…,…'],
  ['12345678', '…'],
  // Addresses of WhatsApp, e-mail addresses, ids that hold a number
  ['5511999999999@s.whatsapp.net', '…'],
  ['5511999999999:12@s.whatsapp.net', '…:…'],
  ['123456789-123@g.us', '…'],
  ['123456789012345@lid', '…@lid'],
  ['BR.1349abc', '…'],
  ['+5511999999999BR.1349abc', '……'],
  ['US.13491208655302741918', '…'],
  ['wamid.HBgNNTUxMTk5OTk5OTk5ORUCABIYFDNB+/A=', 'wamid.…'],
  ['write to ana.silva+bot@example.com.br now', 'write to … now'],
  ['josé@exemplo.com', '…'],
  // Secrets
  ['ps_4f9c-2b_x', 'ps_…'],
  ['x-api-key: ps_live.abc/def+gh==', 'x-api-key: ps_…'],
  ['ps_YOUR_KEY2', 'ps_…'],
  ['POST /hooks/whatsapp/Zk3v9Q failed', 'POST /hooks/whatsapp/… failed'],
  ['https://x.example/hooks/whatsapp/t?a=1', 'https://x.example/hooks/whatsapp/…?a=1'],
  ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw=', 'whsec_…'],
  ['AKIAIOSFODNN7EXAMPLE', 'AKIA…'],
  ['ASIAIOSFODNN7EXAMPLE', 'ASIA…'],
])('masked: %s', (text, masked) => {
  expect(redact(text)).toBe(masked);
});

test.each([
  // What operators find an event, a conversation and a request by
  '0123456789abcdef0123456789abcdef',
  'conversation 12345678abcdef12345678abcdef1234',
  'sha256:12345678b0c442988fc1c149afbf4c8996fb92427ae41e4649b934ca49599120',
  'cmm04obm46zz0qv4ycjp8x6r2',
  'cmm0abc123',
  'msg_df17236e-c7bf-4d41-b705-911e7d4fa73c',
  'corr_12345678-1234-4123-8123-123456789012',
  'df17236e-1234-4567-8901-911e7d4fa73c',
  'reply#cmm0abc123#msg_in_id',
  'message.received',
  '3EB0538DA65A59F6D8A251',
  // Times, counts and places
  '2026-02-24T10:30:00.000Z',
  '2026-02-24T10:30:00+00:00',
  'Signature expired: 20260224T103000Z is now earlier than 20260224T110000Z',
  'Task timed out after 10.00 seconds',
  'The answer is over 1048576 bytes',
  'file:///var/task/index.mjs:1:234567',
  '/var/task/lambdas/processor/handle-event.ts:142:11',
  'connect ECONNREFUSED 127.0.0.1:8000',
  '@aws-sdk/client-sqs@3.1162.0',
  // Commands to run, with the placeholder of the key
  'aws secretsmanager put-secret-value --secret-id arn:aws:secretsmanager:eu-west-1:123456789012:secret:ApiKey-a1B2c3 ' +
    `--secret-string '{"YOUR_NUMBER_ID":"ps_YOUR_KEY"}'`,
  'User: arn:aws:sts::123456789012:assumed-role/Processor is not authorized to perform: sqs:SendMessage',
  '',
])('kept: %s', (text) => {
  expect(redact(text)).toBe(text);
});

test.each([
  ['digits', '1'],
  ['digits that end in a letter', '1', 'x'],
  ['spaces', ' '],
  ['plus signs', '+'],
  ['digits and plus signs', '1+'],
  ['digits and spaces', '1 '],
  ['groups too short for a number', '1234567a '],
  ['words', 'a'],
  ['at signs', 'a@'],
  ['a domain without an end', '1.', '', 'a@'],
  ['beginnings of keys', 'ps_'],
  ['beginnings of ARNs', 'arn:'],
  ['beginnings of UUIDs', '12345678-'],
  ['escapes', '\\n1'],
])('a megabyte of %s takes less than two seconds', (_what, unit, last = '', first = '') => {
  const text = first + unit.repeat(1_048_576 / unit.length) + last;
  const before = performance.now();
  redact(text);
  expect(performance.now() - before).toBeLessThan(2_000);
});

const VECTORS = join(import.meta.dirname, '..', '..', 'vectors');
const VECTOR_FILES = readdirSync(VECTORS, { recursive: true, encoding: 'utf8' }).filter((file) =>
  file.endsWith('.json'),
);

test.each(VECTOR_FILES)('the deliveries in vectors/%s come out without numbers and keys', (file) => {
  const redacted = redact(readFileSync(join(VECTORS, file), 'utf8'));
  expect(redacted).not.toMatch(/\+\d{8}|ps_\w|whsec_\w|@s\.whatsapp\.net/);
  expect(redact(redacted)).toBe(redacted);
});

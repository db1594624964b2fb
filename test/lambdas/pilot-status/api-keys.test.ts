import { everyApiKey, readApiKeys } from '../../../lambdas/pilot-status/api-keys.ts';

test('one key answers for every number', () => {
  const keys = readApiKeys(' ps_one\n');
  expect(keys('n1')).toEqual(['ps_one']);
  expect(keys(undefined)).toEqual(['ps_one']);
});

test('with a key per number, no key stands in for another', () => {
  const keys = readApiKeys('{"n1":"ps_1","n2":"ps_2"}');
  expect(keys('n1')).toEqual(['ps_1']);
  expect(keys('n2')).toEqual(['ps_2']);
  expect(keys('n3')).toEqual([]);
  expect(keys(undefined)).toEqual([]);
  expect(keys('toString')).toEqual([]);
});

test('a message that names no number came to the only one there is', () => {
  const keys = readApiKeys('{"n1":"ps_1"}');
  expect(keys(undefined)).toEqual(['ps_1']);
  expect(keys('n2')).toEqual([]);
  expect(readApiKeys('{}')(undefined)).toEqual([]);
});

test('during a rotation a list of keys stands where a key stood, and its order is kept', () => {
  expect(readApiKeys('["ps_new", "ps_old"]')('n1')).toEqual(['ps_new', 'ps_old']);
  const keys = readApiKeys('{"n1":["ps_new","ps_old"],"n2":"ps_2"}');
  expect(keys('n1')).toEqual(['ps_new', 'ps_old']);
  expect(keys('n2')).toEqual(['ps_2']);
});

test.each([
  '{"n1":',
  '{"n1" "ps_secret"}',
  '["ps_secret"',
  '',
  'two words',
  '[]',
  '["ps_secret", ""]',
  '["ps_secret", ["ps_secret"]]',
  '["ps_secret", null]',
  'ps_secret\u2014',
])('%j is refused, and the error shows nothing of it', (secret) => {
  expect(() => readApiKeys(secret)).toThrow(/API key secret/);
  expect(() => readApiKeys(secret)).not.toThrow(/ps_|n1|words/);
});

test.each(['7', 'null', '""', '[]', '["ps_secret",7]', '["ps_secret "]', '{"key":"ps_secret"}'])(
  'a number whose key is %s has an error that shows nothing of it, and no other number suffers',
  (value) => {
    const keys = readApiKeys(`{"n1":${value},"n2":"ps_2"}`);
    expect(() => keys('n1')).toThrow(/API key secret/);
    expect(() => keys('n1')).not.toThrow(/ps_|n1/);
    expect(keys('n2')).toEqual(['ps_2']);
  },
);

test('every key of the secret can be asked for, whatever form it has', () => {
  expect(everyApiKey('ps_1\n')).toEqual(['ps_1']);
  expect(everyApiKey('["ps_new","ps_old"]')).toEqual(['ps_new', 'ps_old']);
  expect(everyApiKey('{"n1":["ps_new","ps_old"],"n2":"ps_2"}')).toEqual(['ps_new', 'ps_old', 'ps_2']);
  expect(() => everyApiKey('{"n1":')).toThrow(/API key secret/);
});

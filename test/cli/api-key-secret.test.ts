import { storedKeys, withKeys } from '../../cli/api-key-secret.ts';

test.each([
  ['nothing', undefined, undefined, []],
  ['an empty text', ' ', undefined, []],
  ['one key', 'ps_one', undefined, ['ps_one']],
  ['one key, for any number', 'ps_one', 'n1', ['ps_one']],
  ['a list', '["ps_new","ps_old"]', undefined, ['ps_new', 'ps_old']],
  ['the keys of a number', '{"n1":["ps_new","ps_old"]}', 'n1', ['ps_new', 'ps_old']],
  ['no key of this number', '{"n1":"ps_one"}', 'n2', []],
])('of %s the keys of a number are read', (_what, secret, number, keys) => {
  expect(storedKeys(secret, number)).toEqual(keys);
});

test('where there are several numbers one must be named', () => {
  expect(() => storedKeys('{"n1":"ps_one","n2":"ps_two"}', undefined)).toThrow(/n1, n2.*--number/);
});

test('what is no key is not repeated', () => {
  expect(() => storedKeys('{"n1":', undefined)).toThrow('SetApiKeyCommand');
  expect(() => storedKeys('["ps secret"]', undefined)).toThrow(/^(?!.*ps secret).*store the key anew/);
  expect(() => withKeys(undefined, undefined, ['ps secret'])).toThrow(/^(?!.*ps secret).*no spaces/);
});

test.each([
  ['the only key', undefined, undefined, ['ps_one'], 'ps_one'],
  ['another key', 'ps_one', undefined, ['ps_two'], 'ps_two'],
  ['two during a rotation', 'ps_old', undefined, ['ps_new', 'ps_old'], '["ps_new","ps_old"]'],
  ['the first of several numbers', undefined, 'n1', ['ps_one'], '{"n1":"ps_one"}'],
  ['a second number', '{"n1":"ps_one"}', 'n2', ['ps_two'], '{"n1":"ps_one","n2":"ps_two"}'],
  ['two for one of several', '{"n1":"a","n2":"b"}', 'n1', ['c', 'a'], '{"n1":["c","a"],"n2":"b"}'],
  ['the number of the only key', 'ps_one', 'n1', ['ps_one'], '{"n1":"ps_one"}'],
])('%s is stored', (_what, secret, number, keys, stored) => {
  expect(withKeys(secret, number, keys)).toBe(stored);
});

test('a key of unknown number is not taken for that of another', () => {
  expect(() => withKeys('ps_one', 'n2', ['ps_two'])).toThrow(/name the number of that key first/);
});

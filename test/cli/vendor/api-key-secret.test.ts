import { everyKey, numbersIn, ownerOf, storedKeys, withKeys } from '../../../cli/vendor/api-key-secret.ts';

test.each([
  ['nothing', undefined, undefined, { keys: [] }],
  ['an empty text', ' ', 'n1', { number: 'n1', keys: [] }],
  ['no number', '{}', undefined, { keys: [] }],
  ['one key', 'ps_one', undefined, { keys: ['ps_one'] }],
  ['one key, which answers for any number', 'ps_one', 'n1', { keys: ['ps_one'] }],
  ['a list', '["ps_new","ps_old"]', undefined, { keys: ['ps_new', 'ps_old'] }],
  ['the keys of a number', '{"n1":["ps_new","ps_old"]}', 'n1', { number: 'n1', keys: ['ps_new', 'ps_old'] }],
  ['the only number', '{"n1":"ps_one"}', undefined, { number: 'n1', keys: ['ps_one'] }],
  ['no key of this number', '{"n1":"ps_one"}', 'n2', { number: 'n2', keys: [] }],
])('of %s the keys are read', (_what, secret, number, keys) => {
  expect(storedKeys(secret, number)).toEqual({ number: undefined, ...keys });
});

test('where there are several numbers one must be named', () => {
  expect(() => storedKeys('{"n1":"ps_one","n2":"ps_two"}', undefined)).toThrow(/n1, n2.*--number/);
});

test('what is no key is not repeated', () => {
  expect(() => storedKeys('{"n1":', undefined)).toThrow('SetApiKeyCommand');
  expect(() => storedKeys('["ps secret"]', undefined)).toThrow(/^(?!.*ps secret).*store it again/);
  expect(() => withKeys(undefined, { number: 'n1', keys: ['ps secret'] })).toThrow(/^(?!.*ps secret).*no spaces/);
});

test.each([
  ['the first key', undefined, { number: 'n1', keys: ['ps_one'] }, '{"n1":"ps_one"}'],
  ['another key', '{"n1":"ps_one"}', { number: 'n1', keys: ['ps_two'] }, '{"n1":"ps_two"}'],
  ['two during a rotation', '{"n1":"b","n2":"c"}', { number: 'n1', keys: ['a', 'b'] }, '{"n1":["a","b"],"n2":"c"}'],
  ['a second number', '{"n1":"ps_one"}', { number: 'n2', keys: ['ps_two'] }, '{"n1":"ps_one","n2":"ps_two"}'],
  ['the number of a key that had none', 'ps_one', { number: 'n1', keys: ['ps_one'] }, '{"n1":"ps_one"}'],
])('%s is stored with its number', (_what, secret, keys, stored) => {
  expect(withKeys(secret, keys)).toBe(stored);
});

test('it is known whose keys are stored', () => {
  const two = '{"n1":["ps_new","ps_old"],"n2":"ps_two","n3":7}';
  expect(numbersIn(two)).toEqual(['n1', 'n2', 'n3']);
  expect([numbersIn('ps_one'), numbersIn('{}'), numbersIn('')]).toEqual([[undefined], [], []]);
  expect(['ps_old', 'ps_two', 'ps_three'].map((key) => ownerOf(two, key))).toEqual(['n1', 'n2', undefined]);
  expect(ownerOf('ps_one', 'ps_one')).toBeUndefined();
  expect(everyKey('{"n1":["ps_new","ps_old"],"n2":"ps_two"}')).toEqual(['ps_new', 'ps_two']);
});

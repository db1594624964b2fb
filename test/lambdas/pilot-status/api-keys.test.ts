import { readApiKeys } from '../../../lambdas/pilot-status/api-keys.ts';

test('one key answers for every number', () => {
  const keys = readApiKeys(' ps_one\n');
  expect(keys('n1')).toBe('ps_one');
  expect(keys(undefined)).toBe('ps_one');
});

test('with a key per number, no key stands in for another', () => {
  const keys = readApiKeys('{"n1":"ps_1","n2":"ps_2"}');
  expect(keys('n1')).toBe('ps_1');
  expect(keys('n2')).toBe('ps_2');
  expect(keys('n3')).toBeUndefined();
  expect(keys(undefined)).toBeUndefined();
  expect(keys('toString')).toBeUndefined();
});

test.each(['{"n1":', '{"n1" "ps_secret"}', '', 'two words'])(
  '%j is refused, and the error shows nothing of it',
  (secret) => {
    expect(() => readApiKeys(secret)).toThrow(/API key secret/);
    expect(() => readApiKeys(secret)).not.toThrow(/ps_secret|n1/);
  },
);

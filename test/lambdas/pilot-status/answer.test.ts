import fc from 'fast-check';
import { readAnswer } from '../../../lambdas/pilot-status/answer.ts';
import { ANSWERED_AT, ANSWERS } from '../../support/answers.ts';

test.each(ANSWERS.map((vector) => [vector.name, vector] as const))('%s', (_, { response, expect: outcome }) => {
  expect(readAnswer(response, ANSWERED_AT)).toEqual(outcome);
});

test('every row of the table is among the vectors', () => {
  const rows = ANSWERS.map(({ expect: { kind, ...rest } }) => [kind, ...Object.values(rest).filter(isWord)].join(' '));
  expect([...new Set(rows)].sort()).toEqual([
    'failed',
    'misconfigured baseUrl blocked',
    'misconfigured gateway blocked',
    'misconfigured key',
    'misconfigured subscription',
    'retry',
    'retry broken',
    'sent',
    'unknown',
  ]);
});

function isWord(value: unknown): boolean {
  return ['key', 'subscription', 'baseUrl', 'gateway', 'broken', 'blocked'].includes(value as string);
}

const anyAnswer = fc.record({
  status: fc.integer({ min: 100, max: 599 }),
  headers: fc.constant({}),
  body: fc.oneof(fc.json(), fc.string()),
});

test('whatever is answered, nothing counts as sent without an id, and nothing as failed without a code', () => {
  fc.assert(
    fc.property(anyAnswer, (response) => {
      const outcome = readAnswer(response, ANSWERED_AT);
      if (outcome.kind === 'sent') expect(JSON.parse(response.body).id).toBe(outcome.id);
      if (outcome.kind === 'failed') expect(outcome.code).not.toMatch(/^HTTP_/);
    }),
  );
});

test('what is no JSON is never the word of the vendor: it is looked up, waited for, or a rate limit', () => {
  const body = fc.string().filter((text) => !isJson(text));
  fc.assert(
    fc.property(anyAnswer, body, (response, body) => {
      const { kind, doubt } = { doubt: undefined, ...readAnswer({ ...response, body }, ANSWERED_AT) };
      const isLimit = response.status === 429 && kind === 'retry';
      expect(isLimit || kind === 'unknown' || (kind === 'misconfigured' && doubt === 'blocked')).toBe(true);
    }),
  );
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

test('a code that would quote the message is left out', () => {
  const quoting = fc
    .constantFrom('code', 'error', 'message')
    .chain((field) => fc.string().map((words) => ({ [field]: `${words} +5511999999999 wrote` })));
  fc.assert(
    fc.property(quoting, fc.constantFrom(200, 400, 403, 500), (json, status) => {
      const outcome = readAnswer({ status, headers: {}, body: JSON.stringify(json) }, ANSWERED_AT);
      expect(outcome).toMatchObject({ code: `HTTP_${status}` });
    }),
  );
});

import { deliver } from '../../cli/front-door.ts';
import { verifySignature } from '../../lambdas/ingest/signature.ts';
import { signingKey } from '../../lambdas/ingest/webhook-secret.ts';
import { newSigningSecret } from '../../local/simulator/sign.ts';

const NOW = Date.parse('2026-02-24T10:30:00.000Z');
const URL = 'https://api.test/hooks/whatsapp/token';
const HOOK = { hookUrl: 'https://api.test/hooks/whatsapp', tokens: ['token'] };
const scheme = {
  header: 'x-signature',
  algorithm: 'sha256',
  encoding: 'hex',
  prefix: '',
  secretEncoding: 'hex',
  content: '{timestamp}.{body}',
  timestamp: { header: 'x-time', prefix: '', toleranceSeconds: 300 },
} as const;

test('a delivery is signed as the stack asks', async () => {
  const secret = newSigningSecret(scheme);
  let headers: Record<string, string> = {};
  const fetch = async (_url: string, init?: RequestInit) => {
    headers = init?.headers as Record<string, string>;
    return new Response('{}');
  };
  const door = { hook: HOOK, policy: { token: true, signature: scheme }, signingSecret: secret };
  expect(await deliver('{"event":"x"}', door, { fetch, now: () => NOW, newId: () => '1' })).toEqual({
    status: 200,
    body: '{}',
  });
  const keys = [signingKey(secret, scheme) as Buffer];
  expect(verifySignature({ headers, raw: Buffer.from('{"event":"x"}') }, scheme, keys, NOW)).toBeUndefined();
});

test('a stack that asks for signatures and has no secret says how to store one', async () => {
  const door = { hook: HOOK, policy: { token: true, signature: scheme } };
  const delivered = deliver('{}', door, { fetch: jest.fn(), now: () => NOW, newId: () => '1' });
  await expect(delivered).rejects.toThrow('rotate signing-secret');
});

test('a door that does not answer is named without its token', async () => {
  const fetch = async () => {
    throw new Error(`connect to ${URL}`);
  };
  const delivered = deliver('{}', { hook: HOOK, policy: { token: true } }, { fetch, now: () => NOW, newId: () => '1' });
  await expect(delivered).rejects.toThrow(/^https:\/\/api\.test does not answer: (?!.*token)/);
});

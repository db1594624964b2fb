import type { HttpRequest } from '../../../lambdas/http.ts';
import { authenticate } from '../../../lambdas/ingest/authenticate.ts';
import type { Policy } from '../../../lambdas/ingest/policy.ts';
import { readWebhookSecret } from '../../../lambdas/ingest/webhook-secret.ts';
import { deliverer } from '../../../lambdas/reconcile/front-door.ts';
import { VECTORS } from '../../support/vectors.ts';

const NOW = Date.parse('2026-02-24T10:30:00.000Z');
const HOOK = 'https://api.example/hooks/whatsapp';
const BODY = '{"event":"message.received","data":{"content":"Olá"}}';

async function deliver(policy: Policy, secret: object | undefined) {
  const requests: HttpRequest[] = [];
  const door = deliverer({
    hookUrl: HOOK,
    policy,
    readSecret: async () => secret && JSON.stringify(secret),
    request: async (request) => {
      requests.push(request);
      return { status: 200, headers: {}, body: '' };
    },
    now: () => NOW,
    newId: () => 'msg_1',
  });
  expect(await door(BODY)).toMatchObject({ status: 200 });
  return requests[0] as HttpRequest;
}

const POLICIES = [...new Map(VECTORS.map(({ door }) => [JSON.stringify(door.policy), door.policy])).values()];

test('the vectors hold policies with and without a signature', () => {
  expect(POLICIES.length).toBeGreaterThan(3);
});

test.each(POLICIES.map((policy) => [JSON.stringify(policy), policy] as const))(
  'a delivery of our own presents all that is asked for by %s',
  async (_json, policy) => {
    // It is hex, base64 and plain text.
    const secret = { token: 'a-token', signingSecret: 'abcdef0123456789' };
    const { url, headers, body } = await deliver(policy, secret);
    const token = url.href.slice(HOOK.length + 1);
    const presented = { token, headers, raw: Buffer.from(`${body}`) };
    expect(authenticate(presented, policy, readWebhookSecret(JSON.stringify(secret), policy), NOW)).toBeUndefined();
  },
);

test('without a secret nothing is delivered', async () => {
  await expect(deliver({ token: true }, undefined)).rejects.toThrow('The webhook secret has no value');
});

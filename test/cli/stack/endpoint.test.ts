import { deliverTo } from '../../../cli/stack/endpoint.ts';
import { authenticate } from '../../../lambdas/authentication/authenticate.ts';
import { readWebhookSecret } from '../../../lambdas/authentication/webhook-secret.ts';
import { type HttpRequest, TransportError } from '../../../lambdas/runtime/http.ts';
import { testTarget } from '../../support/target.ts';
import { VECTORS } from '../../support/vectors.ts';

const HOOK = 'https://api.test/hooks/whatsapp';
const scheme = {
  header: 'x-signature',
  algorithm: 'sha256',
  encoding: 'hex',
  prefix: '',
  secretEncoding: 'utf8',
  content: '{body}',
};

/** Delivers to the endpoint of a stack with this policy and secret. */
function deliver(policy: object, secret: object, request: (request: HttpRequest) => Promise<never> | object) {
  const outputs = { HookUrl: HOOK, AuthenticationPolicy: JSON.stringify(policy) };
  const target = { ...testTarget(), outputs };
  const means = { readSecret: async () => JSON.stringify(secret), now: () => 0, newId: () => '1' };
  const asked = async (sent: HttpRequest) => ({ headers: {}, status: 200, body: '{}', ...(await request(sent)) });
  return deliverTo(target, { ...means, request: asked })('{"event":"x"}');
}

test('a delivery presents what the stack asks for, and its answer is given', async () => {
  const requests: HttpRequest[] = [];
  const secret = { token: 'a-token', signingSecret: 'a-secret' };
  const answer = await deliver({ token: true, signature: scheme }, secret, (request) => {
    requests.push(request);
    return { status: 202, body: 'taken' };
  });
  expect(answer).toMatchObject({ status: 202, body: 'taken' });
  expect(requests[0]?.url.href).toBe(`${HOOK}/a-token`);
  expect(requests[0]?.headers['x-signature']).toMatch(/^[0-9a-f]{64}$/);
});

const POLICIES = [
  ...new Map(VECTORS.map(({ endpoint }) => [JSON.stringify(endpoint.policy), endpoint.policy])).values(),
];

test('the vectors hold policies with and without a signature', () => {
  expect(POLICIES.length).toBeGreaterThan(3);
});

test.each(POLICIES.map((policy) => [JSON.stringify(policy), policy] as const))(
  'a delivery of our own presents all that is asked for by %s',
  async (_json, policy) => {
    // It is hex, base64 and plain text.
    const secret = { token: 'a-token', signingSecret: 'abcdef0123456789' };
    const requests: HttpRequest[] = [];
    await deliver(policy, secret, (request) => {
      requests.push(request);
      return {};
    });
    const [{ url, headers, body }] = requests as [HttpRequest];
    const presented = { token: url.href.slice(HOOK.length + 1), headers, raw: Buffer.from(`${body}`) };
    expect(authenticate(presented, policy, readWebhookSecret(JSON.stringify(secret), policy), 0)).toBeUndefined();
  },
);

test('a stack that asks for signatures and has no secret says what to do', async () => {
  const delivered = deliver({ token: true, signature: scheme }, { token: 'a-token' }, () => ({}));
  await expect(delivered).rejects.toThrow(/has no signingSecret: `pilot status`/);
});

test('an endpoint that does not answer is named without its token', async () => {
  const delivered = deliver({ token: true }, { token: 'a-token' }, async ({ url }) => {
    throw new TransportError(`connect to ${url}`, false);
  });
  await expect(delivered).rejects.toThrow(/^https:\/\/api\.test does not answer: (?!.*a-token)/);
});

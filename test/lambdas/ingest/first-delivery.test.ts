import { readPolicy } from '../../../lambdas/authentication/policy.ts';
import { firstDeliveryReport } from '../../../lambdas/ingest/first-delivery.ts';
import { authenticationPolicy } from '../../../lib/authentication-policy.ts';
import { readConfig } from '../../../lib/config.ts';
import { openEndpoint, TOKEN } from '../../support/endpoint.ts';
import { recordedLog } from '../../support/log.ts';
import { VECTORS, type Vector } from '../../support/vectors.ts';

function report({ headers, body }: Pick<Vector, 'headers' | 'body'>, signingSecret?: string) {
  const log = recordedLog();
  firstDeliveryReport(log)({ headers, raw: body }, signingSecret);
  return log.lines;
}

/** The settings of a line of `-c name='value'`, as `cdk deploy` reads them. */
function settingsIn(line: unknown): Record<string, string> {
  const pairs = [...String(line).matchAll(/-c (\w+)='([^']*)'/g)];
  return Object.fromEntries(pairs.map(([, name, value]) => [`${name}`, `${value}`]));
}

const signed = VECTORS.filter(({ endpoint, expect }) => endpoint.policy.signature && expect.status === 200);

test.each(signed.map((vector) => [vector.name, vector] as const))(
  '%s: with the signing secret stored, the settings that are logged are those of its policy',
  (_name, vector) => {
    const { signingSecret = '', previousSigningSecret = '' } = vector.endpoint.secret;
    const lines = [signingSecret, previousSigningSecret].flatMap((secret) => report(vector, secret));
    const [found] = lines.filter(({ step }) => step === 'signature recognized');
    const settings = settingsIn(found?.fields.settings);
    const policy = readPolicy(authenticationPolicy(readConfig({ authentication: 'hmac', ...settings })));
    expect(policy.signature).toEqual(vector.endpoint.policy.signature);
  },
);

test('a signature by another secret is not recognized, and the log says so', () => {
  for (const vector of signed) {
    expect(report(vector, 'another secret').map(({ step }) => step)).toEqual(['headers', 'signature not recognized']);
  }
});

test('what is logged holds no value of a header and nothing of the secret', () => {
  for (const vector of signed) {
    const { signingSecret = '' } = vector.endpoint.secret;
    const logged = JSON.stringify(report(vector, signingSecret));
    expect(logged).not.toContain(signingSecret);
    const values = Object.values(vector.headers).filter((value) => value.length > 8);
    for (const value of values) expect(logged).not.toContain(value);
  }
});

test('the first delivery that is let in is reported, and no other', async () => {
  const { post, log } = openEndpoint({
    readWebhookSecret: async () => JSON.stringify({ token: TOKEN, signingSecret: 'stored' }),
  });
  const headers = { 'x-signature': 'c2VjcmV0', 'content-type': 'application/json' };
  await post({ token: 'guess', headers, body: '{}' });
  for (let i = 0; i < 3; i++) await post({ headers, body: '{}' });
  expect(log.steps()).toEqual(['refused', 'headers', 'signature not recognized', 'accepted', 'accepted', 'accepted']);
  expect(log.lines[1]?.fields).toEqual({ headers: 'content-length 1, content-type 16, x-signature 8' });
});

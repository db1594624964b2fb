import { readPolicy } from '../../lambdas/authentication/policy.ts';
import { authenticationPolicy } from '../../lib/authentication-policy.ts';
import { ConfigError, readConfig } from '../../lib/config.ts';
import { STANDARD_WEBHOOKS } from '../support/schemes.ts';
import { template } from '../support/stack.ts';
import { VECTORS } from '../support/vectors.ts';

const policyOf = (settings: Record<string, unknown>) => readPolicy(authenticationPolicy(readConfig(settings)));

test('the token is asked for unless something else is said', () => {
  expect(policyOf({})).toEqual({ token: true });
});

const GITHUB = { signatureHeader: 'X-Hub-Signature-256', signaturePrefix: 'sha256=' };

const schemes: [string, Record<string, unknown>][] = [
  ['GitHub', GITHUB],
  [
    'Slack',
    {
      signatureHeader: 'X-Slack-Signature',
      signaturePrefix: 'v0=',
      signedContent: 'v0:{timestamp}:{body}',
      timestampHeader: 'X-Slack-Request-Timestamp',
    },
  ],
  ['Standard Webhooks', STANDARD_WEBHOOKS],
  [
    'one header',
    {
      signatureHeader: 'X-Signature',
      signaturePrefix: 'v1=',
      signedContent: '{timestamp}.{body}',
      timestampHeader: 'X-Signature',
      timestampPrefix: 't=',
    },
  ],
];

test.each(schemes)(
  'the scheme of the vectors that is called %s can be set by configuration alone',
  (name, settings) => {
    const door = VECTORS.find((vector) => vector.endpoint.name === name)?.endpoint;
    expect(policyOf({ authentication: 'hmac', ...settings })).toEqual(door?.policy);
  },
);

test('both asks for both', () => {
  expect(policyOf({ authentication: 'both', ...GITHUB })).toMatchObject({
    token: true,
    signature: { header: 'x-hub-signature-256' },
  });
});

test.each([
  ['authentication: "none" was given; allowed is one of token, hmac, both', { authentication: 'none' }],
  ['authentication: "" was given', { authentication: '' }],
  ['signatureHeader is needed, because authentication is hmac', { authentication: 'hmac' }],
  ['signatureHeader is needed, because authentication is both', { authentication: 'both' }],
  ['a signature would be valid for any body', { ...GITHUB, signedContent: '{timestamp}', timestampHeader: 't' }],
  ['unknown {url}; allowed are {body}, {timestamp} and {id}', { ...GITHUB, signedContent: '{url}{body}' }],
  ['timestampHeader is needed', { ...GITHUB, signedContent: '{timestamp}.{body}' }],
  ['anybody could change the time', { ...GITHUB, timestampHeader: 't' }],
  ['idHeader is needed', { ...GITHUB, signedContent: '{id}.{body}' }],
  ['signedContent has no {id}', { ...GITHUB, idHeader: 'i' }],
  ['signatureHeader: "two words" was given; allowed is the name of a header', { signatureHeader: 'two words' }],
])('the synth is refused: %s', (message, settings) => {
  const read = () => readConfig({ authentication: 'both', ...settings });
  expect(read).toThrow(ConfigError);
  expect(read).toThrow(message);
});

test('the ingest function refuses to start with a policy of nothing', () => {
  for (const policy of ['', 'null', '{}', '[]', '{"token":false}', '{"token":"true"}', '{"signature":null}']) {
    expect(() => readPolicy(policy)).toThrow('no token and no signature');
  }
});

test('the policy reaches the ingest function, and no secret is in it', () => {
  const [ingest] = Object.values(
    template({ authentication: 'both', ...GITHUB }).findResources('AWS::Lambda::Function', {
      Properties: { Description: 'Verifies a delivery of Pilot Status and puts it on the events queue' },
    }),
  );
  expect(JSON.parse(ingest?.Properties.Environment.Variables.AUTHENTICATION)).toEqual({
    token: true,
    signature: {
      header: 'x-hub-signature-256',
      algorithm: 'sha256',
      encoding: 'hex',
      prefix: 'sha256=',
      secretEncoding: 'utf8',
      content: '{body}',
    },
  });
});

test('where only a signature counts, deliveries are taken with and without a token in the path', () => {
  const routes = template({ authentication: 'hmac', ...GITHUB }).findResources('AWS::ApiGatewayV2::Route');
  expect(Object.values(routes).map(({ Properties }) => Properties.RouteKey)).toEqual([
    'POST /hooks/whatsapp/{token}',
    'POST /hooks/whatsapp',
  ]);
});

import type { Cloud } from '../../local/cloud/cloud.ts';
import { openWebhook } from '../../local/webhook.ts';

const scheme = {
  header: 'x-signature',
  algorithm: 'sha256',
  encoding: 'hex',
  prefix: '',
  secretEncoding: 'utf8',
  content: '{body}',
};

/** A cloud with one secret, which asks for signatures. */
function cloudWith(value: object) {
  let secret = JSON.stringify(value);
  const cloud = {
    variables: { AUTHENTICATION: JSON.stringify({ signature: scheme }) } as Record<string, string>,
    getSecret: async () => secret,
    putSecret: async (_id: string, text: string) => {
      secret = text;
    },
  };
  return { cloud: cloud as unknown as Cloud, stored: () => JSON.parse(secret) };
}
const open = (cloud: Cloud, token?: string) => openWebhook(cloud, { hookUrl: 'http://hook', secretId: 'id', token });

test('the token and the signing secret that were kept stay', async () => {
  const { cloud, stored } = cloudWith({ token: 'kept', signingSecret: 'kept-secret' });
  expect(await open(cloud)).toMatchObject({ url: 'http://hook/kept', signature: { secret: 'kept-secret' } });
  expect(stored()).toEqual({ token: 'kept', signingSecret: 'kept-secret' });
});

test('a token that is given replaces the one that was kept', async () => {
  const { cloud, stored } = cloudWith({ token: 'kept', signingSecret: 'kept-secret' });
  expect((await open(cloud, 'mine')).url).toBe('http://hook/mine');
  expect(stored()).toEqual({ token: 'mine', signingSecret: 'kept-secret' });
});

test('without a signing secret a new one is made', async () => {
  const { cloud, stored } = cloudWith({ token: 'generated' });
  const { signature } = await open(cloud);
  expect(signature?.secret).toMatch(/./);
  expect(stored()).toEqual({ token: 'generated', signingSecret: signature?.secret });
});

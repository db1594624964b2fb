import { finishApiKey, rotateApiKey } from '../../../cli/rotate/api-key.ts';
import { finishSigningSecret, rotateSigningSecret } from '../../../cli/rotate/signing-secret.ts';
import { finishToken, rotateToken } from '../../../cli/rotate/token.ts';
import type { VendorApi, VendorWebhook, WebhookChanges } from '../../../cli/vendor/vendor.ts';
import { keyVendor } from '../../support/key-vendor.ts';

const HOOK_URL = 'https://api.test/hooks/whatsapp';
const HOUR = 60 * 60 * 1000;

/** A secret in memory, and all that happens in its order. */
function world(value: string | undefined, { answer = '' } = {}) {
  let time = 100 * HOUR;
  let stored = { value, storedAt: time };
  const happened: string[] = [];
  const secret = {
    read: async () => stored,
    write: async (value: string) => {
      stored = { value, storedAt: time };
      happened.push('written');
    },
  };
  return {
    happened,
    pass: (ms: number) => {
      time += ms;
    },
    stored: () => JSON.parse(stored.value ?? 'null'),
    raw: () => stored.value,
    secret,
    rotation: {
      dryRun: false,
      command: (line: string) => `pilot ${line}`,
      now: () => time,
      sleep: async (ms: number) => {
        happened.push(`slept ${ms}`);
        time += ms;
      },
      report: {
        add: (step: string, state: string) => void happened.push(`${step} ${state}`),
        end: () => undefined,
      },
      askSecret: async () => answer,
    },
  };
}

function vendorWith(happened: string[], url: string) {
  const webhook: VendorWebhook = { id: 'wh', url, active: true, events: ['*'], numberIds: [] };
  const vendor = {
    webhooks: async () => [webhook],
    maySend: async () => true,
    update: async (_id: string, changes: WebhookChanges) => {
      happened.push('moved');
      Object.assign(webhook, changes);
    },
  };
  return { webhook, vendor: vendor as unknown as VendorApi };
}

describe('the token', () => {
  function begun(value: string | undefined) {
    const it = world(value);
    const { webhook, vendor } = vendorWith(it.happened, `${HOOK_URL}/old`);
    const test = async () => void it.happened.push('tested');
    const rotation = { ...it.rotation, webhookSecret: it.secret, vendors: [vendor], hookUrl: HOOK_URL, test };
    return { ...it, webhook, rotation };
  }

  test('is stored next to the old one, and the URL follows when every function knows it', async () => {
    const { rotation, happened, stored, webhook } = begun('{"token":"old","signingSecret":"s"}');
    await rotateToken(rotation);
    expect(stored()).toEqual({ token: expect.stringMatching(/^[\w-]{43}$/), previousToken: 'old', signingSecret: 's' });
    expect(webhook.url).toBe(`${HOOK_URL}/${stored().token}`);
    expect(happened).toEqual([
      'written',
      'secret done',
      'slept 35000',
      'moved',
      'webhook done',
      'tested',
      'finish warning',
    ]);
  });

  test('that was replaced is not replaced again before the rotation is finished, and nobody waits again', async () => {
    const { rotation, happened, stored, pass } = begun('{"token":"new","previousToken":"old"}');
    pass(HOUR);
    await rotateToken(rotation);
    expect(stored()).toEqual({ token: 'new', previousToken: 'old' });
    expect(happened.slice(0, 2)).toEqual(['secret already', 'slept 0']);
  });

  test.each([undefined, '', 'no JSON'])('is made where there is none: %j', async (value) => {
    const { rotation, stored } = begun(value);
    await rotateToken(rotation);
    expect(stored()).toEqual({ token: expect.any(String) });
  });

  test('stays in a dry run, and so does the URL', async () => {
    const { rotation, happened, stored } = begun('{"token":"old"}');
    await rotateToken({ ...rotation, dryRun: true });
    expect(stored()).toEqual({ token: 'old' });
    expect(happened).toEqual(['secret planned', 'webhook planned']);
  });

  test('that is old is removed after a day, and not before, unless somebody else knows it', async () => {
    const { rotation, stored, pass } = begun('{"token":"old"}');
    await rotateToken(rotation);
    await expect(finishToken(false, rotation)).rejects.toThrow(/too early.*24 h/);
    pass(24 * HOUR);
    await finishToken(false, rotation);
    expect(stored()).toEqual({ token: expect.any(String) });

    const hurried = begun('{"token":"old"}');
    await rotateToken(hurried.rotation);
    await finishToken(true, hurried.rotation);
    expect(hurried.stored()).toEqual({ token: expect.any(String) });
  });

  test('that is old is not removed while the vendor delivers with it', async () => {
    const { rotation, stored } = begun('{"token":"new","previousToken":"old"}');
    await expect(finishToken(true, rotation)).rejects.toThrow('wh still has the old token');
    expect(stored().previousToken).toBe('old');
  });
});

describe('the signing secret', () => {
  const policy = { token: true };

  test('that the vendor gave is stored next to the old one, which is removed after a day', async () => {
    const { secret, rotation, stored, pass } = world('{"token":"t","signingSecret":"old"}', { answer: 'new' });
    const signing = { ...rotation, webhookSecret: secret, policy };
    await rotateSigningSecret(signing);
    expect(stored()).toEqual({ token: 't', signingSecret: 'new', previousSigningSecret: 'old' });
    await expect(finishSigningSecret(false, signing)).rejects.toThrow('too early');
    pass(24 * HOUR);
    await finishSigningSecret(false, signing);
    expect(stored()).toEqual({ token: 't', signingSecret: 'new' });
  });

  test('that is stored already is left, and a third waits for the end of the rotation', async () => {
    const value = '{"token":"t","signingSecret":"new","previousSigningSecret":"old"}';
    const again = world(value, { answer: 'new' });
    await rotateSigningSecret({ ...again.rotation, webhookSecret: again.secret, policy });
    expect(again.happened).toEqual(['secret already']);
    const third = world(value, { answer: 'third' });
    const rotated = rotateSigningSecret({ ...third.rotation, webhookSecret: third.secret, policy });
    await expect(rotated).rejects.toThrow('--finish');
  });

  test('is refused when it is not written as the stack reads it', async () => {
    const { secret, rotation } = world('{"token":"t"}', { answer: 'not hex' });
    const hex = { token: true, signature: { secretEncoding: 'hex' } as never };
    await expect(rotateSigningSecret({ ...rotation, webhookSecret: secret, policy: hex })).rejects.toThrow(
      'That is not hex',
    );
  });
});

describe('the API key', () => {
  const KEYS = { ps_old: 'n1', ps_new: 'n1', ps_two: 'n2' };

  function begun(
    value: string | undefined,
    answer: string,
    { number, ...silence }: { number?: string; tellsNumbers?: boolean } = {},
  ) {
    const it = world(value, { answer });
    const { vendorWith, webhooks } = keyVendor(KEYS, silence);
    return {
      ...it,
      webhooks,
      rotation: { ...it.rotation, apiKeySecret: it.secret, hookUrl: HOOK_URL, number, vendorWith },
    };
  }

  test('that is new is stored before the old one, once the vendor accepts it', async () => {
    const { rotation, stored, pass, webhooks } = begun('{"n1":"ps_old"}', 'ps_new');
    await rotateApiKey(rotation);
    expect(stored()).toEqual({ n1: ['ps_new', 'ps_old'] });
    await expect(finishApiKey(false, rotation)).rejects.toThrow('too early');
    pass(5 * 60 * 1000);
    await finishApiKey(false, rotation);
    expect(stored()).toEqual({ n1: 'ps_new' });
    expect(webhooks).toEqual([]);
  });

  test('of one number leaves those of others', async () => {
    const { rotation, stored } = begun('{"n1":"ps_old","n2":"ps_two"}', 'ps_new', { number: 'n1' });
    await rotateApiKey(rotation);
    expect(stored()).toEqual({ n1: ['ps_new', 'ps_old'], n2: 'ps_two' });
    await finishApiKey(true, rotation);
    expect(stored()).toEqual({ n1: 'ps_new', n2: 'ps_two' });
  });

  test.each([
    ['with its number', '{"n1":"ps_old"}'],
    ['without its number', 'ps_old'],
  ])('of another number is not stored where the old one is stored %s', async (_how, value) => {
    const { rotation, raw } = begun(value, 'ps_two');
    await expect(rotateApiKey(rotation)).rejects.toThrow(/The API key is of another number, not of n1/);
    expect(raw()).toBe(value);
  });

  test('that was stored without its number gets it', async () => {
    const beginning = begun('ps_old', 'ps_new');
    await rotateApiKey(beginning.rotation);
    expect(beginning.stored()).toEqual({ n1: ['ps_new', 'ps_old'] });
    const ending = begun('["ps_new","ps_old"]', '');
    await finishApiKey(true, ending.rotation);
    expect(ending.stored()).toEqual({ n1: 'ps_new' });
  });

  test('that was revoked too early does not stand in the way of a new one', async () => {
    const { rotation, stored } = begun('ps_revoked', 'ps_new');
    await rotateApiKey(rotation);
    expect(stored()).toEqual({ n1: ['ps_new', 'ps_revoked'] });
  });

  test('that the vendor refuses is not stored, and the old one is kept', async () => {
    const starting = begun('{"n1":"ps_old"}', 'ps_wrong');
    await expect(rotateApiKey(starting.rotation)).rejects.toThrow('does not accept');
    expect(starting.raw()).toBe('{"n1":"ps_old"}');
    const finishing = begun('{"n1":["ps_wrong","ps_old"]}', '');
    await expect(finishApiKey(true, finishing.rotation)).rejects.toThrow('does not accept');
    expect(finishing.raw()).toBe('{"n1":["ps_wrong","ps_old"]}');
  });

  test('is not asked for its number by a dry run', async () => {
    const { rotation, happened, raw } = begun('ps_old', 'ps_new', { tellsNumbers: false });
    await rotateApiKey({ ...rotation, dryRun: true });
    expect(happened).toEqual(['key done', 'secret planned']);
    expect(raw()).toBe('ps_old');
  });

  test('a rotation that is not begun has nothing to finish', async () => {
    const { rotation, happened } = begun('{"n1":"ps_old"}', '');
    await finishApiKey(false, rotation);
    expect(happened).toEqual(['secret already']);
  });
});

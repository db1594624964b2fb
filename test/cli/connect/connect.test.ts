import { connect } from '../../../cli/connect/connect.ts';
import { keyVendor } from '../../support/key-vendor.ts';

const HOOK = { hookUrl: 'https://api.test/hooks/whatsapp', tokens: ['t'] };

interface Given {
  /** What is stored before. */
  stored?: string;
  /** What is typed. */
  typed?: string;
  number?: string;
  dryRun?: boolean;
  silence?: Parameters<typeof keyVendor>[1];
}

/** Connects a stack with a vendor that has two numbers. */
async function connected({ stored, typed = '', number, dryRun = false, silence }: Given) {
  const vendor = keyVendor({ ps_one: 'n1', ps_one_new: 'n1', ps_two: 'n2' }, silence);
  const told: string[] = [];
  let value = stored;
  const secret = {
    read: async () => ({ value }),
    write: async (written: string) => {
      value = written;
    },
  };
  const ended = connect(
    { hook: HOOK, events: ['*'], name: 'stack', number, dryRun },
    {
      vendorWith: vendor.vendorWith,
      apiKeySecret: secret,
      askSecret: async () => typed,
      deliver: async () => ({ status: 200 }),
      follow: async () => ({ ms: 1 }),
      newId: () => '1',
      command: (line: string) => `pilot ${line}`,
      report: { add: (step, state, text) => void told.push(`${step} ${state}: ${text}`), end: () => undefined },
    },
  );
  const failure = await ended.then(
    () => undefined,
    (error: Error) => error.message,
  );
  return { failure, secret: value, told, webhooks: vendor.webhooks };
}

describe('a key is stored with its number', () => {
  test.each<[string, Given, string]>([
    ['the first', { typed: 'ps_one' }, '{"n1":"ps_one"}'],
    ['the first, named', { typed: 'ps_one', number: 'n1' }, '{"n1":"ps_one"}'],
    [
      'where a webhook does not tell its numbers and --number does',
      { typed: 'ps_one', number: 'n1', silence: { tellsNumbers: false } },
      '{"n1":"ps_one"}',
    ],
    [
      'that of another number, which need not be named',
      { stored: '{"n1":"ps_one"}', typed: 'ps_two' },
      '{"n1":"ps_one","n2":"ps_two"}',
    ],
    [
      'one that was stored for another number',
      { stored: '{"n1":"ps_two","n3":"ps_three"}', typed: 'ps_two', number: 'n2' },
      '{"n3":"ps_three","n2":"ps_two"}',
    ],
    ['a new one of the same number', { stored: '{"n1":"ps_one"}', typed: 'ps_one_new' }, '{"n1":"ps_one_new"}'],
    ['one that an older version stored without', { stored: 'ps_one' }, '{"n1":"ps_one"}'],
    [
      'two that an older version stored without',
      { stored: '["ps_one_new","ps_one"]' },
      '{"n1":["ps_one_new","ps_one"]}',
    ],
    [
      'one that was stored without, next to that of another',
      { stored: 'ps_one', typed: 'ps_two' },
      '{"n1":"ps_one","n2":"ps_two"}',
    ],
    [
      'a new one in the place of one that was stored without',
      { stored: 'ps_one', typed: 'ps_one_new' },
      '{"n1":"ps_one_new"}',
    ],
    ['a new one in the place of one that was revoked', { stored: 'ps_revoked', typed: 'ps_two' }, '{"n2":"ps_two"}'],
  ])('%s', async (_what, given, secret) => {
    const done = await connected(given);
    expect(done).toMatchObject({ failure: undefined, secret });
    // What was made to find out the number is gone.
    expect(done.webhooks.map(({ url }) => url)).toEqual([`${HOOK.hookUrl}/t`]);
  });
});

describe('a key is not stored, and a good one stays', () => {
  const GOOD = '{"n1":"ps_one"}';

  test.each<[string, Given, RegExp]>([
    ['of another number', { typed: 'ps_two', number: 'n1' }, /API key is of another number, not of n1/],
    [
      'of another number, which the vendor takes all the same',
      { typed: 'ps_two', number: 'n1', silence: { refusesMismatch: false } },
      /is of the number n2, not of n1/,
    ],
    ['that is stored for another number', { typed: 'ps_one', number: 'n2' }, /API key is of another number, not of n2/],
    ['that the vendor does not take', { typed: 'ps_wrong', number: 'n1' }, /does not accept/],
    ['whose number nobody tells', { typed: 'ps_one_new', silence: { tellsNumbers: false } }, /name it with --number/],
  ])('%s', async (_what, given, failure) => {
    const done = await connected({ stored: GOOD, ...given });
    expect(done).toMatchObject({ failure: expect.stringMatching(failure), secret: GOOD, webhooks: [] });
  });
});

test('Enter keeps the key that is stored, and asks nobody whose it is', async () => {
  const { failure, secret, told } = await connected({ stored: '{"n1":"ps_one"}', silence: { tellsNumbers: false } });
  expect({ failure, secret }).toEqual({ failure: undefined, secret: '{"n1":"ps_one"}' });
  expect(told).toContain('secret already: the API key of the number n1 is stored already');
});

test('where there are several numbers Enter needs to know which', async () => {
  const stored = '{"n1":"ps_one","n2":"ps_two"}';
  expect((await connected({ stored })).failure).toMatch(/n1, n2.*--number/);
  expect((await connected({ stored, number: 'n2' })).failure).toBeUndefined();
});

test('a dry run makes nothing, not even to find out the number', async () => {
  const { failure, secret, webhooks, told } = await connected({ typed: 'ps_one', dryRun: true });
  expect({ failure, secret, webhooks }).toEqual({ failure: undefined, secret: undefined, webhooks: [] });
  expect(told.map((line) => line.split(':')[0])).toContain('secret planned');
});

test('a webhook that was made to ask and cannot be deleted is reported', async () => {
  const { told } = await connected({ typed: 'ps_one', silence: { deletes: false } });
  expect(told).toContainEqual(expect.stringMatching(/^key warning: .* wh_1 .*delete it in the dashboard/));
});

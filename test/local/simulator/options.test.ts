import { UsageError } from '../../../local/options.ts';
import { HELP, readSimulatorOptions } from '../../../local/simulator/options.ts';
import { simulator } from '../../support/simulator.ts';

const read = (...argv: string[]) => readSimulatorOptions(argv);

test('without options it listens on port 4000, with the key that npm start sends', () => {
  expect(read()).toEqual({ port: 4000, webhook: undefined, apiKey: 'ps_local', tenantKey: undefined });
});

test('every option is read, and named in the help', () => {
  const argv = [
    '--port',
    '0',
    '--webhook',
    'http://127.0.0.1:3000/hooks/t',
    '--api-key',
    'ps_a',
    '--tenant-key',
    'ps_b',
  ];
  expect(read(...argv)).toEqual({
    port: 0,
    webhook: 'http://127.0.0.1:3000/hooks/t',
    apiKey: 'ps_a',
    tenantKey: 'ps_b',
  });
  for (const option of argv.filter((word) => word.startsWith('--'))) expect(HELP).toContain(option);
  expect(read('--help')).toBeUndefined();
});

test('the help shows a body of each call that is no API of the vendor, which that call takes', async () => {
  const vendor = await simulator();
  const calls = [...HELP.matchAll(/^ {2}(POST|PUT) +(\/simulator\/\w+) .*such as (\{.*\})$/gm)];
  expect(calls.map(([, , path]) => path).sort()).toEqual([
    '/simulator/account',
    '/simulator/events',
    '/simulator/faults',
    '/simulator/messages',
  ]);
  for (const [, method = '', path = '', body = ''] of calls) {
    expect([200, 201]).toContain((await vendor.call(method, path, JSON.parse(body))).status);
  }
  await vendor.stop();
});

test.each([
  [['--port', 'x'], /--port x: allowed is/],
  [
    ['--webhook', 'https://example.com/hook'],
    /--webhook https:\/\/example.com\/hook: allowed is a URL on this computer/,
  ],
  [['--webhook', 'http://localhost.example.com/'], /allowed is a URL on this computer/],
  [['--prot', '1'], /Unknown option '--prot'.*npm run simulator -- --help/],
])('%j is refused with what is allowed', (argv, message) => {
  expect(() => read(...argv)).toThrow(UsageError);
  expect(() => read(...argv)).toThrow(message);
});

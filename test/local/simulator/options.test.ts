import { CommanderError } from 'commander';
import { CALLS, readSimulatorOptions, simulatorCommand } from '../../../local/simulator/options.ts';
import { printed } from '../../support/printed.ts';
import { simulator } from '../../support/simulator.ts';

const read = (...argv: string[]) => readSimulatorOptions(argv);

test('without options it listens on port 4000, with the key that npm start sends', () => {
  expect(read()).toEqual({ port: 4000, apiKey: 'ps_local' });
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
  const help = simulatorCommand().helpInformation();
  for (const option of argv.filter((word) => word.startsWith('--'))) expect(help).toContain(option);
  expect(printed(() => read('--help'))).toMatchObject({
    error: { code: 'commander.helpDisplayed', exitCode: 0 },
    stdout: expect.stringContaining(CALLS),
  });
});

test('the help shows a body of each call that the vendor does not have, and that call takes it', async () => {
  const vendor = await simulator();
  const calls = [...CALLS.matchAll(/^ {2}(POST|PUT) +(\/simulator\/\w+) .*such as (\{.*\})$/gm)];
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
  [['--port', 'x'], /'--port <number>' argument 'x' is invalid. Allowed is/],
  [
    ['--webhook', 'https://example.com/hook'],
    /'--webhook <url>' argument 'https:\/\/example.com\/hook' is invalid. Allowed is a URL on this computer/,
  ],
  [['--webhook', 'http://localhost.example.com/'], /Allowed is a URL on this computer/],
  [['--prot', '1'], /unknown option '--prot'[\s\S]*npm run simulator -- --help/],
])('%j is refused with what is allowed', (argv, message) => {
  const { error, stderr } = printed(() => read(...argv));
  expect(error).toBeInstanceOf(CommanderError);
  expect(stderr).toMatch(message);
});

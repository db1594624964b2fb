import { readOptions, UsageError } from '../../local/options.ts';

const read = (...argv: string[]) => readOptions(argv, { PILOT_STATUS_API_KEY: 'ps_real' });

test('without options the port is 3000 and everything is local', () => {
  expect(read()).toEqual({
    port: 3000,
    token: undefined,
    vendorUrl: undefined,
    live: false,
    json: false,
    inspector: true,
    open: false,
    bot: undefined,
    assembly: undefined,
  });
});

test('every option is read', () => {
  expect(read('--port', '0', '--token', 'T.1', '--vendor-url', 'http://127.0.0.1:4000/', '--json')).toEqual({
    port: 0,
    token: 'T.1',
    vendorUrl: 'http://127.0.0.1:4000',
    live: false,
    json: true,
    inspector: true,
    open: false,
    bot: undefined,
    assembly: undefined,
  });
  expect(read('--open')).toMatchObject({ inspector: true, open: true });
  expect(read('--no-inspector')).toMatchObject({ inspector: false, open: false });
  expect(read('--live', '--bot', 'my.ts', '--assembly', 'cdk.out')).toMatchObject({
    live: true,
    bot: 'my.ts',
    assembly: 'cdk.out',
  });
});

test('help is help', () => {
  expect(read('--help')).toBeUndefined();
});

test.each([
  [['--port', 'x'], /--port x: allowed is a number from 0 to 65535/],
  [['--port', '70000'], /allowed is a number/],
  [['--token', ''], /--token: allowed are/],
  [['--token', 'a/b'], /--token: allowed are/],
  [['--vendor-url', 'http://example.com'], /allowed is an address on this computer/],
  [['--vendor-url', 'http://127.0.0.1.example.com'], /allowed is an address on this computer/],
  [['--live', '--vendor-url', 'http://127.0.0.1:1'], /cannot be given together/],
  [['--open', '--no-inspector'], /cannot be given together/],
  [['--prot', '1'], /Unknown option '--prot'.*--help/],
  [['extra'], /--help/],
])('%j is refused with what is allowed', (argv, message) => {
  expect(() => read(...argv)).toThrow(UsageError);
  expect(() => read(...argv)).toThrow(message);
});

test('--live needs a key', () => {
  expect(() => readOptions(['--live'], {})).toThrow(/PILOT_STATUS_API_KEY/);
});

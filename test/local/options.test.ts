import { CommanderError } from 'commander';
import { readOptions } from '../../local/options.ts';
import { printed } from '../support/printed.ts';

const read = (...argv: string[]) => readOptions(argv, { PILOT_STATUS_API_KEY: 'ps_real' });

test('without options the port is 3000 and everything is local', () => {
  expect(read()).toEqual({ port: 3000, inspector: true });
});

test('every option is read', () => {
  expect(read('--port', '0', '--token', 'T.1', '--vendor-url', 'http://127.0.0.1:4000/', '--json')).toEqual({
    port: 0,
    token: 'T.1',
    vendorUrl: 'http://127.0.0.1:4000',
    json: true,
    inspector: true,
  });
  expect(read('--lang', 'pt_BR')).toMatchObject({ lang: 'pt-BR' });
  expect(read('--open')).toEqual({ port: 3000, inspector: true, open: true });
  expect(read('--no-inspector')).toEqual({ port: 3000, inspector: false });
  expect(read('--live', '--bot', 'my.ts', '--assembly', 'cdk.out')).toMatchObject({
    live: true,
    bot: 'my.ts',
    assembly: 'cdk.out',
  });
});

test('state is kept in build/kept, or in the folder that is given', () => {
  expect(read('--keep')).toMatchObject({ keep: 'build/kept' });
  expect(read('--keep', '/tmp/state', '--fresh')).toMatchObject({ keep: '/tmp/state', fresh: true });
  expect(read('--keep', '--json')).toMatchObject({ keep: 'build/kept', json: true });
});

test('a function can be inspected, on any free port or on one that is given', () => {
  expect(read('--inspect', 'processor')).toMatchObject({ inspect: { name: 'processor', port: 0 } });
  expect(read('--inspect', 'reply:9229')).toMatchObject({ inspect: { name: 'reply', port: 9229 } });
});

test('help is printed, and no failure', () => {
  const { error, stdout } = printed(() => read('--help'));
  expect(error).toMatchObject({ code: 'commander.helpDisplayed', exitCode: 0 });
  expect(stdout).toMatch(/Usage: npm start -- \[options\][\s\S]*--vendor-url[\s\S]*LOCAL_STATE_FILE/);
});

test.each([
  [['--port', 'x'], /'--port <number>' argument 'x' is invalid. Allowed is a number from 0 to 65535/],
  [['--port', '70000'], /Allowed is a number/],
  [['--lang', 'fr'], /Allowed are en and pt-BR/],
  [['--token', ''], /'--token <token>' argument '' is invalid. Allowed are/],
  [['--token', 'a/b'], /'--token <token>' .* Allowed are/],
  [['--vendor-url', 'http://example.com'], /Allowed is an address on this computer/],
  [['--vendor-url', 'http://127.0.0.1.example.com'], /Allowed is an address on this computer/],
  [['--live', '--vendor-url', 'http://127.0.0.1:1'], /'--live' cannot be used with option '--vendor-url <url>'/],
  [['--open', '--no-inspector'], /'--open' cannot be used with option '--no-inspector'/],
  [['--inspect', 'bot'], /Allowed are ingest, processor, reply and reconcile, also with a port: processor:9229/],
  [['--inspect', 'toString'], /Allowed are ingest/],
  [['--inspect', 'reply:99999'], /Allowed are ingest/],
  [['--inspect', 'reply', '--assembly', 'cdk.out'], /'--inspect <function>' cannot be used with option '--assembly/],
  [['--fresh'], /--fresh needs --keep/],
  [['--prot', '1'], /unknown option '--prot'[\s\S]*--help/],
  [['extra'], /--help/],
])('%j is refused with what is allowed', (argv, message) => {
  const { error, stderr } = printed(() => read(...argv));
  expect(error).toBeInstanceOf(CommanderError);
  expect(error).toMatchObject({ exitCode: 1 });
  expect(stderr).toMatch(message);
});

test('--live needs a key', () => {
  const { error, stderr } = printed(() => readOptions(['--live'], {}));
  expect(error).toMatchObject({ exitCode: 1 });
  expect(stderr).toMatch(/PILOT_STATUS_API_KEY/);
});

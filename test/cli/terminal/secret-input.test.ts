import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { secretInput } from '../../../cli/terminal/secret-input.ts';

function streams(isTTY: boolean) {
  const stdin = Object.assign(new PassThrough(), { isTTY });
  const stderr = new PassThrough();
  const ask = secretInput({ stdin, stderr } as unknown as NodeJS.Process);
  return { stdin, stderr, ask };
}

test('what is typed on a terminal is taken and never shown', async () => {
  const { stdin, stderr, ask } = streams(true);
  const asked = ask('API key');
  stdin.write('ps_typed\r');
  expect(await asked).toBe('ps_typed');
  stderr.end();
  expect(await text(stderr)).toBe('API key: \n');
});

test('what is piped in is taken whole, without asking', async () => {
  const { stdin, stderr, ask } = streams(false);
  stdin.end('ps_piped\n');
  expect(await ask('API key')).toBe('ps_piped');
  stderr.end();
  expect(await text(stderr)).toBe('');
});

test.each([
  ['Ctrl-C', '\u0003'],
  ['Ctrl-D', '\u0004'],
])('%s is no answer, and ends the command', async (_name, key) => {
  const { stdin, ask } = streams(true);
  const asked = ask('API key');
  stdin.write(key);
  await expect(asked).rejects.toThrow('Nothing was changed');
});

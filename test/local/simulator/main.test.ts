import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { openHook } from '../../support/simulator.ts';

const MAIN = join(import.meta.dirname, '..', '..', '..', 'local', 'simulator', 'main.ts');

test('it runs by itself, prints each thing on a line, and ends with Ctrl-C', async () => {
  const hook = await openHook();
  const child = spawn(process.execPath, ['--import', 'tsx', MAIN, '--port', '0', '--webhook', hook.url]);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const nextLine = async (): Promise<string> => (await lines.next()).value ?? '';

  const ready = await nextLine();
  expect(ready).toMatch(
    /^The simulator of Pilot Status listens on http:\/\/127\.0\.0\.1:\d+\. Press Ctrl-C to stop it\.$/,
  );
  const url = ready.match(/http:[^ ]*\d/)?.[0];

  const post = (path: string, body: object) =>
    fetch(`${url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': 'ps_local' },
      body: JSON.stringify(body),
    });
  await post('/simulator/messages', { from: '+5511999999999', text: 'Hi' });
  expect(await nextLine()).toMatch(/vendor {5}delivered {3}cmm_\w{4}… {2}message\.received {2}code 200 {2}ms \d+$/);
  await post('/v1/messages/send', { destinationNumber: '+5511999999999', text: 'Hi' });
  expect(await nextLine()).toMatch(/vendor {5}received {4}msg_\w{4}… {2}to \*{12}99 {2}characters 2$/);

  child.kill('SIGINT');
  expect(await once(child, 'exit')).toEqual([0, null]);
  await hook.stop();
});

test('a busy port is one sentence', async () => {
  const hook = await openHook();
  const { port } = new URL(hook.url);
  const child = spawn(process.execPath, ['--import', 'tsx', MAIN, '--port', port]);
  const [said, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
  expect([said, code]).toEqual([`Port ${port} is already in use: choose another one.\n`, 1]);
  await hook.stop();
});

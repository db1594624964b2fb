import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { synthesizeApp } from '../support/assembly.ts';
import { type LocalApp, startApp } from '../support/local-app.ts';
import { pilotInside } from '../support/pilot.ts';
import { received } from '../support/samples.ts';
import { SIGNED } from '../support/schemes.ts';

let folder: string;
let app: LocalApp;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signed-'));
  app = await startApp('--assembly', await synthesizeApp(SIGNED));
}, 60_000);
afterAll(async () => {
  await app.stop();
  await rm(folder, { recursive: true });
});

test('where the stack asks for signatures, and with a schedule in it, what is posted is signed and let in', async () => {
  const file = join(folder, 'body.json');
  await writeFile(file, JSON.stringify(received({ id: 'signed-1' })));
  const ended = await pilotInside(['send-event', '--file', file, '--local'], { LOCAL_STATE_FILE: app.stateFile });
  expect(ended).toMatchObject({ code: 0, stdout: expect.stringContaining('✓ endpoint') });
  await app.waitFor(({ step, id }) => step === 'sent' && id === 'signed-1');
});

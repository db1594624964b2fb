import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleAlone } from '../../lib/bundle.ts';
import { TEST_BOT } from '../support/test-bot.ts';

const EXAMPLES = join(import.meta.dirname, '..', '..', 'examples');

/** What an example may add to the processor, in bytes: a cold start pays for each. */
const MAX_BYTES = 40_000;

test('every bot of the examples can be deployed, and adds little to the processor', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'examples-'));
  const size = async (bot: string) => (await bundleAlone('processor', bot, folder)).bytes;
  const plain = await size(TEST_BOT);
  const added: Record<string, number> = {};
  const bots = (await readdir(EXAMPLES)).filter((name) => name.endsWith('.ts'));
  for (const name of bots) added[name] = (await size(join('examples', name))) - plain;
  await rm(folder, { recursive: true });
  expect(Object.keys(added).length).toBeGreaterThan(4);
  for (const bytes of Object.values(added)) expect(bytes).toBeLessThan(MAX_BYTES);
});

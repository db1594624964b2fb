import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleAlone } from '../../lib/bundle.ts';
import { readConfig } from '../../lib/config.ts';

test('the path of a bot, and that of what is made of it, may hold spaces and accents', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'my bots, é '));
  try {
    const bot = join(folder, 'the first bot.ts');
    await writeFile(bot, "export default { onMessage: () => 'An answer of the first bot' };");
    const { bot: setting } = readConfig({ bot });
    const processor = await bundleAlone('processor', setting, join(folder, 'made of it'));
    expect(await readFile(join(processor.directory, 'index.mjs'), 'utf8')).toContain('An answer of the first bot');
  } finally {
    await rm(folder, { recursive: true });
  }
});

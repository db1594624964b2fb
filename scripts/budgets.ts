// Fails when a function exceeds its budget, or contains a module that slows down a cold start.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { bundleFunctions, FUNCTION_NAMES } from '../lib/bundle.ts';
import { TEST_BOT } from '../test/support/test-bot.ts';
import { BUDGETS, breaches } from './check-budgets.ts';

const folder = await mkdtemp(join(tmpdir(), 'bundles-'));
try {
  const bundles = await bundleFunctions(TEST_BOT, folder);
  for (const name of FUNCTION_NAMES) {
    const { directory, bytes, metafile } = bundles[name];
    const gzippedBytes = gzipSync(await readFile(join(directory, 'index.mjs')), { level: 9 }).length;
    process.stdout.write(`${name}: ${bytes} bytes, ${gzippedBytes} gzipped\n`);
    for (const breach of breaches(name, { metafile, gzippedBytes }, BUDGETS[name])) {
      process.stderr.write(`${breach}\n`);
      process.exitCode = 1;
    }
  }
} finally {
  await rm(folder, { recursive: true });
}

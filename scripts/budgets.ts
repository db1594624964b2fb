// Fails when a function exceeds its budget, or contains a module that slows down a cold start. The budgets are measured
// with the bot of our tests; what the user's own bot adds is only reported.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type Bundle, BundleError, bundleAlone, bundleFunctions, FUNCTION_NAMES } from '../lib/bundle.ts';
import { ConfigError, readConfig } from '../lib/config.ts';
import { TEST_BOT } from '../test/support/test-bot.ts';
import { BUDGETS, breaches } from './check-budgets.ts';
import { describeBot } from './describe-bot.ts';

const ROOT = join(import.meta.dirname, '..');
const folder = await mkdtemp(join(tmpdir(), 'bundles-'));
try {
  const bundles = await bundleFunctions(TEST_BOT, join(folder, 'ours'));
  for (const name of FUNCTION_NAMES) {
    const { directory, bytes, metafile } = bundles[name];
    const gzippedBytes = gzipSync(await readFile(join(directory, 'index.mjs')), { level: 9 }).length;
    process.stdout.write(`${name}: ${bytes} bytes, ${gzippedBytes} gzipped\n`);
    for (const breach of breaches(name, { metafile, gzippedBytes }, BUDGETS[name])) {
      process.stderr.write(`${breach}\n`);
      process.exitCode = 1;
    }
  }
  await reportBot(bundles.processor);
} finally {
  await rm(folder, { recursive: true });
}

/** Prints what the bot of the setting `bot` in `cdk.json` adds, and warnings; never a failure. */
async function reportBot(plain: Bundle): Promise<void> {
  try {
    const { bot } = readConfig((await readJson('cdk.json')).context);
    const processor = await bundleAlone('processor', bot, join(folder, 'theirs'));
    const { lines, warnings } = describeBot(bot, processor, plain, await readJson('package-lock.json'));
    for (const line of lines) process.stdout.write(`${line}\n`);
    for (const warning of warnings) process.stderr.write(`${warning}\n`);
  } catch (error) {
    if (!(error instanceof BundleError || error instanceof ConfigError)) throw error;
    process.stderr.write(`Warning: your bot was not measured. ${error.message}\n`);
  }
}

async function readJson(file: string) {
  return JSON.parse(await readFile(join(ROOT, file), 'utf8'));
}

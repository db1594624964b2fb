// Writes docs/licences.md; run it after a change of the dependencies.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleFunctions } from '../lib/bundle.ts';
import { describeLicences } from './describe-licences.ts';

const ROOT = join(import.meta.dirname, '..');
const folder = await mkdtemp(join(tmpdir(), 'bundles-'));
try {
  const lockfile = JSON.parse(await readFile(join(ROOT, 'package-lock.json'), 'utf8'));
  const bundles = await bundleFunctions('lambdas/bot.ts', folder);
  await writeFile(join(ROOT, 'docs', 'licences.md'), describeLicences(lockfile, bundles));
} finally {
  await rm(folder, { recursive: true });
}

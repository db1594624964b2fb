// Writes the generated pages; run it after a change to the settings, the log steps, the events, a public API or the
// dependencies.
// `--translated PAGE` says that a Portuguese page was revised after its original has changed, and writes nothing else.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { bundleFunctions } from '../lib/bundle.ts';
import { TEST_BOT } from '../test/support/test-bot.ts';
import { publicTypes } from './declarations.ts';
import { describeApi, REFERENCE, reportApi } from './describe-api.ts';
import { describeLicences } from './describe-licences.ts';
import { describeSettings } from './describe-settings.ts';
import { describeSteps } from './describe-steps.ts';
import { describeEvent, EVENT_SCHEMAS } from './event-schemas.ts';
import { PORTUGUESE } from './settings.pt-BR.ts';
import { settingsProps } from './settings-props.ts';
import { markTranslated, underItsHead } from './translations.ts';

const { values: options } = parseArgs({ options: { translated: { type: 'string', multiple: true } } });
if (options.translated) {
  options.translated.forEach(markTranslated);
  process.exit();
}

const ROOT = join(import.meta.dirname, '..');
const DOCS = join(ROOT, 'docs');
const folder = await mkdtemp(join(tmpdir(), 'bundles-'));
try {
  const lockfile = JSON.parse(await readFile(join(ROOT, 'package-lock.json'), 'utf8'));
  const bundles = await bundleFunctions(TEST_BOT, folder);
  await writeFile(join(DOCS, 'licences.md'), describeLicences(lockfile, bundles));
  await writeFile(join(DOCS, 'settings.md'), describeSettings());
  await writeFile(join(ROOT, 'lib', 'settings-props.ts'), settingsProps());
  await writeFile(
    join(DOCS, 'pt-BR', 'settings.md'),
    underItsHead('docs/pt-BR/settings.md', describeSettings(PORTUGUESE)),
  );
  await writeFile(join(DOCS, 'log-steps.md'), describeSteps());
  for (const name of Object.keys(EVENT_SCHEMAS)) {
    const schema = JSON.stringify(describeEvent(name), null, 2);
    await writeFile(join(DOCS, 'events', `${name}.json`), `${schema}\n`);
  }
  for (const page of REFERENCE) {
    const types = await publicTypes(page.chapters.map(({ entry }) => entry));
    await writeFile(join(DOCS, 'reference', `${page.name}.md`), describeApi(page, types));
    await writeFile(join(DOCS, 'reference', `${page.name}.api.txt`), reportApi(page, types));
  }
} finally {
  await rm(folder, { recursive: true });
}

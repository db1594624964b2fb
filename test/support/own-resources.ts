import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..');

/** Where the code of a section is, from the root of the project. */
export interface WrittenFiles {
  folder: string;
  infrastructure: string;
  bot: string;
}

/**
 * Writes what a section of docs/own-resources.md shows to files: its infrastructure, and its bot.
 *
 * @param edit changes the infrastructure
 */
export async function ownResources(
  section: string,
  name: string,
  edit = (code: string) => code,
): Promise<WrittenFiles> {
  const page = await readFile(join(ROOT, 'docs', 'own-resources.md'), 'utf8');
  const text = page.split(/^## /m).find((part) => part.startsWith(`${section}\n`)) ?? '';
  const [infrastructure = '', bot = ''] = [...text.matchAll(/^```ts\n(.*?)^```/gms)].map(([, code = '']) => code);
  const folder = join('build', 'own-resources', name);
  await mkdir(join(ROOT, folder), { recursive: true });
  const files = { folder, infrastructure: join(folder, 'infrastructure.ts'), bot: join(folder, 'bot.ts') };
  const config = { extends: '../../tsconfig.json', include: ['table', 'call'] };
  await writeFile(join(ROOT, folder, '..', 'tsconfig.json'), JSON.stringify(config));
  await writeFile(join(ROOT, files.infrastructure), edit(infrastructure).replace("'../lib/", "'../../../lib/"));
  await writeFile(join(ROOT, files.bot), bot.replace("'./bot-api/", "'../../../lambdas/bot-api/"));
  return files;
}

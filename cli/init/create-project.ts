import { cp, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { Command } from 'commander';
import { PACKAGE } from '../../lib/places.ts';
import { quoted } from '../stack/command-on.ts';
import { CommandError } from '../terminal/errors.ts';

const TEMPLATE = join(PACKAGE, 'template');

/**
 * Makes a project of a user: an app with a bot, its test, and what builds and runs it.
 *
 * @param words the command line after `init`
 * @returns what to do next, for a person
 * @throws CommandError when the folder has something in it
 */
export async function createProject(words: readonly string[]): Promise<string> {
  const command = new Command('npx pilot-status init')
    .description('Makes a project with a bot, its test, and an app that deploys it.')
    .argument('<folder>', 'the new folder')
    .option('--package <spec>', 'where npm takes this package from, instead of its registry')
    .parse(words, { from: 'user' });
  const [folder = ''] = command.args;
  const target = resolve(folder);
  const present = await readdir(target).catch(() => []);
  if (present.length > 0) throw new CommandError(`${folder} is not empty: name a folder that does not exist`);
  await cp(TEMPLATE, target, { recursive: true });
  // npm takes no file of this name into a package.
  await rename(join(target, 'gitignore'), join(target, '.gitignore'));
  await namePackage(join(target, 'package.json'), basename(target), command.opts<{ package?: string }>().package);
  return `${folder} is made. Next:

  cd ${quoted(folder)} && npm install
  npm start

The page then shows a chat with the bot. \`bot.ts\` is yours to change, and \`README.md\` says how to deploy it.
`;
}

async function namePackage(file: string, folder: string, spec: string | undefined): Promise<void> {
  const manifest = JSON.parse(await readFile(file, 'utf8'));
  manifest.name = npmName(folder);
  if (spec !== undefined) manifest.dependencies['pilot-status-webhook-cdk'] = spec;
  await writeFile(file, `${JSON.stringify(manifest, null, 2)}\n`);
}

/** The name of a folder as npm allows it. */
function npmName(folder: string): string {
  const name = folder.toLowerCase().replace(/[^a-z0-9._-]+/g, '-');
  return name.replace(/^[._-]+/, '') || 'my-bot';
}

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { IS_DEPENDENCY, PROJECT } from '../../lib/places.ts';
import { declareOwnSecrets } from '../../lib/secret-types.ts';
import { readEnvFile } from '../../operations/env-file.ts';
import type { Context } from '../terminal/context.ts';
import { botFile } from './bot-file.ts';
import { chat } from './chat.ts';
import { HELP } from './settings.ts';

const DETAILS = `
Each line is a message to the bot, or a command:
${HELP}

Nothing else is started. The rules around the bot (opt-out words, silence after a hand-over, answers per hour) apply as
\`cdk.json\` sets them; --no-rules leaves them out. The bot may take as long as \`botTimeoutSeconds\` of \`cdk.json\`.
Lines may be piped in; the first error then ends the chat.`;

/** Adds `bot [file]`: speaks with a bot in the terminal. */
export function addBot(program: Command, context: Context): void {
  program
    .command('bot')
    .description('talk to your bot in the terminal, with nothing else running')
    .argument('[file]', 'the file with the bot', 'lambdas/bot.ts')
    .option('--json', 'print each action of the bot as one line of JSON')
    .option('--no-rules', 'leave out the rules around the bot')
    .addHelpText('after', DETAILS)
    .action(async (file: string, { json = false, rules }: { json?: boolean; rules: boolean }) => {
      // The secrets and the environment of the bot, where the shell does not set them.
      for (const [name, value] of Object.entries(readEnvFile(context.env))) process.env[name] ??= value;
      // It reads the settings with zod, which other commands do without.
      const { deployedSettings } = await import('./deployed-settings.ts');
      const settings = deployedSettings(IS_DEPENDENCY ? {} : await ownContext());
      const bot = botFile(file, settings);
      try {
        await chat(bot, { json, rules: rules ? settings.rules : undefined }, context);
      } finally {
        await bot.end();
      }
    });
}

/** The context in `cdk.json` of our own app. A webhook in another app has its settings in code. */
async function ownContext(): Promise<Record<string, unknown>> {
  declareOwnSecrets();
  return JSON.parse(await readFile(join(PROJECT, 'cdk.json'), 'utf8')).context;
}

import type { Command } from 'commander';
import { readEnvFile } from '../../operations/env-file.ts';
import type { Context } from '../terminal/context.ts';
import { chat } from './chat.ts';
import { botFile } from './load.ts';
import { HELP } from './settings.ts';

const DETAILS = `
Each line is a message to the bot, or a command:
${HELP}

Nothing else is started: the rules around the bot (opt-out words, silence after a hand-over, limits) apply in \`npm
start\` and in AWS. Lines may be piped in; the first error then ends the chat.`;

/** Adds `bot [file]`: speaks with a bot in the terminal. */
export function addBot(program: Command, context: Context): void {
  program
    .command('bot')
    .description('talk to your bot in the terminal, with nothing else running')
    .argument('[file]', 'the file with the bot', 'lambdas/bot.ts')
    .option('--json', 'print each action of the bot as one line of JSON')
    .addHelpText('after', DETAILS)
    .action((file: string, { json = false }: { json?: boolean }) => {
      // The secrets and the environment of the bot, where the shell does not set them.
      for (const [name, value] of Object.entries(readEnvFile(context.env))) process.env[name] ??= value;
      return chat(botFile(file), json, context);
    });
}

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { readEnvFile } from '../../operations/env-file.ts';
import type { Context } from '../terminal/context.ts';
import { chat } from './chat.ts';
import { botFile } from './load.ts';
import { rulesIn } from './rules.ts';
import { HELP } from './settings.ts';
import { createWatchdog } from './watchdog.ts';

const CDK_JSON = join(import.meta.dirname, '..', '..', 'cdk.json');

/** As `botTimeoutSeconds` is by default. */
const TIME_LIMIT_SECONDS = 10;

const DETAILS = `
Each line is a message to the bot, or a command:
${HELP}

Nothing else is started. The rules around the bot (opt-out words, silence after a hand-over, answers per hour) apply as
\`cdk.json\` sets them; --no-rules leaves them out. The bot may take ${TIME_LIMIT_SECONDS} s. Lines may be piped in; the first error
then ends the chat.`;

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
      const { context: settings } = JSON.parse(await readFile(CDK_JSON, 'utf8'));
      const watchdog = createWatchdog(TIME_LIMIT_SECONDS);
      await chat(botFile(file), { json, rules: rules ? rulesIn(settings) : undefined, watchdog }, context);
    });
}

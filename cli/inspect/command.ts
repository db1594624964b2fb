import type { Command } from 'commander';
import { say, spokenLanguage } from '../../operations/say.ts';
import { contactHashKey, findTarget, type Target, type TargetOptions, withTarget } from '../stack/target.ts';
import type { Context } from '../terminal/context.ts';
import { UsageError } from '../terminal/errors.ts';
import { logsOf } from './logs-of.ts';

interface InspectOptions extends TargetOptions {
  allowActions?: true;
  port: string;
}

const DETAILS = `
It reads the lists of the ledger, the queues with their dead letters, and the logs, with your own AWS credentials; the
ledger has no phone numbers, and words are only where the setting transcripts is on. Type a phone number into the search field of the page to see its events.
It looks every five seconds while a page is open, and AWS charges for each look. It ends with Ctrl-C.`;

/** Adds `inspect`: the page of `npm start`, for a deployed stack. */
export function addInspect(program: Command, context: Context): void {
  withTarget(program.command('inspect'))
    .description('show conversations, failures and dead letters of a stack as a page on this computer')
    .option('--allow-actions', 'let the page put dead letters back, end hand-overs and reset the bot')
    .option('--port <number>', 'the port of the page on this computer; 0 for a free one', '0')
    .addHelpText('after', () => say(DETAILS))
    .action((options: InspectOptions) => inspect(options, context));
}

async function inspect({ allowActions, ...options }: InspectOptions, { terminal, env }: Context): Promise<void> {
  const port = Number(options.port);
  if (!/^\d{1,5}$/.test(options.port) || port > 65_535) {
    throw new UsageError(`--port ${options.port} is no port: give a number up to 65535`);
  }
  const target = await findTarget(options, env);
  const { aws, outputs, stackId } = target;
  // The page and its server take time to load, so that other commands do without.
  const { startDeployedInspector } = await import('../../local/inspector/deployed/inspector.ts');
  const { url, stop } = await startDeployedInspector({
    stack: {
      name: stackId.split('/')[1] ?? '',
      region: aws.region,
      ...{ aws, outputs },
      hashKey: contactHashKey(target),
      option: optionOf(target),
    },
    mayAct: allowActions === true,
    language: spokenLanguage() === 'en' ? undefined : spokenLanguage(),
    logsOf: logsOf(target, options.local !== undefined),
    port,
  });
  terminal.print(url);
  terminal.note(`${target.name}, ${allowActions ? 'with actions' : 'read-only'}. Ctrl-C ends it.`);
  await interrupted();
  await stop();
}

/** What follows the name of a command where it is about this stack, such as `--stage staging`. */
function optionOf({ command }: Target): string {
  return command('status').split(' status')[1]?.trim() ?? '';
}

/** Until Ctrl-C, or until whoever started it ends it. */
function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}

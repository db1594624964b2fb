import { join, relative } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { BUILD, IS_DEPENDENCY, PROJECT, START } from '../lib/places.ts';
import { langOption, withSpokenHelp } from '../operations/help.ts';
import type { Language } from '../operations/language.ts';
import { say } from '../operations/say.ts';
import { type Inspected, readInspected } from './inspect.ts';

export interface StartOptions {
  port: number;
  token?: string;
  vendorUrl?: string;
  live?: true;
  json?: true;
  /** The language of the terminal and the page, where it was asked for. */
  lang?: Language;
  /** Whether the inspector is served. */
  inspector: boolean;
  /** Whether the inspector is opened in the browser. */
  open?: true;
  bot?: string;
  assembly?: string;
  /** The command that starts the app, instead of the one in `cdk.json`. */
  app?: string;
  /** The stack of the app that is run, where it has several. */
  stack?: string;
  /** The webhook of the stack that is delivered to, where it has several. */
  webhook?: string;
  /** The folder that state is kept in. */
  keep?: string;
  /** Whether what was kept is removed first. */
  fresh?: true;
  /** The function that a debugger may attach to. */
  inspect?: Inspected;
}

/** How a user starts it with options. */
const START_WITH = IS_DEPENDENCY ? START : `${START} --`;

/** Where state is kept, from the root of the project. */
const KEPT = join(relative(PROJECT, BUILD), 'kept');

const ENVIRONMENT = `
Environment:
  LOCAL_SQS_ENDPOINT, LOCAL_DYNAMODB_ENDPOINT
                       use these implementations of SQS and DynamoDB instead of the embedded ones
  LOCAL_STATE_FILE     the file that tells tools how to reach it, instead of build/local-cloud-PORT.json`;

/**
 * Reads the command line of `npm start`.
 *
 * @throws CommanderError after it has printed help, or what is wrong and what is allowed
 */
export function readOptions(argv: readonly string[], env: NodeJS.ProcessEnv): StartOptions {
  const command = withSpokenHelp(new Command(START_WITH))
    .description('Runs the whole app on this computer: the synthesized template, its functions, queues and table.')
    .option('--port <number>', 'port of the HTTP API on 127.0.0.1; 0 picks a free one', readPort, 3000)
    .option('--token <token>', 'the webhook token, instead of a new random or the kept one', readToken)
    .option('--vendor-url <url>', 'send replies to a simulator of your own, with the key ps_local', readVendorUrl)
    .addOption(
      new Option(
        '--live',
        'send replies for real, with the key in PILOT_STATUS_API_KEY: this can cost money',
      ).conflicts('vendorUrl'),
    )
    .addOption(new Option('--bot <file>', 'run this bot instead of lambdas/bot.ts').hideHelp(IS_DEPENDENCY))
    .addOption(new Option('--open', 'open the inspector in your browser').conflicts('inspector'))
    .option('--no-inspector', 'serve the HTTP API alone')
    .addOption(new Option('--keep [folder]', 'keep all state for the next start, in this folder').preset(KEPT))
    .option('--fresh', 'with --keep: forget what was kept, and start over')
    .addOption(
      new Option('--inspect <function>', 'let a debugger attach: ingest, processor, reply or reconcile, and :port')
        .argParser(readInspect)
        .conflicts('assembly'),
    )
    .option('--json', 'print each step as one line of JSON')
    .addOption(langOption())
    .option('--assembly <folder>', 'run this cloud assembly instead of synthesizing the app')
    .addOption(
      new Option('--app <command>', 'synthesize the app that this command starts').conflicts(['assembly', 'bot']),
    )
    .option('--stack <name>', 'run this stack, where the app has several')
    .option('--webhook <id>', 'deliver to this webhook, where the stack has several')
    .addHelpText('after', () => say(ENVIRONMENT))
    .showHelpAfterError(`\`${START_WITH} --help\` lists the options.`)
    .exitOverride();
  const options = command.parse(argv, { from: 'user' }).opts<StartOptions>();
  if (options.live && !env.PILOT_STATUS_API_KEY) {
    command.error('error: --live needs your API key in the environment variable PILOT_STATUS_API_KEY.');
  }
  if (options.fresh && options.keep === undefined) command.error('error: --fresh needs --keep.');
  return options;
}

/** Reads a port. @throws InvalidArgumentError that says what is allowed */
export function readPort(value: string): number {
  if (/^\d{1,5}$/.test(value) && Number(value) <= 65_535) return Number(value);
  throw new InvalidArgumentError('Allowed is a number from 0 to 65535.');
}

function readInspect(value: string): Inspected {
  const inspected = readInspected(value);
  if (inspected) return inspected;
  throw new InvalidArgumentError(
    `Allowed are ingest, processor, reply and reconcile, also with a port: processor:9229`,
  );
}

function readToken(value: string): string {
  if (/^[\w.~-]{1,256}$/.test(value)) return value;
  throw new InvalidArgumentError('Allowed are 1 to 256 letters, digits and the characters . _ ~ -');
}

function readVendorUrl(value: string): string {
  if (/^https?:\/\/(127\.0\.0\.1|localhost|\[::1\])(:\d+)?\/?$/.test(value)) return value.replace(/\/$/, '');
  throw new InvalidArgumentError('Allowed is an address on this computer, such as http://127.0.0.1:4000');
}

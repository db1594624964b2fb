import { parseArgs } from 'node:util';

export interface StartOptions {
  port: number;
  token: string | undefined;
  vendorUrl: string | undefined;
  live: boolean;
  json: boolean;
  /** Whether the inspector is served, and opened in the browser. */
  inspector: boolean;
  open: boolean;
  bot: string | undefined;
  assembly: string | undefined;
}

export const HELP = `Runs the whole app on this computer: the synthesized template, its functions, queues and table.

Usage: npm start -- [options]

  --port N            port of the HTTP API on 127.0.0.1 (default 3000; 0 picks a free one)
  --token T           the webhook token, instead of a new random one
  --vendor-url URL    send replies to this stand-in of yours, with the key ps_local, instead of to ours
  --live              send replies for real, with the key in PILOT_STATUS_API_KEY: this can cost money
  --bot FILE          run this bot instead of lambdas/bot.ts
  --open              open the inspector in your browser
  --no-inspector      serve the HTTP API alone
  --json              print each step as one line of JSON
  --assembly FOLDER   run this cloud assembly instead of synthesizing the app
  --help              print this

Environment:
  LOCAL_SQS_ENDPOINT, LOCAL_DYNAMODB_ENDPOINT
                      use these implementations of SQS and DynamoDB instead of the embedded ones
  LOCAL_STATE_FILE    where to write down how tools reach it, instead of build/local-cloud.json
`;

/** What cannot be run, in one sentence for the user. */
export class UsageError extends Error {
  override name = 'UsageError';
}

/**
 * Reads the command line of `npm start`.
 *
 * @returns undefined when only help is asked for
 * @throws UsageError that says what is wrong and what is allowed
 */
export function readOptions(argv: string[], env: NodeJS.ProcessEnv): StartOptions | undefined {
  const { values } = parse(argv);
  if (values.help) return undefined;
  if (values.live && values['vendor-url']) throw new UsageError('--live and --vendor-url cannot be given together.');
  if (values.live && !env.PILOT_STATUS_API_KEY) {
    throw new UsageError('--live needs your API key in the environment variable PILOT_STATUS_API_KEY.');
  }
  if (values.open && values['no-inspector']) {
    throw new UsageError('--open and --no-inspector cannot be given together.');
  }
  return {
    port: port(values.port),
    token: token(values.token),
    vendorUrl: vendorUrl(values['vendor-url']),
    live: values.live,
    json: values.json,
    inspector: !values['no-inspector'],
    open: values.open,
    bot: values.bot,
    assembly: values.assembly,
  };
}

/** What `parseArgs` throws, for the user of a command. */
export function wrongOption(error: unknown, command: string): UsageError {
  return new UsageError(`${(error as Error).message.split('. ')[0]}. \`${command} -- --help\` lists the options.`);
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        port: { type: 'string', default: '3000' },
        token: { type: 'string' },
        'vendor-url': { type: 'string' },
        live: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        'no-inspector': { type: 'boolean', default: false },
        open: { type: 'boolean', default: false },
        bot: { type: 'string' },
        assembly: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw wrongOption(error, 'npm start');
  }
}

/** Reads a port. @throws UsageError that says what is allowed */
export function port(value: string): number {
  if (/^\d{1,5}$/.test(value) && Number(value) <= 65_535) return Number(value);
  throw new UsageError(`--port ${value}: allowed is a number from 0 to 65535.`);
}

function token(value: string | undefined): string | undefined {
  if (value === undefined || /^[\w.~-]{1,256}$/.test(value)) return value;
  throw new UsageError('--token: allowed are 1 to 256 letters, digits and the characters . _ ~ -');
}

function vendorUrl(value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  if (/^https?:\/\/(127\.0\.0\.1|localhost|\[::1\])(:\d+)?\/?$/.test(value)) return value.replace(/\/$/, '');
  throw new UsageError(`--vendor-url ${value}: allowed is an address on this computer, such as http://127.0.0.1:4000`);
}

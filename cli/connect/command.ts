import type { Command } from 'commander';
import { EVENT_NAMES } from '../../lambdas/pilot-status/events.ts';
import { openStack } from '../stack/stack.ts';
import { findTarget, type TargetOptions, withTarget } from '../stack/target.ts';
import type { Context } from '../terminal/context.ts';
import { UsageError } from '../terminal/errors.ts';
import type { AskSecret } from '../terminal/secret-input.ts';
import { stepReport } from '../terminal/steps.ts';
import { vendorUrlOption } from '../vendor/vendor-url.ts';
import { connect } from './connect.ts';

interface ConnectOptions extends TargetOptions {
  number?: string;
  events?: string[];
  vendorUrl?: string;
  dryRun?: true;
  json?: true;
}

const DETAILS = `
The API key is asked for without echo, or read from what is piped in. Enter, or nothing, keeps the key that is stored. The
webhook gets the events that the stack uses, beside those that it has; --events names all of them instead, and * is every
event. A webhook that was paused is active again. Running it again changes nothing that is as it should be.`;

/** Adds `connect`: stores the API key, makes or mends the vendor's webhook, and sends a test event. */
export function addConnect(program: Command, context: Context, askSecret: AskSecret): void {
  withTarget(program.command('connect'))
    .description('connect the stack with Pilot Status: API key, webhook, test event')
    .option('--number <id>', "the vendor's id of the number, for a stack with several")
    .option('--events <names>', 'the events of the webhook and no others, with commas between them', readEvents)
    .addOption(vendorUrlOption())
    .option('--dry-run', 'say what would be done, and change nothing')
    .option('--json', 'print one JSON object')
    .addHelpText('after', DETAILS)
    .action((options: ConnectOptions) => run(options, context, askSecret));
}

async function run(options: ConnectOptions, context: Context, askSecret: AskSecret): Promise<void> {
  const { number, events, vendorUrl, json = false, dryRun = false } = options;
  const target = await findTarget(options, context.env);
  const stack = openStack(target, vendorUrl, context);
  const report = stepReport(context, { target: target.name, dryRun, json });
  const hook = await stack.hook();
  // The name of the stack tells the webhooks of two stages apart.
  const name = target.stackId.split('/')[1] ?? 'pilot-status';
  try {
    await connect({ hook, events, name, number, dryRun }, { ...stack, askSecret, report, command: target.command });
  } finally {
    report.end();
  }
}

function readEvents(list: string): string[] {
  const events = list.split(',').map((event) => event.trim());
  const unknown = events.find((event) => event !== '*' && !EVENT_NAMES.some((name) => name === event));
  if (unknown === undefined) return events;
  throw new UsageError(`--events: there is no event "${unknown}"; there are *, ${EVENT_NAMES.join(', ')}`);
}

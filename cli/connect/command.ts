import type { Command } from 'commander';
import { EVENT_NAMES } from '../../lambdas/pilot-status/events.ts';
import { say } from '../../operations/say.ts';
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
The command asks for the API key without showing it, or reads it from stdin. Enter keeps the stored key. The webhook
gets the events that the stack uses, in addition to those it has; --events replaces the whole list, and * means every
event. A paused webhook becomes active again. Running the command a second time changes nothing that is already right.`;

/** Adds `connect`: stores the API key, creates or updates the vendor's webhook, and sends a test event. */
export function addConnect(program: Command, context: Context, askSecret: AskSecret): void {
  withTarget(program.command('connect'))
    .description('connect the stack to Pilot Status: API key, webhook, test event')
    .option('--number <id>', "the vendor's id of the number, for a stack with several")
    .option('--events <names>', 'exactly these events for the webhook, separated by commas', readEvents)
    .addOption(vendorUrlOption())
    .option('--dry-run', 'show what would be done, and change nothing')
    .option('--json', 'print one JSON object')
    .addHelpText('after', () => say(DETAILS))
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
  throw new UsageError(`--events: there is no event "${unknown}"; choose from *, ${EVENT_NAMES.join(', ')}`);
}

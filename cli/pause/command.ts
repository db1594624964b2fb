import type { Command } from 'commander';
import { enableMapping, listMappings, type StackMapping } from '../stack/mappings.ts';
import { openStack } from '../stack/stack.ts';
import { findTarget, type Target, type TargetOptions, withTarget } from '../stack/target.ts';
import type { Context } from '../terminal/context.ts';
import { CommandError } from '../terminal/errors.ts';
import { stepReport } from '../terminal/steps.ts';
import { vendorUrlOption } from '../vendor/vendor-url.ts';
import { firstKey, type PauseSwitch, switchMappings, switchWebhooks } from './switch.ts';

interface PauseOptions extends TargetOptions {
  number?: string;
  vendorUrl?: string;
  processing?: true;
  dryRun?: true;
  json?: true;
}

const PAUSE_DETAILS = `
Without --processing, Pilot Status stops delivering; it does not document whether it keeps what people write
meanwhile. With --processing, deliveries are still accepted and wait in the queues, for at most 14 days; after that
they are lost. Work that has begun is finished. A reply older than the setting replyUsefulHours is no longer sent.`;

const RESUME_DETAILS = `
It restarts both: deliveries from Pilot Status, and work on the queues.`;

/** Adds `pause` and `resume`. */
export function addPause(program: Command, context: Context): void {
  withOptions(program.command('pause'))
    .description('stop deliveries from Pilot Status or, with --processing, let them wait in the queues')
    .option('--processing', 'keep accepting deliveries, but do not process them')
    .addHelpText('after', PAUSE_DETAILS)
    .action((options: PauseOptions) => pause(options, context));
  withOptions(program.command('resume'))
    .description('end a pause')
    .addHelpText('after', RESUME_DETAILS)
    .action((options: PauseOptions) => resume(options, context));
}

function withOptions(command: Command): Command {
  return withTarget(command)
    .option('--number <id>', "the vendor's id of the number, for a stack with several")
    .addOption(vendorUrlOption())
    .option('--dry-run', 'show what would be done, and change nothing')
    .option('--json', 'print one JSON object');
}

async function pause(options: PauseOptions, context: Context): Promise<void> {
  const target = await findTarget(options, context.env);
  if (!options.processing) return switched(target, false, options, context, ofVendor);
  if (!hasLambda(target)) {
    throw new CommandError('The local cloud cannot stop its workers: pause without --processing, or end `npm start`');
  }
  await switched(target, false, options, context, ofWorkers);
  const resume = target.command('resume');
  context.terminal.note(`Messages stay in the queues for at most 14 days. \`${resume}\` continues with them.`);
}

async function resume(options: PauseOptions, context: Context): Promise<void> {
  const target = await findTarget(options, context.env);
  await switched(target, true, options, context, async (...args) => {
    // The workers first, so that what is delivered then is not left lying.
    if (hasLambda(target)) await ofWorkers(...args);
    await ofVendor(...args);
  });
}

type Switching = (target: Target, options: PauseOptions, context: Context, to: PauseSwitch) => Promise<void>;

async function switched(target: Target, isOn: boolean, options: PauseOptions, context: Context, run: Switching) {
  const { json = false, dryRun = false } = options;
  const report = stepReport(context, { target: target.name, dryRun, json });
  try {
    await run(target, options, context, { isOn, dryRun, report, command: target.command });
  } finally {
    report.end();
  }
}

const ofVendor: Switching = async (target, { vendorUrl, number }, context, to) => {
  const stack = openStack(target, vendorUrl, context);
  const [{ value }, hook] = await Promise.all([stack.apiKeySecret.read(), stack.hook()]);
  await switchWebhooks(stack.vendorWith(firstKey(value, number, target.command)), { hook, number }, to);
};

const ofWorkers: Switching = async (target, _options, _context, to) => {
  // Takes time to load, so that other commands do without.
  const { Lambda } = await import('@aws-sdk/client-lambda');
  const lambda = new Lambda(target.aws);
  const enable = (mapping: StackMapping, isEnabled: boolean) => enableMapping(mapping, isEnabled, lambda);
  await switchMappings(await listMappings(target, lambda), enable, to);
};

/** The local cloud has no API of Lambda. */
function hasLambda({ aws }: Target): boolean {
  return aws.endpoint === undefined;
}

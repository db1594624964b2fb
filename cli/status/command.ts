import type { CloudWatch } from '@aws-sdk/client-cloudwatch';
import type { Lambda } from '@aws-sdk/client-lambda';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { Command } from 'commander';
import type { StackQueue } from '../../operations/queue-names.ts';
import { countByState } from '../../operations/queues.ts';
import { say } from '../../operations/say.ts';
import { deadLettersUrlsOf, queueUrlOf } from '../stack/queues.ts';
import { openStack } from '../stack/stack.ts';
import { findTarget, type Target, type TargetOptions, withTarget } from '../stack/target.ts';
import type { Context } from '../terminal/context.ts';
import { CommandError } from '../terminal/errors.ts';
import { vendorUrlOption } from '../vendor/vendor-url.ts';
import { checkAlarms, checkMappings, oldestMessageSeconds } from './aws-only.ts';
import { examine } from './examine.ts';
import { CHECKS, guarded, ok, type StatusFinding, unchecked } from './finding.ts';
import type { QueueFacts } from './queues.ts';
import { renderFindings } from './render.ts';

interface StatusOptions extends TargetOptions {
  vendorUrl?: string;
  json?: true;
}

const DETAILS = `
It changes nothing. Each finding says what is wrong, what that means for people who write, and the fix. The exit code
is 1 when something needs you; warnings (!) do not count.`;

/** Adds `status`: looks for what is wrong with a stack. */
export function addStatus(program: Command, context: Context): void {
  withTarget(program.command('status'))
    .description('find out what is wrong with the stack and how to fix it')
    .addOption(vendorUrlOption())
    .option('--json', 'print one JSON object')
    .addHelpText('after', () => say(DETAILS))
    .action((options: StatusOptions) => status(options, context));
}

async function status(options: StatusOptions, context: Context): Promise<void> {
  const { terminal, env } = context;
  const target = await findTarget(options, env);
  const findings = await findingsOf(target, options, context);
  const bad = findings.filter(({ level }) => level === 'bad').length;
  if (options.json) terminal.print(JSON.stringify({ target: target.name, ok: bad === 0, findings }));
  else terminal.print(`${terminal.paint(say(target.name), 'bold')}\n\n${renderFindings(findings, terminal.paint)}`);
  if (bad > 0) throw new CommandError(`${bad} of ${findings.length} findings need${bad === 1 ? 's' : ''} you`);
}

/** What the checks cannot do without. */
const OUTPUTS = [
  'ApiUrl',
  'HookUrl',
  'VendorUrl',
  'AuthenticationPolicy',
  'WebhookSecretArn',
  'ApiKeySecretArn',
  'LedgerTable',
  'EventsQueueUrl',
  'EventsDeadLettersUrl',
  'RepliesQueueUrl',
  'RepliesDeadLettersUrl',
];

function findingsOf(target: Target, options: StatusOptions, context: Context): Promise<StatusFinding[]> {
  return guarded(CHECKS, async () => {
    const missing = OUTPUTS.filter((output) => target.outputs[output] === undefined);
    if (missing.length > 0) return [unfinished(target, missing)];
    const { now } = context;
    const awsOnly = await openAwsOnly(target);
    const findings = await examine({
      stack: openStack(target, options.vendorUrl, context),
      fetch,
      now,
      readQueue: (name) => readQueue(name, target, now(), awsOnly?.cloudWatch),
      checkMappings: async () =>
        awsOnly ? checkMappings(target, awsOnly.lambda) : [unchecked('workers', 'the local cloud cannot stop them')],
      checkAlarms: async () =>
        awsOnly ? checkAlarms(target, awsOnly.cloudWatch) : [unchecked('alarms', 'the local cloud has no CloudWatch')],
    });
    return [ok('stack', `${target.name} has all that it should have`), ...findings];
  });
}

function unfinished({ name, deploy }: Target, missing: string[]): StatusFinding {
  return {
    check: 'stack',
    level: 'bad',
    what: `${name} has no output ${missing.join(', ')}`,
    why: 'It was not deployed to its end, or from older code.',
    fix: deploy,
  };
}

/** The clients of what the local cloud has not; undefined there. Each takes time to load, so only this command does. */
async function openAwsOnly({ aws }: Target): Promise<{ lambda: Lambda; cloudWatch: CloudWatch } | undefined> {
  if (aws.endpoint !== undefined) return undefined;
  const { CloudWatch } = await import('@aws-sdk/client-cloudwatch');
  const { Lambda } = await import('@aws-sdk/client-lambda');
  return { lambda: new Lambda(aws), cloudWatch: new CloudWatch(aws) };
}

async function readQueue(
  name: StackQueue,
  target: Target,
  now: number,
  cloudWatch: CloudWatch | undefined,
): Promise<QueueFacts> {
  const sqs = new SQSClient(target.aws);
  const queueUrl = queueUrlOf(target, name);
  const [counts, deadLetters, oldestSeconds] = await Promise.all([
    countByState(sqs, queueUrl),
    countByState(sqs, ...deadLettersUrlsOf(target, name)),
    // Without it the queue is still judged.
    cloudWatch && oldestMessageSeconds(queueUrl, now, cloudWatch).catch(() => undefined),
  ]);
  return { name, counts, deadLetters, oldestSeconds };
}

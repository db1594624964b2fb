import { randomUUID } from 'node:crypto';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { Command } from 'commander';
import { everyApiKey } from '../../lambdas/pilot-status/api-keys.ts';
import type { EventMessage } from '../../lambdas/queue/event-message.ts';
import { type DeliveryLog, DeliveryLogError, readDeliveryLog } from '../../lambdas/reconcile/delivery-log.ts';
import { countsOf, reconcile } from '../../lambdas/reconcile/reconcile.ts';
import { request, TransportError } from '../../lambdas/runtime/http.ts';
import { putBack } from '../../operations/put-back.ts';
import { type OpenStack, openStack } from '../stack/stack.ts';
import { contactHashKey, findTarget, outputOf, type Target, type TargetOptions, withTarget } from '../stack/target.ts';
import type { Context } from '../terminal/context.ts';
import { CommandError } from '../terminal/errors.ts';
import { vendorUrlOf, vendorUrlOption } from '../vendor/vendor-url.ts';
import { renderFindings, summaryOf } from './report.ts';

interface ReconcileOptions extends TargetOptions {
  vendorUrl?: string;
  alsoWithoutId?: true;
  dryRun?: true;
  json?: true;
}

const DETAILS = `
The vendor's log holds the latest deliveries, 50 for each event. A delivery that never got a 200 and has no record in
the ledger is put on the events queue with its original time: an answer older than replyUsefulHours is not sent. The
log holds the payload as JSON, not the delivered bytes, so an event without an id (call.*, number.*) may get a
different key: it is left alone unless you pass --also-without-id.`;

/** Adds `reconcile`: puts back what the vendor says it delivered and the ledger never saw. */
export function addReconcile(program: Command, context: Context): void {
  withTarget(program.command('reconcile'))
    .description("compare the vendor's log of deliveries with the ledger, and put back what never came")
    .addOption(vendorUrlOption())
    .option('--also-without-id', 'put back events without an id too, which may be answered a second time')
    .option('--dry-run', 'show what would be put back, and change nothing')
    .option('--json', 'print one JSON object')
    .addHelpText('after', DETAILS)
    .action((options: ReconcileOptions) => run(options, context));
}

async function run(options: ReconcileOptions, context: Context): Promise<void> {
  const { terminal, env, now } = context;
  const target = await findTarget(options, env);
  const stack = openStack(target, options.vendorUrl, context);
  const reconciliation = await reconcile({
    readLog: () => readLog(stack, options),
    isKnown: async (key) => (await stack.ledger.get(key)) !== undefined,
    enqueue: options.dryRun ? undefined : enqueuer(target),
    contactHashKey: contactHashKey(target),
    alsoWithoutId: options.alsoWithoutId === true,
    now,
  });
  const { findings, reachesTo } = reconciliation;
  if (options.json) {
    const unknown = findings.filter(({ verdict }) => verdict !== 'known');
    const about = { target: target.name, dryRun: options.dryRun === true, ...countsOf(reconciliation), reachesTo };
    terminal.print(JSON.stringify({ ...about, findings: unknown }));
  } else {
    for (const line of renderFindings(reconciliation, now())) terminal.print(line);
    for (const line of summaryOf(reconciliation, options.dryRun === true).split('\n')) terminal.note(line);
  }
}

function enqueuer(target: Target): (message: EventMessage) => Promise<void> {
  const client = new SQSClient(target.aws);
  const ids = { newId: randomUUID, run: randomUUID() };
  return (message) => putBack(client, outputOf(target, 'EventsQueueUrl'), message, ids);
}

/** @throws CommandError that says what to do when the vendor does not give its log */
async function readLog(stack: OpenStack, { vendorUrl }: ReconcileOptions): Promise<DeliveryLog> {
  const { value: secret } = await stack.apiKeySecret.read();
  const apiKeys = everyApiKey(secret ?? '{}');
  if (apiKeys.length === 0) {
    const { name, command } = stack.target;
    throw new CommandError(`${name} has no API key: store it with \`${command('connect')}\``);
  }
  const baseUrl = vendorUrlOf(stack.target, vendorUrl);
  const access = { baseUrl, apiKeys, ...(await stack.hook()) };
  return readDeliveryLog(access, request).catch((error: unknown) => {
    if (error instanceof DeliveryLogError) throw new CommandError(error.message);
    if (error instanceof TransportError) throw new CommandError(`${baseUrl} cannot be reached: try again later`);
    throw error;
  });
}

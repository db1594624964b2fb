import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { Command } from 'commander';
import { type Contact, readContact } from '../contact.ts';
import type { Context } from '../context.ts';
import { CommandError, UsageError } from '../errors.ts';
import { type Ledger, openLedger } from '../ledger.ts';
import { countMessages } from '../queues.ts';
import { findTarget, outputOf, type Target, type TargetOptions, withTarget } from '../target.ts';
import { type CarryOut, erase, inLedger } from './erase.ts';
import { findConversations } from './find.ts';
import { planErasure, type Step } from './plan.ts';
import { notErased, type Report, renderReport } from './report.ts';

interface ForgetOptions extends TargetOptions {
  dryRun?: true;
  yes?: true;
  json?: true;
}

const DETAILS = `
Events and replies that are over are stripped of the contact and kept until they expire, because without them a message
that is delivered again would be answered again. Records in work are left: run it again when they are done. A second run
erases nothing and ends with 0.`;

/** Adds `forget <phone>`: erases a contact from the ledger (LGPD, art. 18). */
export function addForget(program: Command, context: Context): void {
  withTarget(program.command('forget'))
    .description('erase a contact from the ledger, and say what was erased')
    .argument('<phone>', 'the phone number with its country code, or the BSUID of a contact without one')
    .option('--dry-run', 'say what would be erased, and change nothing')
    .option('--yes', 'do not ask')
    .option('--json', 'print one JSON object')
    .addHelpText('after', DETAILS)
    .action((phone: string, options: ForgetOptions) => forget(phone, options, context));
}

async function forget(phone: string, options: ForgetOptions, context: Context): Promise<void> {
  const { terminal, env } = context;
  const contact = readContact(phone);
  if (!options.yes && !options.dryRun && !terminal.interactive) {
    throw new UsageError('Nobody is here to be asked: give --yes to erase, or --dry-run to look first');
  }
  const target = await findTarget(options, env);
  const ledger = openLedger(new DynamoDBClient(target.aws), outputOf(target, 'LedgerTable'));
  const plan = await makePlan(contact, target, ledger, context);
  const unreached = notErased(await countAll(target));
  const reportOf = async (carryOut: CarryOut, dryRun: boolean): Promise<Report> => {
    const erasure = await erase(plan, carryOut);
    return { contact: contact.masked, target: target.name, dryRun, ...erasure, notErased: unreached };
  };

  const preview = await reportOf(async () => true, true);
  if (options.dryRun) return show(preview, options, context);
  if (!options.yes && plan.length > 0) await ask(preview, context);
  show(await reportOf(inLedger(ledger), false), options, context);
}

async function makePlan(
  { addresses }: Contact,
  target: Target,
  ledger: Ledger,
  { terminal, now }: Context,
): Promise<Step[]> {
  const wanted = { addresses, hashKey: contactHashKey(target) };
  const showProgress = (looked: number) => terminal.progress(`${looked} records looked at`);
  try {
    const conversations = await findConversations(wanted, ledger.scan, showProgress);
    return conversations.flatMap((records) => planErasure(records, now()));
  } finally {
    terminal.progress('');
  }
}

/** What the ingest function is given as CONTACT_HASH_KEY: the random part of the stack's id. */
function contactHashKey({ stackId, name }: Target): string {
  const uuid = stackId.split('/')[2];
  if (!uuid) throw new CommandError(`${name} has an id that is none of CloudFormation's: ${stackId}`);
  return uuid;
}

async function countAll(target: Target): Promise<{ queues: number; deadLetters: number }> {
  const sqs = new SQSClient(target.aws);
  const count = (...outputs: string[]) =>
    countMessages(
      sqs,
      outputs.map((output) => outputOf(target, output)),
    );
  const [queues, deadLetters] = await Promise.all([
    count('EventsQueueUrl', 'RepliesQueueUrl'),
    count('EventsDeadLettersUrl', 'RepliesDeadLettersUrl'),
  ]);
  return { queues, deadLetters };
}

/** @throws CommandError when the answer is not yes */
async function ask(preview: Report, { terminal }: Context): Promise<void> {
  terminal.note(`${renderReport(preview, terminal.paint)}\n`);
  if (await terminal.confirm(`Erase ${preview.contact} from ${preview.target}?`)) return;
  throw new CommandError('Nothing was erased');
}

function show(report: Report, { json }: ForgetOptions, { terminal }: Context): void {
  terminal.print(json ? JSON.stringify(report) : renderReport(report, terminal.paint));
}

import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { Command } from 'commander';
import { conversationPrefix } from '../../lambdas/media/object-key.ts';
import { type Ledger, openLedger } from '../../operations/ledger.ts';
import { countMessages } from '../../operations/queues.ts';
import { openTranscripts, type Transcripts } from '../../operations/transcripts.ts';
import { contactHashKey, findTarget, outputOf, type Target, type TargetOptions, withTarget } from '../stack/target.ts';
import { ask, requireConsent } from '../terminal/consent.ts';
import { type NamedContact, readContact } from '../terminal/contact.ts';
import type { Context } from '../terminal/context.ts';
import { type Files, openFiles } from '../terminal/files.ts';
import { type CarryOutStep, erase, inLedger } from './erase.ts';
import { findConversations } from './find.ts';
import { type ErasureStep, planErasure } from './plan.ts';
import { isEmpty, notErased, type Report, renderReport } from './report.ts';

interface ForgetOptions extends TargetOptions {
  dryRun?: true;
  yes?: true;
  json?: true;
}

const DETAILS = `
Finished events and replies lose all that identifies the contact, and stay until they expire: without them, a message
that is delivered again would be answered again. Records in work are left alone: run the command again when they are
done. A second run erases nothing and exits with 0.`;

/** Adds `forget <phone>`: erases a contact from the ledger, the transcripts and the archive of media (LGPD, art. 18). */
export function addForget(program: Command, context: Context): void {
  withTarget(program.command('forget'))
    .description('erase a contact from ledger, transcripts and archive, and list what was erased')
    .argument('<phone>', 'the phone number with its country code, or the BSUID of a contact without one')
    .option('--dry-run', 'show what would be erased, and change nothing')
    .option('--yes', 'do not ask for confirmation')
    .option('--json', 'print one JSON object')
    .addHelpText('after', DETAILS)
    .action((phone: string, options: ForgetOptions) => forget(phone, options, context));
}

async function forget(phone: string, options: ForgetOptions, context: Context): Promise<void> {
  const { terminal, env } = context;
  const contact = readContact(phone);
  requireConsent('erase', options, terminal);
  const target = await findTarget(options, env);
  const stores: Stores = {
    ledger: openLedger(new DynamoDBClient(target.aws), outputOf(target, 'LedgerTable')),
    files: filesOf(target),
    transcripts: transcriptsOf(target),
  };
  const { steps, files, hashes, lines } = await makePlan(contact, target, stores, context);
  const unreached = notErased(await countAll(target));
  const reportOf = async (carryOut: CarryOutStep, dryRun: boolean): Promise<Report> => {
    const { erased, kept } = await erase(steps, carryOut);
    const all = { ...erased, ...(files && { files: files.length }), ...(lines !== undefined && { lines }) };
    return { contact: contact.masked, target: target.name, dryRun, erased: all, kept, notErased: unreached };
  };

  const preview = await reportOf(async () => true, true);
  if (options.dryRun) return show(preview, options, context);
  if (!options.yes && !isEmpty(preview)) await confirmed(preview, context);
  // Files first: the ledger is how they are found.
  for (const key of files ?? []) await stores.files?.delete(key);
  await eraseLines(hashes, stores);
  const report = await reportOf(inLedger(stores.ledger), false);
  // What was sent meanwhile: from now on the ledger says that the contact is erased, and nothing is written any more.
  await eraseLines(hashes, stores);
  show(report, options, context);
}

/** Where there is something to erase. */
interface Stores {
  ledger: Ledger;
  /** Only where the stack keeps files. */
  files: Files | undefined;
  /** Only where the stack keeps what was said. */
  transcripts: Transcripts | undefined;
}

async function eraseLines(hashes: readonly string[], { transcripts }: Stores): Promise<void> {
  for (const line of (await transcripts?.read(hashes)) ?? []) await transcripts?.delete(line);
}

function transcriptsOf({ outputs, aws }: Target): Transcripts | undefined {
  const { TranscriptsTable: table } = outputs;
  return table === undefined ? undefined : openTranscripts(new DynamoDBClient(aws), table);
}

function filesOf({ outputs, aws }: Target): Files | undefined {
  const { ArchiveBucket: bucket } = outputs;
  if (bucket === undefined) return undefined;
  // The local cloud has no host for each bucket.
  return openFiles(new S3Client({ ...aws, forcePathStyle: aws.endpoint !== undefined }), bucket);
}

interface Plan {
  steps: ErasureStep[];
  /** The keys of the contact's files, where the stack keeps them. */
  files: string[] | undefined;
  /** The hashes of the contact's conversations. */
  hashes: string[];
  /** How many lines of transcripts there are, where the stack keeps them. */
  lines: number | undefined;
}

async function makePlan(
  { address }: NamedContact,
  target: Target,
  { ledger, files, transcripts }: Stores,
  { terminal, now }: Context,
): Promise<Plan> {
  const wanted = { address, hashKey: contactHashKey(target) };
  const showProgress = (looked: number) => terminal.progress(`${looked} records looked at`);
  try {
    const { hashes, conversations } = await findConversations(wanted, ledger.scan, showProgress);
    return {
      steps: conversations.flatMap((records) => planErasure(records, now())),
      files: await files?.list(hashes.map(conversationPrefix)),
      hashes,
      lines: (await transcripts?.read(hashes))?.length,
    };
  } finally {
    terminal.progress('');
  }
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
async function confirmed(preview: Report, { terminal }: Context): Promise<void> {
  terminal.note(`${renderReport(preview, terminal.paint)}\n`);
  await ask(`Erase ${preview.contact} from ${preview.target}?`, 'Nothing was erased', {}, terminal);
}

function show(report: Report, { json }: ForgetOptions, { terminal }: Context): void {
  terminal.print(json ? JSON.stringify(report) : renderReport(report, terminal.paint));
}

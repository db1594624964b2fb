import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type Command, Option } from 'commander';
import { outboxId } from '../../lambdas/ledger/outbox.ts';
import { replyRecordKey } from '../../lambdas/ledger/replies.ts';
import { openTable } from '../../lambdas/ledger/table.ts';
import type { OutboxAnswer } from '../../lambdas/outbox/outbox.ts';
import { MEDIA_TYPES } from '../../lambdas/pilot-status/content.ts';
import { say } from '../../operations/say.ts';
import { readLimit } from '../events/filter.ts';
import { costOf, withReader } from '../stack/reader.ts';
import { findTarget, outputOf, type TargetOptions, withTarget } from '../stack/target.ts';
import { ask, requireConsent } from '../terminal/consent.ts';
import { masked } from '../terminal/contact.ts';
import type { Context } from '../terminal/context.ts';
import { CommandError, UsageError } from '../terminal/errors.ts';
import { readDuration } from '../terminal/time.ts';
import { askOutbox } from './ask.ts';
import { bringForward } from './due.ts';
import { listSends, STATES } from './list.ts';
import { renderDryRun, renderSend, renderTaken } from './render.ts';
import { type MessageOptions, sendRequest } from './request.ts';

interface ChangeOptions extends TargetOptions {
  dryRun?: true;
  yes?: true;
  json?: true;
}

interface ListOptions extends TargetOptions {
  state?: string;
  limit: string;
  json?: true;
}

const DETAILS = `
Give exactly one of --text, --template and --media. A key names one message: under it a message is sent once, however
often you run this. Run it again to see what became of it, or with another --at to move it as long as it waits.
--at and --expires take how long from now (90s, 15m, 2h, 7d) or a time with its zone (2030-12-24T18:00:00-03:00).`;

/** Adds `send <phone>`, `send list`, `send cancel <key>` and `send due`: messages that nobody asked us for. */
export function addSend(program: Command, context: Context): void {
  const send = withTarget(program.command('send'))
    // `list` and others have some of the same options.
    .enablePositionalOptions()
    .description('send a message, now or on a date; list and cancel what waits')
    .argument('<phone>', 'the contact: a phone number with its country code, or an id that events have')
    .option('--key <key>', 'your own name for the message, such as order-1234-shipped')
    .option('--number <id>', 'which of your numbers sends it, by the numberId of its events')
    .option('--text <words>', 'a text')
    .option('--template <id>', 'a template, by its id at Pilot Status')
    .option('--variable <name=value...>', 'what the template is filled with')
    .option('--media <url>', 'a file that WhatsApp fetches from this URL')
    .addOption(new Option('--type <type>', 'what the file is').choices([...MEDIA_TYPES]))
    .option('--caption <words>', 'the words under the file')
    .option('--at <time>', 'when to send it; now where it is left out')
    .option('--expires <time>', 'when it is no longer worth sending')
    .option('--reference <text>', 'what `onStatus` gets back; the key where it is left out')
    .option('--dry-run', 'ask whether it would be sent, and send nothing')
    .option('--yes', 'do not ask for confirmation')
    .option('--json', 'print one JSON object')
    .addHelpText('after', DETAILS)
    .action((phone: string, options: ChangeOptions & MessageOptions) => sendOne(phone, options, context));

  withTarget(send.command('list'))
    .description('list what was and will be sent unasked, the latest first')
    .addOption(new Option('--state <state>', 'only those in this state').choices(STATES))
    .option('--limit <count>', 'show at most this many', '50')
    .option('--json', 'print one JSON object')
    .action((options: ListOptions) => list(options, context));

  withTarget(send.command('cancel'))
    .description('cancel a message that waits, for good: its key sends nothing any more')
    .argument('<key>', 'the key of a message of the outbox; the bot cancels its own')
    .option('--dry-run', 'show how the message stands, and change nothing')
    .option('--yes', 'do not ask for confirmation')
    .option('--json', 'print one JSON object')
    .action((key: string, options: ChangeOptions) => cancel(key, options, context));

  withTarget(send.command('due'))
    .description('in the local cloud: send now what is scheduled')
    .requiredOption('--within <duration>', 'what is scheduled within this time, such as 2d')
    .action((options: TargetOptions & { within: string }) => due(options, context));
}

async function sendOne(phone: string, options: ChangeOptions & MessageOptions, context: Context): Promise<void> {
  const { terminal, env, now } = context;
  const { request, read } = sendRequest(phone, options, now());
  requireConsent('send', options, terminal);
  const target = await findTarget(options, env);
  if (options.dryRun) return show(await askOutbox(target, { sends: [request], dryRun: true }), options, context);
  await ask(`Send ${read.key} to ${masked(read.to)} from ${target.name}?`, 'Nothing was sent', options, terminal);
  show(await askOutbox(target, request), options, context);
}

/** @throws CommandError for a refusal, after the JSON was printed */
function show(answer: OutboxAnswer, { dryRun, json }: ChangeOptions, { terminal }: Context): void {
  if (json) terminal.print(JSON.stringify(answer));
  if ('refused' in answer) throw new CommandError(`${answer.refused.code}: ${answer.refused.reason}`);
  if (!json) terminal.print(say(dryRun ? renderDryRun(answer) : renderTaken(answer)));
}

async function list(options: ListOptions, context: Context): Promise<void> {
  const { terminal, env, now } = context;
  const limit = readLimit(options.limit);
  const target = await findTarget(options, env);
  const { result: sends, looked } = await withReader(target, context, (reader) => listSends(reader, now()));
  const found = sends.filter(({ state }) => options.state === undefined || state === options.state);
  const shown = found.slice(0, limit);
  if (options.json) {
    return terminal.print(JSON.stringify({ target: target.name, found: found.length, looked, sends: shown }));
  }
  for (const one of shown) terminal.print(renderSend(one, terminal.paint));
  const more = found.length > shown.length ? `, the latest ${shown.length} are shown: --limit shows more` : '';
  terminal.note(`${found.length} messages${more}; ${costOf(looked)}`);
}

async function cancel(key: string, options: ChangeOptions, context: Context): Promise<void> {
  const { terminal, env } = context;
  requireConsent('cancel', options, terminal);
  const target = await findTarget(options, env);
  if (options.dryRun) {
    const { get } = openTable(new DynamoDBClient(target.aws), outputOf(target, 'LedgerTable'));
    const state = (await get(replyRecordKey(outboxId('outbox', key), 0)))?.state;
    if (options.json) return terminal.print(JSON.stringify({ key, state }));
    if (state === undefined) throw new CommandError(`There is no message with the key ${key}`);
    return terminal.print(
      say(state === 'queued' ? `${key} would be cancelled.` : `${key} is ${state}: nothing to cancel.`),
    );
  }
  await ask(`Cancel ${key} in ${target.name}?`, 'Nothing was cancelled', options, terminal);
  const answer = await askOutbox(target, { cancel: key });
  show(answer, options, context);
  if ('state' in answer && answer.state !== 'cancelled') throw new CommandError('It is too late to cancel it');
}

async function due({ within, ...options }: TargetOptions & { within: string }, context: Context): Promise<void> {
  const { terminal, env } = context;
  const withinMs = readDuration(within);
  if (!options.local) throw new UsageError('Only the local cloud can send early: add --local');
  await bringForward(await findTarget(options, env), withinMs);
  terminal.print(say(`What is scheduled within ${within} is sent now.`));
}

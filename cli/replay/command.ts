import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { Command } from 'commander';
import { openTable } from '../../lambdas/ledger/table.ts';
import { hasId } from '../dlq/filter.ts';
import type { DeadLetter } from '../dlq/letter.ts';
import { findLetters } from '../dlq/queues.ts';
import { quoted } from '../stack/command-on.ts';
import { queuesIn } from '../stack/queues.ts';
import { contactHashKey, findTarget, outputOf, type Target, type TargetOptions, withTarget } from '../stack/target.ts';
import type { Context } from '../terminal/context.ts';
import { CommandError, UsageError } from '../terminal/errors.ts';
import { paced, readRate } from '../terminal/pace.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { backOn, type ReplayResult, renderResult, resultOf } from './carry-out.ts';
import { planReplay } from './plan.ts';
import { type Replayed, readReplayFile } from './read-file.ts';

interface ReplayOptions extends TargetOptions {
  deadLetter?: string;
  perSecond: string;
  dryRun?: true;
  json?: true;
}

const DETAILS = `
Events and replies go back on their queue under a new deduplication id: under the old one, SQS would drop what it had
in the last five minutes. What the ledger records as done is not done again, and an answer older than replyUsefulHours
is not sent. A dead letter stays where it is: drop it when it is answered.`;

/** Adds `replay [file]`: puts events and replies back on their queues. */
export function addReplay(program: Command, context: Context): void {
  withTarget(program.command('replay'))
    .description('put events and replies back on their queues, from a file or from the dead letters')
    .argument('[file]', 'what `dlq drop` wrote, or the body of one delivery')
    .option('--dead-letter <id>', 'the dead letter with this id, instead of a file')
    .option('--per-second <count>', 'at most this many a second, 1 to 100', '10')
    .option('--dry-run', 'show what would be put back and what the ledger knows about it, and change nothing')
    .option('--json', 'print one JSON object')
    .addHelpText('after', DETAILS)
    .action((file: string | undefined, options: ReplayOptions) => replay(file, options, context));
}

async function replay(file: string | undefined, options: ReplayOptions, context: Context): Promise<void> {
  const { terminal, env, now } = context;
  const pace = paced(readRate(options.perSecond), { now, wait: async (ms) => void (await sleep(ms)) });
  const source = sourceOf(file, options, terminal);
  const target = await findTarget(options, env);
  const known = { hashKey: contactHashKey(target), now: now() };
  const plans = (await source(target)).map((what) => planReplay(what, known));
  const ledger = openTable(new DynamoDBClient(target.aws), outputOf(target, 'LedgerTable'));
  const carryOut = options.dryRun ? undefined : backOn(target);
  const results: ReplayResult[] = [];
  for (const plan of plans) {
    if (carryOut) await pace();
    const result = await resultOf(plan, ledger, carryOut);
    results.push(result);
    if (!options.json) terminal.print(renderResult(result));
  }
  if (options.json) terminal.print(JSON.stringify({ target: target.name, dryRun: carryOut === undefined, results }));
  const failed = results.filter(({ failed }) => failed).length;
  if (failed > 0) throw new CommandError(`${failed} of ${results.length} were not put back`);
  const [first] = plans;
  if (carryOut && first?.kind === 'put' && first.queue === 'events') {
    terminal.note(`To see what becomes of it: ${target.command(`events show ${quoted(first.key.id)}`)}`);
  }
}

/** @throws UsageError unless exactly one of both is given */
function sourceOf(
  file: string | undefined,
  { deadLetter }: ReplayOptions,
  terminal: Terminal,
): (target: Target) => Promise<readonly Replayed[]> {
  if (file !== undefined && deadLetter === undefined) return () => fromFile(file);
  if (file === undefined && deadLetter !== undefined) return (target) => fromDeadLetters(deadLetter, target, terminal);
  throw new UsageError('Give a file, or --dead-letter with an id that `dlq list` shows');
}

async function fromFile(file: string): Promise<Replayed[]> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new CommandError(`${file} cannot be read (${error.code}): name the file that \`dlq drop\` wrote`);
  });
  return readReplayFile(text);
}

async function fromDeadLetters(id: string, target: Target, terminal: Terminal): Promise<Replayed[]> {
  const fits = (letter: DeadLetter) => hasId(letter, id);
  const found = await findLetters(new SQSClient(target.aws), target, { queues: queuesIn(target), fits, terminal });
  if (found.letters.length > 0) return found.letters;
  throw new CommandError(`No visible dead letter has the id ${id}: \`${target.command('dlq list')}\` lists them`);
}

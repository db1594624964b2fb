import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { openTable, type Table } from '../../lambdas/ledger/table.ts';
import { mapConcurrently } from '../../operations/map-concurrently.ts';
import { queuesIn } from '../stack/queues.ts';
import { contactHashKey, findTarget, outputOf, type Target, type TargetOptions } from '../stack/target.ts';
import type { Context } from '../terminal/context.ts';
import { CommandError } from '../terminal/errors.ts';
import { type FilterOptions, hasId, letterFilter, queuesOf } from './filter.ts';
import type { DeadLetter } from './letter.ts';
import { type Found, findLetters } from './queues.ts';
import { renderLetter, renderLine, type ShownLetter } from './render.ts';

export interface LookOptions extends TargetOptions, FilterOptions {
  json?: true;
}

/** Prints a line for each dead letter that fits. */
export async function list(options: LookOptions, context: Context): Promise<void> {
  const { terminal, env, now } = context;
  const target = await findTarget(options, env);
  const fits = letterFilter(options, { hashKey: contactHashKey(target), now: now() });
  const { letters, unseen } = await findLetters(new SQSClient(target.aws), target, {
    queues: queuesOf(options, target),
    fits,
    terminal,
  });
  const shown = await withAttempts(letters, ledgerOf(target));
  if (options.json) return terminal.print(JSON.stringify({ target: target.name, letters: shown, unseen }));
  for (const letter of shown) terminal.print(renderLine(letter, { now: now(), paint: terminal.paint }));
  terminal.note(summary({ letters, unseen }, target));
}

/** Prints all of one dead letter. @throws CommandError when none has this id */
export async function show(id: string, options: LookOptions, { terminal, env, now }: Context): Promise<void> {
  const target = await findTarget(options, env);
  const found = await findLetters(new SQSClient(target.aws), target, {
    queues: queuesIn(target),
    fits: (letter) => hasId(letter, id),
    terminal,
  });
  const letters = await withAttempts(found.letters, ledgerOf(target));
  if (letters.length === 0) {
    throw new CommandError(`No visible dead letter has the id ${id}: \`${target.command('dlq list')}\` lists them`);
  }
  if (options.json) return terminal.print(JSON.stringify({ target: target.name, letters }));
  terminal.print(letters.map((letter) => renderLetter(letter, { now: now(), paint: terminal.paint })).join('\n\n'));
}

/** How many there are, and how many could not be seen. */
export function summary({ letters, unseen }: Found, { name }: Target): string {
  return `${counted(letters.length)} of ${name}${unseenNote(unseen)}`;
}

/** What is to be said about those that could not be seen. */
export function unseenNote(unseen: number): string {
  if (unseen === 0) return '';
  return `; about ${unseen} more are not visible now: they wait behind others of their conversation, or are being read`;
}

export function counted(count: number): string {
  return count === 1 ? '1 dead letter' : `${count} dead letters`;
}

function ledgerOf(target: Target): Pick<Table, 'get'> {
  return openTable(new DynamoDBClient(target.aws), outputOf(target, 'LedgerTable'));
}

/** So many reads of the ledger at once. */
const READS_AT_ONCE = 25;

/** SQS counts the receives of a copy from 1, looks included, so the ledger says how often the bot failed. */
function withAttempts(letters: DeadLetter[], { get }: Pick<Table, 'get'>): Promise<ShownLetter[]> {
  return mapConcurrently(letters, READS_AT_ONCE, async (letter) => {
    const { id, event } = letter.event;
    if (letter.queue !== 'events' || id === '' || event === '') return letter;
    const failures = (await get({ id, event }, { consistent: false }))?.failures;
    return typeof failures === 'number' ? { ...letter, attempts: failures } : letter;
  });
}

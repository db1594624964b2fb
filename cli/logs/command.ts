import { setTimeout as sleep } from 'node:timers/promises';
import { type Command, Option } from 'commander';
import { logStep, renderStep } from '../../operations/steps.ts';
import { findTarget, outputOf, type Target, type TargetOptions, withTarget } from '../stack/target.ts';
import type { Context } from '../terminal/context.ts';
import { CommandError } from '../terminal/errors.ts';
import { readTime } from '../terminal/time.ts';
import { filterLogEvents } from './cloudwatch.ts';
import { filterPattern, type LineOptions } from './pattern.ts';
import { type FunctionLine, type FunctionLogs, follow, linesSince } from './tail.ts';

interface LogsOptions extends TargetOptions, LineOptions {
  follow?: true;
  since: string;
  function?: string;
  json?: true;
}

/** The functions by the outputs that name their log groups. */
const OUTPUTS = {
  ingest: 'IngestLogs',
  processor: 'ProcessorLogs',
  reply: 'ReplyLogs',
  outbox: 'OutboxLogs',
  reconcile: 'ReconcileLogs',
  publisher: 'PublisherLogs',
};

/** Older stacks have no outbox; settings make the others. */
const MAY_BE_ABSENT = ['outbox', 'reconcile', 'publisher'];

const DETAILS = `
--since takes how long ago (90s, 15m, 2h, 7d) or a time (2026-02-24T10:30:00Z). Lines hold ids, hashes and codes,
never what people wrote. With --follow it looks for new lines every two seconds, until Ctrl-C.`;

/** Adds `logs`: the lines of all functions in one stream. */
export function addLogs(program: Command, context: Context): void {
  withTarget(program.command('logs'))
    .description('print the log lines of all functions, in the order they were written')
    .option('--follow', 'keep printing new lines')
    .option('--since <time>', 'start at this time', '15m')
    .option('--id <id>', 'only those of one event, by its id, of one send, or of one conversation, by its whole hash')
    .addOption(new Option('--function <name>', 'only those of one function').choices(Object.keys(OUTPUTS)))
    .option('--errors', 'only errors')
    .option('--json', 'print each line as one line of JSON')
    .addHelpText('after', DETAILS)
    .action((options: LogsOptions) => logs(options, context));
}

async function logs(options: LogsOptions, context: Context): Promise<void> {
  const { terminal, env, now } = context;
  const tail = { since: readTime(options.since, now()), filterPattern: filterPattern(options) };
  const target = await findTarget(options, env);
  if (options.local) {
    throw new CommandError(
      'The local cloud keeps no log: the terminal of `npm start` shows each line, and the inspector each event',
    );
  }
  const groups = groupsOf(target, options.function);
  // Takes time to load, so that other commands do without.
  const { CloudWatchLogs } = await import('@aws-sdk/client-cloudwatch-logs');
  const filter = filterLogEvents(new CloudWatchLogs(target.aws));
  const print = (line: FunctionLine) => terminal.print(rendered(line, options, context));
  if (options.follow) {
    for await (const line of follow({ ...tail, groups }, filter, async (ms) => void (await sleep(ms)))) print(line);
    return;
  }
  const lines = await linesSince({ ...tail, groups }, filter);
  for (const line of lines) print(line);
  if (lines.length === 0)
    terminal.note(`No lines since ${new Date(tail.since).toISOString()}: look further back with --since`);
}

/** @throws CommandError when the stack has no such log group */
export function groupsOf(target: Target, wanted: string | undefined): FunctionLogs[] {
  const all = Object.entries(OUTPUTS).filter(([name]) => wanted === undefined || name === wanted);
  const there = all.filter(
    ([name, output]) => !MAY_BE_ABSENT.includes(name) || wanted === name || target.outputs[output],
  );
  return there.map(([name, output]) => ({ function: name, logGroupName: outputOf(target, output) }));
}

function rendered(
  { message, function: name, timestamp }: FunctionLine,
  { json }: LogsOptions,
  { terminal }: Context,
): string {
  const step = logStep(message.trimEnd(), name, timestamp);
  return json ? JSON.stringify(step) : renderStep(step, terminal.paint);
}

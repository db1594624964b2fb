import { type Command, Option } from 'commander';
import { STACK_QUEUES } from '../../operations/queue-names.ts';
import { say } from '../../operations/say.ts';
import { withTarget } from '../stack/target.ts';
import type { Context } from '../terminal/context.ts';
import { type DropOptions, drop } from './drop.ts';
import { type LookOptions, list, show } from './look.ts';
import { type RedriveOptions, redriveLetters } from './redrive.ts';

const DETAILS = `
A message that was given up stays in its dead-letter queue for 14 days. At most ten messages of a conversation are
visible at a time; \`redrive\` and \`drop\` continue until no new ones appear. Listing counts as a receive, and hides
the messages from others while it runs. Name a message by its id or the first eight characters of it, by the id of its
event, or by the key of its answer. The queue \`published\` holds what the setting eventBus puts on its event bus.`;

/** Adds `dlq list|show|redrive|drop`: what to do about messages that were given up. */
export function addDlq(program: Command, context: Context): void {
  const dlq = program.command('dlq').description('list, show, redrive or drop what is in the dead-letter queues');
  dlq.addHelpText('after', () => say(DETAILS));

  withFilter(withTarget(dlq.command('list')))
    .description('list them, one a line: queue, age, message, event, attempts, reason')
    .option('--json', 'print one JSON object')
    .action((options: LookOptions) => list(options, context));

  withTarget(dlq.command('show'))
    .description('show one message in full, with what the contact wrote')
    .argument('<id>', 'which message')
    .option('--json', 'print one JSON object')
    .action((id: string, options: LookOptions) => show(id, options, context));

  withFilter(withTarget(dlq.command('redrive')))
    .description('put them back on their queue; safe, because the ledger knows what is already done')
    .option('--per-second <count>', 'at most this many a second, 1 to 100', '10')
    .option('--dry-run', 'show what would go back, and change nothing')
    .option('--json', 'print one JSON object')
    .action((options: RedriveOptions) => redriveLetters(options, context));

  withFilter(withTarget(dlq.command('drop')))
    .description('write them to a file, then delete them')
    .option('--to <file>', 'a new file to keep them in; `replay` puts them back from it')
    .option('--dry-run', 'show what would be dropped, and change nothing')
    .option('--yes', 'do not ask for confirmation')
    .option('--json', 'print one JSON object')
    .action((options: DropOptions) => drop(options, context));
}

function withFilter(command: Command): Command {
  return command
    .addOption(new Option('--queue <name>', 'only those of one queue').choices([...STACK_QUEUES]))
    .option('--reason <text>', 'only those whose reason contains this text')
    .option('--phone <number>', 'only those of this contact')
    .option('--id <id>', 'only the one with this id')
    .option('--older-than <duration>', 'only those parked longer ago than this, such as 2h');
}

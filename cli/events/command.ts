import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Command } from 'commander';
import { openTable } from '../../lambdas/ledger/table.ts';
import { openLedger } from '../../operations/ledger.ts';
import { findConversations } from '../forget/find.ts';
import { contactHashKey, findTarget, outputOf, type Target, type TargetOptions, withTarget } from '../stack/target.ts';
import { readContact } from '../terminal/contact.ts';
import type { Context } from '../terminal/context.ts';
import { CommandError } from '../terminal/errors.ts';
import { readLimit, type SearchOptions, storyFilter } from './filter.ts';
import { type LedgerReader, readAll, readById } from './records.ts';
import { renderStory, renderTimeline } from './render.ts';
import { type EventStory, storiesOf, timelineOf } from './story.ts';

interface EventsOptions extends TargetOptions, SearchOptions {
  phone?: string;
  id?: string;
  limit: string;
  json?: true;
}

const DETAILS = `
An id is an event's (data.id), a send's, WhatsApp's own, or the key of an answer. An event is found with a Query;
everything else reads the whole ledger, and DynamoDB charges for every record that it reads: half a read unit for 4
KB. Times are in UTC. --since and --until take how long ago (90s, 15m, 2h, 7d) or a time (2026-02-24T10:30:00Z).`;

/** Adds `events` and `events show <id>`: what the ledger knows. */
export function addEvents(program: Command, context: Context): void {
  const events = withTarget(program.command('events'))
    // `show` has some of the same options.
    .enablePositionalOptions()
    .description('search the ledger: one line for each event, the latest first')
    .option('--phone <number>', 'only those of this contact')
    .option('--id <id>', 'only the one that this id belongs to')
    .option('--event <name>', 'only those of this name, such as message.received')
    .option(
      '--outcome <word>',
      'answered, silent, recorded or claimed; sent, failed, expired, overtaken or unknown of a reply',
    )
    .option('--since <time>', 'only those that were received since then')
    .option('--until <time>', 'only those that were received until then')
    .option('--limit <count>', 'show at most this many', '50')
    .option('--json', 'print one JSON object')
    .addHelpText('after', DETAILS)
    .action((options: EventsOptions) => search(options, context));

  withTarget(events.command('show'))
    .description('all that happened to one event, in order')
    .argument('<id>', 'any id of it')
    .option('--json', 'print one JSON object')
    .action((id: string, options: TargetOptions & { json?: true }) => show(id, options, context));
}

async function search(options: EventsOptions, context: Context): Promise<void> {
  const { terminal, env, now } = context;
  const fits = storyFilter(options, now());
  const limit = readLimit(options.limit);
  const target = await findTarget(options, env);
  const { stories, looked } = await read(target, context, (reader) => recordsFor(options, target, reader));
  const found = stories.filter(fits).sort((a, b) => (b.receivedAt ?? 0) - (a.receivedAt ?? 0));
  const shown = found.slice(0, limit);
  if (options.json) {
    return terminal.print(JSON.stringify({ target: target.name, found: found.length, looked, events: shown }));
  }
  for (const story of shown) terminal.print(renderStory(story, terminal.paint));
  const more = found.length > shown.length ? `, the latest ${shown.length} are shown: --limit shows more` : '';
  terminal.note(`${found.length} events${more}${costOf(looked)}`);
}

async function show(id: string, options: TargetOptions & { json?: true }, context: Context): Promise<void> {
  const { terminal, env } = context;
  const target = await findTarget(options, env);
  const { stories, looked } = await read(target, context, (reader) => readById(id, reader));
  const [story, ...statuses] = inOrder(stories);
  if (story === undefined) {
    throw new CommandError(
      `The ledger of ${target.name} has no event with the id ${id}: it may have expired, or never arrived`,
    );
  }
  // Without its event, a send is known by its statuses alone.
  const own = [story, ...statuses.filter((other) => !isStatusOf(other, story))];
  if (options.json) {
    const events = own.map((story) => ({ ...story, timeline: timelineOf(story) }));
    return terminal.print(JSON.stringify({ target: target.name, looked, events }));
  }
  terminal.print(own.map((story) => renderTimeline(story, terminal.paint)).join('\n\n'));
  if (looked > 0) terminal.note(costOf(looked).slice(2));
}

function recordsFor({ phone, id }: EventsOptions, target: Target, reader: LedgerReader) {
  if (id !== undefined) return readById(id, reader);
  return phone === undefined ? readAll(reader) : recordsOf(phone, target, reader);
}

/** The records of a contact, found by the hashes that its conversations have. */
async function recordsOf(phone: string, target: Target, { scan, onLooked }: LedgerReader) {
  let before = 0;
  const wanted = { address: readContact(phone).address, hashKey: contactHashKey(target) };
  const { conversations } = await findConversations(wanted, scan, (looked) => {
    onLooked(looked - before);
    before = looked;
  });
  return conversations.flat();
}

/** Reads records and makes stories of them. @returns how many records scans read, as well */
async function read(
  target: Target,
  { terminal }: Context,
  recordsOf: (reader: LedgerReader) => ReturnType<typeof readAll>,
): Promise<{ stories: EventStory[]; looked: number }> {
  const client = new DynamoDBClient(target.aws);
  const table = outputOf(target, 'LedgerTable');
  let looked = 0;
  const onLooked = (count: number) => {
    looked += count;
    terminal.progress(`${looked} records read`);
  };
  try {
    const { scan } = openLedger(client, table);
    const records = await recordsOf({ scan, query: openTable(client, table).query, onLooked });
    return { stories: storiesOf(records), looked };
  } finally {
    terminal.progress('');
  }
}

/** What was answered or has replies first: it is what the others are about. */
function inOrder(stories: EventStory[]): EventStory[] {
  return [...stories].sort((a, b) => b.replies.length - a.replies.length || (a.receivedAt ?? 0) - (b.receivedAt ?? 0));
}

function isStatusOf({ id }: EventStory, { replies }: EventStory): boolean {
  return replies.some(({ sentId }) => sentId === id);
}

function costOf(looked: number): string {
  return looked === 0 ? '' : `; ${looked} records were read, which DynamoDB charges as read units`;
}

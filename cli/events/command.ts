import type { Command } from 'commander';
import { say } from '../../operations/say.ts';
import { readById } from '../../operations/stories/by-id.ts';
import { findContact } from '../../operations/stories/find-contact.ts';
import type { LedgerReader } from '../../operations/stories/reader.ts';
import { failedStories, latestStories, type Search, storiesOfContact } from '../../operations/stories/search.ts';
import { type EventStory, timelineOf } from '../../operations/stories/story.ts';
import { costOf, withReader } from '../stack/reader.ts';
import { contactHashKey, findTarget, type Target, type TargetOptions, withTarget } from '../stack/target.ts';
import { readContact } from '../terminal/contact.ts';
import type { Context } from '../terminal/context.ts';
import { CommandError } from '../terminal/errors.ts';
import { readLimit, type SearchOptions, searchOf } from './filter.ts';
import { renderStory, renderTimeline } from './render.ts';
import { scanStories } from './scan.ts';

interface EventsOptions extends TargetOptions, SearchOptions {
  phone?: string;
  id?: string;
  failed?: true;
  scan?: true;
  limit: string;
  json?: true;
}

const DETAILS = `
An id is an event's (data.id), a send's, WhatsApp's own, or the key of an answer. The statuses of a message are told
with the event that it answers. --scan reads the whole ledger, for which DynamoDB charges half a read unit for 4 KB: it
finds what a version without lists recorded as well, and statuses of messages that are not ours. Times are in UTC. --since and --until take how long ago (90s, 15m, 2h, 7d) or a time (2026-02-24T10:30:00Z).`;

/** Adds `events` and `events show <id>`: what the ledger knows. */
export function addEvents(program: Command, context: Context): void {
  const events = withTarget(program.command('events'))
    // `show` has some of the same options.
    .enablePositionalOptions()
    .description('search the ledger: one line for each event, the latest first')
    .option('--phone <number>', 'only those of this contact')
    .option('--failed', 'only those that failed, or whose answer did')
    .option('--id <id>', 'only the one that this id belongs to')
    .option('--event <name>', 'only those of this name, such as message.received')
    .option(
      '--outcome <word>',
      'answered, silent, recorded or claimed; sent, failed, expired, overtaken or unknown of a reply',
    )
    .option('--since <time>', 'only those that were received since then')
    .option('--until <time>', 'only those that were received until then')
    .option('--limit <count>', 'show at most this many', '50')
    .option('--scan', 'read the whole ledger instead of its lists')
    .option('--json', 'print one JSON object')
    .addHelpText('after', () => say(DETAILS))
    .action((options: EventsOptions) => search(options, context));

  withTarget(events.command('show'))
    .description('all that happened to one event, in order')
    .argument('<id>', 'any id of it')
    .option('--json', 'print one JSON object')
    .action((id: string, options: TargetOptions & { json?: true }) => show(id, options, context));
}

async function search(options: EventsOptions, context: Context): Promise<void> {
  const { terminal, env, now } = context;
  const wanted = { ...searchOf(options, now()), limit: readLimit(options.limit) };
  const target = await findTarget(options, env);
  const { result, looked } = await withReader(target, context, (reader) =>
    find(options, wanted, target, reader, now()),
  );
  if (options.json)
    return terminal.print(JSON.stringify({ target: target.name, found: result.length, looked, events: result }));
  for (const story of result) terminal.print(renderStory(story, terminal.paint));
  const more = result.length === wanted.limit ? ', the latest: --limit shows more' : '';
  terminal.note(`${result.length} events${more}; ${costOf(looked)}`);
}

/** Finds by the list that fits what is asked for, or reads the whole ledger where that is asked for. */
async function find(
  { phone, id, failed, scan }: EventsOptions,
  wanted: Search,
  target: Target,
  reader: LedgerReader,
  now: number,
): Promise<EventStory[]> {
  if (id !== undefined) return (await readById(id, reader)).filter(wanted.fits).slice(0, wanted.limit);
  const contact = phone && { address: readContact(phone).address, hashKey: contactHashKey(target) };
  if (scan) return scanStories(contact || undefined, wanted, reader);
  if (failed) return failedStories(wanted, reader);
  if (!contact) return latestStories(wanted, now, reader);
  const conversations = await findContact(contact, reader);
  return storiesOfContact(
    conversations.flatMap(({ hashes }) => hashes),
    wanted,
    reader,
  );
}

async function show(id: string, options: TargetOptions & { json?: true }, context: Context): Promise<void> {
  const { terminal, env } = context;
  const target = await findTarget(options, env);
  const { result, looked } = await withReader(target, context, (reader) => readById(id, reader));
  const [story, ...statuses] = inOrder(result);
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
}

/** What was answered or has replies first: it is what the others are about. */
function inOrder(stories: EventStory[]): EventStory[] {
  return [...stories].sort((a, b) => b.replies.length - a.replies.length || (a.receivedAt ?? 0) - (b.receivedAt ?? 0));
}

function isStatusOf({ id }: EventStory, { replies }: EventStory): boolean {
  return replies.some(({ sentId }) => sentId === id);
}

import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type Command, Option } from 'commander';
import { CONTACT_STATES, type ContactState } from '../../lambdas/ledger/lists.ts';
import type { Changed, ContactChange } from '../../lambdas/outbox/change.ts';
import { say } from '../../operations/say.ts';
import { contactStory, listContacts } from '../../operations/stories/contacts.ts';
import { storiesOfContact } from '../../operations/stories/search.ts';
import type { EventStory } from '../../operations/stories/story.ts';
import { withWords } from '../../operations/stories/words.ts';
import { openTranscripts } from '../../operations/transcripts.ts';
import { readLimit } from '../events/filter.ts';
import { renderStory } from '../events/render.ts';
import { invokeOutbox } from '../send/ask.ts';
import { costOf, withReader } from '../stack/reader.ts';
import { findTarget, type Target, type TargetOptions, withTarget } from '../stack/target.ts';
import { ask, requireConsent } from '../terminal/consent.ts';
import type { Context } from '../terminal/context.ts';
import { CommandError, explain } from '../terminal/errors.ts';
import { readTime } from '../terminal/time.ts';
import { conversationsOf, nameOf, readNamed } from './named.ts';
import { renderContact, renderContactDetails, renderWords } from './render.ts';

interface ListOptions extends TargetOptions {
  state?: ContactState;
  since?: string;
  limit: string;
  json?: true;
}

interface ShowOptions extends TargetOptions {
  since?: string;
  limit: string;
  json?: true;
}

interface ChangeOptions extends TargetOptions {
  number?: string;
  dryRun?: true;
  yes?: true;
  json?: true;
}

const DETAILS = `
A contact is a phone number with its country code, or a conversation as \`contact list\` shows it: the ledger keeps
no phone numbers. Times are in UTC.`;

const CONTACT = 'a phone number with its country code, or a conversation';

/** What each change does, in the infinitive, and what is said when it is done, and when there is nothing to do. */
const CHANGES: Record<ContactChange, { does: string; done: string; not: string }> = {
  release: {
    does: 'give a conversation that a person has back to the bot',
    done: 'The bot answers again.',
    not: 'No person has the conversation.',
  },
  'opt-in': {
    does: 'let the bot write to a contact again who has opted out',
    done: 'The bot may write again.',
    not: 'The contact has not opted out.',
  },
  'opt-out': {
    does: 'note that a contact wants nothing more, however they said so',
    done: 'The bot writes nothing more.',
    not: 'The contact has opted out before.',
  },
  reset: {
    does: 'let the bot forget what it remembers of a conversation',
    done: 'The bot remembers nothing.',
    not: 'The bot remembers nothing as it is.',
  },
};

/** Adds `contact list`, `contact show` and the changes that a person makes: `release`, `opt-in`, `opt-out`, `reset`. */
export function addContact(program: Command, context: Context): void {
  const contact = program
    .command('contact')
    .description('list and show contacts; release, opt in, opt out or reset one')
    .addHelpText('after', () => say(DETAILS));

  withTarget(contact.command('list'))
    .description('list contacts, those who wrote last first')
    .addOption(new Option('--state <state>', 'only those in this state').choices(CONTACT_STATES))
    .option('--since <time>', 'only those who wrote, or were written to, since then')
    .option('--limit <count>', 'show at most this many', '50')
    .option('--json', 'print one JSON object')
    .action((options: ListOptions) => list(options, context));

  withTarget(contact.command('show'))
    .description('show how a contact stands, and what became of their last messages')
    .argument('<contact>', CONTACT)
    .option('--since <time>', 'messages since then; 30 days where it is left out')
    .option('--limit <count>', 'show at most this many messages', '20')
    .option('--json', 'print one JSON object')
    .action((typed: string, options: ShowOptions) => show(typed, options, context));

  for (const change of Object.keys(CHANGES) as ContactChange[]) {
    withTarget(contact.command(change))
      .description(CHANGES[change].does)
      .argument('<contact>', CONTACT)
      .option('--number <id>', 'only the conversation with this number of yours, by the numberId of its events')
      .option('--dry-run', 'show what would change, and change nothing')
      .option('--yes', 'do not ask for confirmation')
      .option('--json', 'print one JSON object')
      .action((typed: string, options: ChangeOptions) => makeChange(change, typed, options, context));
  }
}

async function list({ state, since, ...options }: ListOptions, context: Context): Promise<void> {
  const { terminal, env, now } = context;
  const limit = readLimit(options.limit);
  const from = since === undefined ? undefined : readTime(since, now());
  const target = await findTarget(options, env);
  const { result, looked } = await withReader(target, context, (reader) =>
    listContacts({ state, from, limit }, now(), reader),
  );
  if (options.json) return terminal.print(JSON.stringify({ target: target.name, looked, contacts: result }));
  for (const contact of result) terminal.print(renderContact(contact, terminal.paint));
  const more = result.length === limit ? ', the latest: --limit shows more' : '';
  terminal.note(`${result.length} contacts${more}; ${costOf(looked)}`);
}

async function show(typed: string, options: ShowOptions, context: Context): Promise<void> {
  const { terminal, env, now } = context;
  const named = readNamed(typed);
  const limit = readLimit(options.limit);
  const from = options.since === undefined ? undefined : readTime(options.since, now());
  const target = await findTarget(options, env);
  const addWords = wordsIn(target, context);
  const { result, looked } = await withReader(target, context, async (reader) => {
    const found = await conversationsOf(named, target, reader);
    return Promise.all(
      found.map(async ({ hash, hashes, number, record }) => ({
        conversation: hash,
        number,
        contact: record && contactStory(record, now()),
        events: await addWords(await storiesOfContact(hashes, { from, limit, fits: () => true }, reader), hashes),
      })),
    );
  });
  const known = result.filter(({ contact, events }) => contact !== undefined || events.length > 0);
  if (options.json) return terminal.print(JSON.stringify({ target: target.name, looked, conversations: known }));
  if (known.length === 0) {
    throw new CommandError(
      `The ledger of ${target.name} knows nothing of ${nameOf(named)}: nothing came from them in 30 days, or it was ` +
        `before lists were kept: \`${target.command('events --scan --phone <number>')}\``,
    );
  }
  for (const [i, { conversation, number, contact, events }] of known.entries()) {
    if (i > 0) terminal.print('');
    const details = contact ?? { conversation, state: 'bot' as const };
    terminal.print(renderContactDetails(details, number, terminal.paint));
    terminal.print('');
    for (const story of events) {
      for (const line of [renderStory(story, terminal.paint), ...renderWords(story, terminal.paint)])
        terminal.print(line);
    }
  }
  terminal.note(costOf(looked));
}

/** Adds what was said, where the stack keeps it; a person without the permission sees the rest, and what is missing. */
function wordsIn(
  { outputs, aws }: Target,
  { terminal, now }: Context,
): (stories: EventStory[], hashes: readonly string[]) => Promise<EventStory[]> {
  const { TranscriptsTable: table } = outputs;
  if (table === undefined) return async (stories) => stories;
  const transcripts = openTranscripts(new DynamoDBClient(aws), table);
  let isNoted = false;
  return async (stories, hashes) => {
    try {
      return await withWords(stories, hashes, now(), transcripts);
    } catch (error) {
      if (!isNoted) terminal.note(`What was said cannot be read: ${explain(error)}`);
      isNoted = true;
      return stories;
    }
  };
}

async function makeChange(
  change: ContactChange,
  typed: string,
  options: ChangeOptions,
  context: Context,
): Promise<void> {
  const { terminal, env } = context;
  const named = readNamed(typed);
  requireConsent(change, options, terminal);
  const target = await findTarget(options, env);
  const hashes = await conversationsToChange(change, named, options, target, context);
  const { dryRun } = options;
  if (!dryRun) await ask(`${change} ${nameOf(named)} in ${target.name}?`, 'Nothing was changed', options, terminal);
  const answers: Changed[] = [];
  for (const conversation of hashes) {
    const request = { contact: { conversation, change, ...(dryRun && { dryRun }) } };
    const answer = await invokeOutbox<Changed | { refused: { reason: string } }>(target, request);
    if ('refused' in answer) throw new CommandError(answer.refused.reason);
    answers.push(answer);
  }
  if (options.json)
    return terminal.print(JSON.stringify({ target: target.name, dryRun: dryRun === true, changes: answers }));
  const { done, not } = CHANGES[change];
  const isChanged = answers.some(({ changed }) => changed);
  terminal.print(say(isChanged ? `${dryRun ? 'It would be so: ' : ''}${done}` : not));
}

/** The conversations that are known; to opt out, one that is not known will do, so that a contact can be kept out. */
async function conversationsToChange(
  change: ContactChange,
  named: ReturnType<typeof readNamed>,
  { number }: ChangeOptions,
  target: Awaited<ReturnType<typeof findTarget>>,
  context: Context,
): Promise<string[]> {
  const { result } = await withReader(target, context, (reader) => conversationsOf(named, target, reader));
  const ofNumber = result.filter((found) => number === undefined || found.number === number);
  const known = ofNumber.filter(({ record }) => record !== undefined);
  const numbered = ofNumber.filter((found) => found.number !== undefined);
  const chosen = known.length > 0 || change !== 'opt-out' ? known : numbered;
  if (chosen.length > 0) return chosen.map(({ hash }) => hash);
  throw new CommandError(
    `The ledger of ${target.name} has no conversation of ${nameOf(named)}` +
      `${number === undefined ? '' : ` with the number ${number}`}: nothing was changed`,
  );
}

import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { keyPart } from '../../../lambdas/pilot-status/identity.ts';
import type { Language } from '../../../operations/language.ts';
import { openReader } from '../../../operations/stories/reader.ts';
import type { EventStory } from '../../../operations/stories/story.ts';
import { openTranscripts } from '../../../operations/transcripts.ts';
import { PLAIN_ACCOUNT } from '../../simulator/account.ts';
import { createFeed } from '../feed.ts';
import { createApp, Refusal } from '../http/app.ts';
import { addContacts } from '../http/contacts.ts';
import { addDeadLetters } from '../http/dead-letters.ts';
import { addEvents } from '../http/events.ts';
import { addFind } from '../http/find.ts';
import { addPage } from '../http/page.ts';
import { addStream } from '../http/stream.ts';
import { letterWatch, type Watched } from '../letter-watch.ts';
import { bundlePage } from '../page-bundle.ts';
import type { EventDetail, FunctionState, LogLine, Snapshot } from '../protocol.ts';
import { NO_MESSAGES, queueWatch } from '../queue-watch.ts';
import { type AwsAccess, openStores } from '../stores.ts';
import { stepsOf } from './shown-story.ts';
import { storyBook } from './story-book.ts';

/** A stack that was deployed, as a person with credentials of their own sees it. */
export interface DeployedStack {
  name: string;
  region: string;
  /** What every AWS client is made with. */
  aws: AwsAccess;
  outputs: Readonly<Record<string, string>>;
  /** What the functions hash contacts with. */
  hashKey: string;
  /** The option that makes a command about this stack, such as `--stage prod`. */
  option: string;
}

export interface DeployedInspectorOptions {
  stack: DeployedStack;
  /** Whether the page may put dead letters back, release and reset. */
  mayAct: boolean;
  /** The lines that the functions wrote about an event, where they can be read. */
  logsOf(story: EventStory): Promise<LogLine[]>;
  /** The language of the page, unless its reader chooses another; without it, the browser's. */
  language?: Language | undefined;
  /** 0 for a free port. */
  port: number;
}

/** How often queues and ledger are looked at while a page is open, in ms: AWS charges for each look. */
const EVERY_MS = 5_000;

const UNKNOWN: FunctionState = { running: 0, invocations: 0, errors: 0, coldStarts: 0 };
const NOTHING: Watched = { queues: NO_MESSAGES, deadLetters: [] };

/**
 * Serves the inspector's page on this computer for a deployed stack. It reads the ledger's lists, the queues and the
 * logs by the AWS API; nothing is deployed for it.
 */
export async function startDeployedInspector({
  stack,
  mayAct,
  logsOf,
  language,
  port,
}: DeployedInspectorOptions): Promise<{ url: string; stop(): Promise<void> }> {
  const { aws, outputs, hashKey, name, region } = stack;
  const dynamodb = new DynamoDBClient(aws);
  const reader = openReader(dynamodb, outputs.LedgerTable ?? '', () => undefined);
  const { TranscriptsTable: table } = outputs;
  const transcripts = table === undefined ? undefined : openTranscripts(dynamodb, table);
  const book = storyBook({ reader, transcripts, hashKey, now: Date.now });
  await book.refresh();

  const stores = openStores({ aws, outputs }, { newId: randomUUID, numberOf: book.numberOf });
  let watched = NOTHING;
  const constant: Omit<Snapshot, 'events' | 'messages' | 'queues' | 'deadLetters'> = {
    boot: randomUUID(),
    webhookUrl: outputs.HookUrl ?? '',
    vendor: { url: 'Pilot Status', chat: false },
    stack: { name, region },
    target: stack.option,
    mayAct,
    canFind: true,
    functions: { ingest: UNKNOWN, processor: UNKNOWN, reply: UNKNOWN },
    faults: { sends: [], events: [] },
    account: PLAIN_ACCOUNT,
  };
  const after = (ms: number, run: () => void) => void setTimeout(run, ms).unref();
  const feed = createFeed({ snapshot: () => ({ ...constant, ...book.all(), ...watched }), after });
  const tell = ({ events, messages }: Pick<Snapshot, 'events' | 'messages'>) => {
    for (const event of events) feed.event(event);
    for (const message of messages) feed.message(message);
  };

  const letters = letterWatch({ queueStates: stores.queueStates, list: stores.deadLetters.list });
  const lookAtQueues = queueWatch({
    initial: NOTHING,
    read: letters.read,
    isWanted: feed.isHeard,
    onChange(now) {
      watched = now;
      feed.change(now);
    },
  });
  let isReading = false;
  const lookAtLedger = async () => {
    if (isReading || !feed.isHeard()) return;
    isReading = true;
    // What cannot be read now is read the next time.
    await book.refresh().then(tell, () => undefined);
    isReading = false;
  };
  const timers = [lookAtQueues, lookAtLedger].map((look) => setInterval(look, EVERY_MS));

  const app = createApp();
  const pageFolder = join(import.meta.dirname, '..', 'page');
  const page = bundlePage(pageFolder);
  page.catch(() => undefined);
  addPage(app, pageFolder, () => page, language);
  const endStreams = addStream(app, feed);
  addEvents(app, async (n): Promise<EventDetail | undefined> => {
    const story = book.story(n);
    const summary = book.all().events.find((event) => event.n === n);
    if (story === undefined || summary === undefined) return undefined;
    const [logs, records] = await Promise.all([logsOf(story), Promise.all(partitionsOf(story).map(reader.query))]);
    return { summary, steps: stepsOf(story), logs, ledger: records.flat() };
  });
  const requireActions = () => {
    if (!mayAct) throw new Refusal(403, 'This page only shows: start it with --allow-actions to change something.');
  };
  addDeadLetters(app, {
    list: stores.deadLetters.list,
    async redrive(which) {
      requireActions();
      const taken = await stores.deadLetters.redrive(which);
      letters.stale();
      await lookAtQueues();
      return taken;
    },
  });
  addContacts(app, {
    stateOf: stores.contacts.stateOf,
    async release(conversation) {
      requireActions();
      await stores.contacts.release(conversation);
    },
    async reset(conversation) {
      requireActions();
      await stores.contacts.reset(conversation);
    },
  });
  addFind(app, async (text) => {
    const found = await book.find(text);
    tell(found);
    return found.events.length;
  });
  await app.listen({ host: '127.0.0.1', port });
  const { port: chosen } = app.server.address() as { port: number };

  return {
    url: `http://127.0.0.1:${chosen}/`,
    async stop() {
      for (const timer of timers) clearInterval(timer);
      endStreams();
      await app.close();
      stores.close();
      dynamodb.destroy();
    },
  };
}

/** The partitions of the ledger about an event: of itself, of its replies and their statuses, of its conversation. */
function partitionsOf({ id, conversation, replies }: EventStory): string[] {
  const sent = replies.flatMap(({ id: reply, sentId }) => (sentId === undefined ? [reply] : [reply, keyPart(sentId)]));
  return [...new Set([id, ...sent, ...(conversation === undefined ? [] : [`conversation#${conversation}`])])];
}

import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { isObject, optional, parseJson } from '../../lambdas/runtime/json.ts';
import type { Language } from '../../operations/language.ts';
import type { Cloud, CloudEvent } from '../cloud/cloud.ts';
import type { ServeHttp } from '../cloud/http-endpoint.ts';
import { PLAIN_ACCOUNT } from '../simulator/account.ts';
import type { VendorActivity } from '../simulator/activity.ts';
import { signatureHeaders } from '../simulator/sign.ts';
import type { LocalWebhook } from '../webhook.ts';
import { detailOf } from './detail.ts';
import { createFeed } from './feed.ts';
import { readForgotten } from './forgotten.ts';
import { openHistory } from './history.ts';
import { createApp, Refusal } from './http/app.ts';
import { addChat } from './http/chat.ts';
import { addContacts } from './http/contacts.ts';
import { addDeadLetters } from './http/dead-letters.ts';
import { addDeliveries } from './http/deliveries.ts';
import { addEvents } from './http/events.ts';
import { addMedia } from './http/media.ts';
import { addPage } from './http/page.ts';
import { addStream } from './http/stream.ts';
import { letterWatch, type Watched } from './letter-watch.ts';
import { bundlePage } from './page-bundle.ts';
import type { Snapshot } from './protocol.ts';
import { NO_MESSAGES, queueWatch } from './queue-watch.ts';
import type { StackAccess } from './stores.ts';
import { createTracer } from './tracer/tracer.ts';

type CloudAccess = Pick<Cloud, 'stackId' | 'awsEndpoint' | 'adminCredentials' | 'region' | 'outputs' | 'variables'>;

export interface InspectorOptions {
  cloud: CloudAccess;
  /** Where deliveries go: the whole URL, with the token, and how they are signed. */
  webhook: LocalWebhook;
  /** Where replies go, and whether that is our simulator, where contacts can write. */
  vendor: { url: string; chat: boolean };
  /** The file in which what the page shows outlives the process. */
  historyFile?: string | undefined;
  /** The language of the page, unless its reader chooses another; without it, the browser's. */
  language?: Language | undefined;
  /** The folder of the page. */
  pageFolder?: string;
}

/** The page on which a person watches what the local cloud does, and writes to the bot. */
export interface Inspector {
  observeCloud(event: CloudEvent): void;
  observeVendor(activity: VendorActivity): void;
  /** Answers a request that is for the page or what it asks for; undefined when it is for somebody else. */
  serveOther(request: IncomingMessage): ServeHttp | undefined;
  stop(): Promise<void>;
}

/** What is in the queues as long as they have not been looked at. */
const NOTHING: Watched = { queues: NO_MESSAGES, deadLetters: [] };

/** How often the queues are looked at while a page is open, in ms. */
const QUEUES_EVERY_MS = 300;

export async function startInspector({
  cloud,
  webhook,
  vendor,
  historyFile,
  language,
  pageFolder = join(import.meta.dirname, 'page'),
}: InspectorOptions): Promise<Inspector> {
  const stack = { name: cloud.stackId.split('/')[1] ?? '', region: cloud.region };
  const constant = {
    boot: randomUUID(),
    webhookUrl: webhook.url,
    vendor,
    stack,
    target: '--local',
    mayAct: true,
    canFind: false,
  };
  const state: Pick<Snapshot, 'queues' | 'deadLetters' | 'faults' | 'account'> = {
    ...NOTHING,
    faults: { sends: [], events: [] },
    account: PLAIN_ACCOUNT,
  };
  const change = (changed: Partial<typeof state>) => {
    Object.assign(state, changed);
    feed.change(changed);
  };

  const after = (ms: number, run: () => void) => void setTimeout(run, ms).unref();
  const feed = createFeed({ snapshot: () => ({ ...constant, ...tracer.state(), ...state }), after });
  const tracer = createTracer({
    hookPath: new URL(cloud.outputs.HookUrl ?? webhook.url).pathname,
    changes: {
      ...feed,
      event(summary) {
        feed.event(summary);
        history?.event(summary.n);
      },
      message(message) {
        feed.message(message);
        history?.message(message);
      },
      move(move) {
        feed.move(move);
        if (move.parked) letters.stale();
      },
    },
  });
  const history =
    historyFile === undefined
      ? undefined
      : openHistory({ file: historyFile, past: tracer.past, trace: tracer.trace, after });
  if (history !== undefined) tracer.restore(history.load());
  /** Takes what was forgotten from the file and from all pages. */
  const startOver = () => {
    history?.rewrite();
    feed.restart();
  };

  const stores = once(async () => {
    // The SDK takes longer to load than all the rest of the inspector, and is of use to an open page only.
    const { openStores } = await import('./stores.ts');
    return openStores(accessTo(cloud), { newId: randomUUID, numberOf: tracer.numberOf });
  });
  const listLetters = async () => {
    const letters = await (await stores()).deadLetters.list();
    tracer.parked(letters);
    return letters.map((letter) => ({
      ...letter,
      ...optional('parkings', letter.n === undefined ? undefined : tracer.trace(letter.n)?.summary.parkings),
    }));
  };
  const letters = letterWatch({ queueStates: async () => (await stores()).queueStates(), list: listLetters });
  const lookAtQueues = queueWatch({ initial: NOTHING, read: letters.read, isWanted: feed.isHeard, onChange: change });
  const timer = setInterval(lookAtQueues, QUEUES_EVERY_MS);
  const page = bundlePage(pageFolder);
  // A request for the page gets the reason why it failed.
  page.catch(() => undefined);

  const app = createApp();
  addPage(app, pageFolder, () => page, language);
  const endStreams = addStream(app, feed);
  addEvents(app, async (n) => {
    const trace = tracer.trace(n);
    return trace && detailOf(trace, (await stores()).records);
  });
  addDeadLetters(app, {
    list: listLetters,
    async redrive(which) {
      const taken = await (await stores()).deadLetters.redrive(which);
      letters.stale();
      await lookAtQueues();
      return taken;
    },
  });
  const conversationOf = (chat: string) => {
    const conversation = tracer.conversationOf(chat);
    if (conversation === undefined) throw new Refusal(404, `Nothing is known of ${chat}, or it is no longer kept.`);
    return conversation;
  };
  addContacts(app, {
    async stateOf(chat) {
      const conversation = tracer.conversationOf(chat);
      return conversation === undefined ? {} : (await stores()).contacts.stateOf(conversation);
    },
    release: async (chat) => (await stores()).contacts.release(conversationOf(chat)),
    async reset(chat) {
      const conversation = tracer.conversationOf(chat);
      if (conversation !== undefined) await (await stores()).contacts.reset(conversation);
      tracer.empty(chat);
      startOver();
    },
  });
  addDeliveries(app, (body) => deliver(body, webhook));
  addChat(app, vendor.chat ? vendor.url : undefined);
  addMedia(app, randomUUID);
  await app.ready();

  return {
    observeCloud(event) {
      tracer.observeCloud(event);
      const forgotten = readForgotten(event);
      if (forgotten !== undefined && tracer.forget(forgotten)) startOver();
    },
    observeVendor(activity) {
      switch (activity.kind) {
        case 'faults':
          return change({ faults: activity.faults });
        case 'account':
          return change({ account: activity.account });
        default:
          return tracer.observeVendor(activity);
      }
    },
    serveOther({ url = '' }) {
      const [path = ''] = url.split('?');
      if (path !== '/' && !path.startsWith('/inspector/')) return undefined;
      return async (request, response) => app.routing(request, response);
    },
    async stop() {
      clearInterval(timer);
      endStreams();
      history?.flush();
      await app.close();
      if (stores.isMade()) (await stores()).close();
    },
  };
}

/** Delivers an event as the vendor would. @returns the status of the answer */
async function deliver(body: string, { url, signature }: LocalWebhook): Promise<number> {
  const unsigned = { body, id: `msg_${randomUUID()}`, now: Date.now() };
  const signed = signature && signatureHeaders(unsigned, signature.scheme, signature.secret);
  const headers = { 'content-type': 'application/json', ...signed };
  return (await fetch(url, { method: 'POST', headers, body })).status;
}

function accessTo({ region, awsEndpoint, adminCredentials, outputs, variables }: CloudAccess): StackAccess {
  const rules = parseJson(variables.RULES ?? '{}');
  const [optInWord] = isObject(rules) && Array.isArray(rules.optInWords) ? rules.optInWords : [];
  return { aws: { region, endpoint: awsEndpoint, credentials: adminCredentials }, outputs, optInWord };
}

/** Makes a thing when it is first asked for. */
function once<Thing>(make: () => Thing): (() => Thing) & { isMade(): boolean } {
  let made: { thing: Thing } | undefined;
  const get = () => {
    made ??= { thing: make() };
    return made.thing;
  };
  return Object.assign(get, { isMade: () => made !== undefined });
}

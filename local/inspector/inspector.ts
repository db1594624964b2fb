import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import type { CloudEvent } from '../cloud/cloud.ts';
import type { ServeHttp } from '../cloud/http-endpoint.ts';
import { PLAIN_ACCOUNT } from '../simulator/account.ts';
import type { VendorActivity } from '../simulator/activity.ts';
import { detailOf } from './detail.ts';
import { createFeed } from './feed.ts';
import { createApp } from './http/app.ts';
import { addChat } from './http/chat.ts';
import { addDeadLetters } from './http/dead-letters.ts';
import { addEvents } from './http/events.ts';
import { addMedia } from './http/media.ts';
import { addPage } from './http/page.ts';
import { addStream } from './http/stream.ts';
import { bundlePage } from './page-bundle.ts';
import type { Snapshot } from './protocol.ts';
import { NO_MESSAGES, queueWatch } from './queue-watch.ts';
import type { CloudAccess } from './stores.ts';
import { createTracer } from './tracer/tracer.ts';

export interface InspectorOptions {
  cloud: CloudAccess & { stackId: string };
  /** The whole webhook URL, with the token. */
  webhookUrl: string;
  /** Where replies go, and whether that is our simulator, where contacts can write. */
  vendor: { url: string; chat: boolean };
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

/** How often the queues are looked at while a page is open, in ms. */
const QUEUES_EVERY_MS = 300;

export async function startInspector({
  cloud,
  webhookUrl,
  vendor,
  pageFolder = join(import.meta.dirname, 'page'),
}: InspectorOptions): Promise<Inspector> {
  const stack = { name: cloud.stackId.split('/')[1] ?? '', region: cloud.region };
  const boot = randomUUID();
  const state: Pick<Snapshot, 'queues' | 'faults' | 'account'> = {
    queues: NO_MESSAGES,
    faults: { sends: [], events: [] },
    account: PLAIN_ACCOUNT,
  };
  const change = (changed: Partial<typeof state>) => {
    Object.assign(state, changed);
    feed.change(changed);
  };

  const feed = createFeed({
    snapshot: () => ({ boot, webhookUrl, vendor, stack, ...tracer.state(), ...state }),
    after: (ms, run) => void setTimeout(run, ms),
  });
  const tracer = createTracer({ hookPath: new URL(cloud.outputs.HookUrl ?? webhookUrl).pathname, changes: feed });
  const stores = once(async () => {
    // The SDK takes longer to load than all the rest of the inspector, and is of use to an open page only.
    const { openStores } = await import('./stores.ts');
    return openStores(cloud, { newId: randomUUID, numberOf: tracer.numberOf });
  });
  const lookAtQueues = queueWatch({
    read: async () => (await stores()).queueStates(),
    isWanted: feed.isHeard,
    onChange: (queues) => change({ queues }),
  });
  const timer = setInterval(lookAtQueues, QUEUES_EVERY_MS);
  const page = bundlePage(pageFolder);
  // A request for the page gets the reason why it failed.
  page.catch(() => undefined);

  const app = createApp();
  addPage(app, pageFolder, () => page);
  const endStreams = addStream(app, feed);
  addEvents(app, async (n) => {
    const trace = tracer.trace(n);
    return trace && detailOf(trace, (await stores()).records);
  });
  addDeadLetters(app, {
    list: async () => (await stores()).deadLetters.list(),
    redrive: async (which) => (await stores()).deadLetters.redrive(which),
  });
  addChat(app, vendor.chat ? vendor.url : undefined);
  addMedia(app, randomUUID);
  await app.ready();

  return {
    observeCloud: tracer.observeCloud,
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
      await app.close();
      if (stores.isMade()) (await stores()).close();
    },
  };
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

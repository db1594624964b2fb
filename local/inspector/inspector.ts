import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { openTable } from '../../lambdas/ledger/table.ts';
import type { Cloud, CloudEvent } from '../cloud/cloud.ts';
import type { Handler } from '../cloud/door.ts';
import type { VendorActivity } from '../simulator/activity.ts';
import type { FaultLists } from '../simulator/faults.ts';
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
import { deadLettersOf, NO_MESSAGES, queueWatch, readQueueStates } from './queues.ts';
import { createTracer } from './tracer/tracer.ts';

export interface InspectorOptions {
  cloud: Pick<Cloud, 'awsEndpoint' | 'adminCredentials' | 'region' | 'outputs' | 'stackId'>;
  /** The whole webhook URL, with the token. */
  webhookUrl: string;
  /** Where replies go, and whether that is our stand-in, where contacts can write. */
  vendor: { url: string; chat: boolean };
  /** The folder of the page. */
  pageFolder?: string;
}

/** The page on which a person watches what the local cloud does, and writes to the bot. */
export interface Inspector {
  observeCloud(event: CloudEvent): void;
  observeVendor(activity: VendorActivity): void;
  /** Answers a request that is for the page or what it asks for; undefined when it is for somebody else. */
  beside(request: IncomingMessage): Handler | undefined;
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
  const { outputs, stackId, region } = cloud;
  const aws = { region, endpoint: cloud.awsEndpoint, credentials: cloud.adminCredentials };
  const sqs = new SQSClient(aws);
  const dynamodb = new DynamoDBClient(aws);
  const ledger = openTable(dynamodb, outputs.LedgerTable ?? '');
  const urls = {
    events: { queueUrl: outputs.EventsQueueUrl ?? '', deadLettersUrl: outputs.EventsDeadLettersUrl ?? '' },
    replies: { queueUrl: outputs.RepliesQueueUrl ?? '', deadLettersUrl: outputs.RepliesDeadLettersUrl ?? '' },
  };
  const boot = randomUUID();
  let queues = NO_MESSAGES;
  let faults: FaultLists = { sends: [], events: [] };

  const feed = createFeed({
    snapshot: () => ({
      boot,
      webhookUrl,
      vendor,
      stack: { name: stackId.split('/')[1] ?? '', region },
      events: tracer.events(),
      messages: tracer.messages(),
      queues,
      functions: tracer.functions(),
      faults,
    }),
    after: (ms, run) => void setTimeout(run, ms),
  });
  const tracer = createTracer({ hookPath: new URL(outputs.HookUrl ?? webhookUrl).pathname, changes: feed });
  const lookAtQueues = queueWatch({
    read: () => readQueueStates(sqs, urls),
    isWanted: feed.isHeard,
    onChange(states) {
      queues = states;
      feed.queues(states);
    },
  });
  const timer = setInterval(lookAtQueues, QUEUES_EVERY_MS);

  const page = bundlePage(pageFolder);
  // Whoever asks for the page is told why there is none.
  page.catch(() => undefined);

  const app = createApp();
  addPage(app, pageFolder, () => page);
  const endStreams = addStream(app, feed);
  addEvents(app, async (n) => {
    const trace = tracer.trace(n);
    return trace && detailOf(trace, ledger.query);
  });
  addDeadLetters(app, deadLettersOf(sqs, urls, { newId: randomUUID, numberOf: tracer.numberOf }));
  addChat(app, vendor.chat ? vendor.url : undefined);
  addMedia(app, randomUUID);
  await app.ready();

  return {
    observeCloud: tracer.observeCloud,
    observeVendor(activity) {
      if (activity.kind === 'faults') {
        faults = activity.faults;
        feed.faults(faults);
      } else tracer.observeVendor(activity);
    },
    beside({ url = '' }) {
      const [path = ''] = url.split('?');
      if (path !== '/' && !path.startsWith('/inspector/')) return undefined;
      return async (request, response) => app.routing(request, response);
    },
    async stop() {
      clearInterval(timer);
      endStreams();
      await app.close();
      for (const client of [sqs, dynamodb]) client.destroy();
    },
  };
}

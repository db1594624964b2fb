import type { Table } from './context.ts';
import { apiRequest, eventBatch, replyBatch } from './lambda/events.ts';
import { startSandbox } from './lambda/sandbox.ts';
import type { NodeVersion, Subject, Workshop } from './lambda/workshop.ts';
import { alone, type Gate, type Row } from './row.ts';
import { exact } from './statistics.ts';

/** Each from another contact; a whole number of batches. */
const MESSAGES = 100;
const BATCH = 10;

/** What one function made of its messages: requests by operation, and bytes of log. */
interface Made {
  requests: Record<string, number>;
  logBytes: number;
}

/**
 * What one answered message costs in requests and bytes of log, counted. Each message is the first of its contact; what
 * SQS's poller and API Gateway do for their part is not ours, and not counted.
 */
export const requests: Table = {
  name: 'requests',
  title: 'what one answered message takes, counted',
  async run(context) {
    const { standIn, nodes, ingest, processor, reply } = await context.workshop();
    const [node] = nodes;
    const numbers = Array.from({ length: MESSAGES }, (_, i) => i);
    const batches = Array.from({ length: MESSAGES / BATCH }, (_, i) => numbers.slice(i * BATCH, (i + 1) * BATCH));
    const events = () => batches.map((batch) => eventBatch(batch, Date.now()));
    context.progress('Counting requests');

    standIn.set({ duplicates: false });
    const received = await make(standIn, node, ingest.ours, numbers.map(apiRequest));
    const decided = await make(standIn, node, processor.ours, events());
    const sent = await make(
      standIn,
      node,
      reply.ours,
      batches.map((batch) => replyBatch(batch, Date.now())),
    );
    standIn.set({ duplicates: true });
    const repeated = await make(standIn, node, processor.ours, events());
    standIn.set({ duplicates: false });

    const all = [received, decided, sent];
    return [
      perMessage('DynamoDB writes', all, /PutItem|UpdateItem/, { atMost: 6 }),
      perMessage('DynamoDB reads', all, /GetItem|Query/, { atMost: 1 }),
      perMessage('SQS send requests, with batches of 10', all, /SendMessage/, { atMost: 1.1 }),
      perMessage('other requests to SQS', all, /AmazonSQS\.(?!SendMessage)/, { atMost: 0 }),
      perMessage('requests to the vendor', all, /messages\/send/, { atMost: 1 }),
      perMessage('duplicate: DynamoDB requests', [repeated], /DynamoDB/, { atMost: 1 }),
      perMessage('duplicate: sends', [repeated], /SendMessage|messages\/send/, { atMost: 0 }),
      alone({
        what: 'log, info level',
        ours: exact('B', sum(all.map(({ logBytes }) => logBytes))),
        gate: { atMost: 1_200 },
      }),
    ];
  },
};

async function make(
  standIn: Workshop['standIn'],
  { program }: NodeVersion,
  subject: Subject,
  events: readonly object[],
): Promise<Made> {
  const sandbox = await startSandbox(subject, program);
  await sandbox.invoke(events);
  return { requests: await standIn.requests(), logBytes: (await sandbox.end()) / MESSAGES };
}

function perMessage(what: string, all: readonly Made[], operation: RegExp, gate: Gate): Row {
  const matching = all.flatMap(({ requests }) => Object.entries(requests).filter(([name]) => operation.test(name)));
  return alone({ what, ours: exact('', sum(matching.map(([, count]) => count)) / MESSAGES), gate });
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

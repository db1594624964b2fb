import type { BenchTable } from './context.ts';
import { apiRequest, eventBatch, replyBatch } from './lambda/events.ts';
import { startSandbox } from './lambda/sandbox.ts';
import type { Subject, Testbed } from './lambda/testbed.ts';
import { alone, type Row, type Threshold } from './row.ts';
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
 * What one answered message costs in requests and bytes of log, counted. What SQS's poller and API Gateway do for their
 * part is not ours, and not counted.
 */
export const requests: BenchTable = {
  name: 'requests',
  title: 'what one answered message takes, counted',
  async run(context) {
    context.progress('requests: counting');
    const { answered, again, kept, duplicates } = await count(await context.testbed());
    return [
      perMessage('DynamoDB writes', answered, /PutItem|UpdateItem/, { atMost: 6 }),
      perMessage('DynamoDB reads, of the first message of a contact', answered, /GetItem|Query/, { atMost: 1 }),
      perMessage('DynamoDB reads, of every later one', again, /GetItem|Query/, { atMost: 2 }),
      perMessage('with transcripts: DynamoDB writes', kept, /PutItem|UpdateItem/, { atMost: 8 }),
      perMessage('with transcripts: DynamoDB reads, of the first message of a contact', kept, /GetItem|Query/, {
        atMost: 2,
      }),
      perMessage(`SQS send requests, in batches of ${BATCH}`, answered, /SendMessage/, { atMost: 1.1 }),
      perMessage('other requests to SQS', answered, /AmazonSQS\.(?!SendMessage)/, { atMost: 0 }),
      perMessage('requests to the vendor', answered, /messages\/send/, { atMost: 1 }),
      perMessage('of a duplicate: DynamoDB requests', duplicates, /DynamoDB/, { atMost: 1 }),
      perMessage('of a duplicate: sends', duplicates, /SendMessage|messages\/send/, { atMost: 0 }),
      alone({
        what: 'log, info level',
        ours: exact('B', sum(answered.map(({ logBytes }) => logBytes))),
        gate: { atMost: 1_200 },
      }),
    ];
  },
};

/**
 * Takes messages of new contacts through all functions; and the same events through the processor as those of contacts
 * that it knows, and as ones that it knows themselves. Ingest and the reply function read nothing of either.
 */
async function count(testbed: Testbed): Promise<Record<'answered' | 'again' | 'kept' | 'duplicates', Made[]>> {
  const { simulator, ingest, processor, reply } = testbed;
  const numbers = Array.from({ length: MESSAGES }, (_, i) => i);
  const batches = Array.from({ length: MESSAGES / BATCH }, (_, i) => numbers.slice(i * BATCH, (i + 1) * BATCH));
  const events = batches.map((batch) => eventBatch(batch, Date.now()));
  const replies = batches.map((batch) => replyBatch(batch, Date.now()));
  const answered = [
    await make(testbed, ingest.ours, numbers.map(apiRequest)),
    await make(testbed, processor.ours, events),
    await make(testbed, reply.ours, replies),
  ];
  const kept = [
    await make(testbed, withTranscripts(processor.ours), events),
    await make(testbed, withTranscripts(reply.ours), replies),
  ];
  simulator.set({ ledger: 'conversations' });
  const again = [await make(testbed, processor.ours, events)];
  simulator.set({ ledger: 'events' });
  const duplicates = [await make(testbed, processor.ours, events)];
  simulator.set({ ledger: 'empty' });
  return { answered, again, kept, duplicates };
}

function withTranscripts(subject: Subject): Subject {
  const variables = { TRANSCRIPTS_TABLE: 'transcripts', TRANSCRIPT_DAYS: '30' };
  return { ...subject, environment: { ...subject.environment, ...variables } };
}

/**
 * Invokes a function, once for each event. What it asks for during init, or once in a while, is no message's: it has
 * handled the first event before, and what it asked for then is not counted.
 */
async function make({ simulator, nodes }: Testbed, subject: Subject, events: readonly object[]): Promise<Made> {
  const sandbox = await startSandbox(subject, nodes[0].program);
  const warmUp = events.slice(0, 1);
  await sandbox.invoke(warmUp);
  await simulator.requests();
  await sandbox.invoke(events);
  const messages = MESSAGES * (1 + warmUp.length / events.length);
  return { requests: await simulator.requests(), logBytes: (await sandbox.end()) / messages };
}

function perMessage(what: string, all: readonly Made[], operation: RegExp, gate: Threshold): Row {
  const matching = all.flatMap(({ requests }) => Object.entries(requests).filter(([name]) => operation.test(name)));
  return alone({ what, ours: exact('', sum(matching.map(([, count]) => count)) / MESSAGES), gate });
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

import { type Design, IDLE_POLLING } from './design.ts';
import { AWS_CALL_MS, gbSeconds, type Times, VENDOR_MS } from './lambda-time.ts';
import type { MeasuredLoad } from './load.ts';

const MEMORY_MB = 1024;

/**
 * START, END and REPORT as text (80, 60 and 190 bytes) and a line of its own (250), with 26 more for each and the next.
 */
const LINES_BYTES = 80 + 60 + 190 + 250 + 5 * 26;

/** The first line of a tutorial's handler logs the event: REST API's has every header twice, SQS's is one record. */
const REST_EVENT_BYTES = 3_000;
const SQS_EVENT_BYTES = 1_100;

/** ingest, processor, reply */
const MESSAGE_LOG_BYTES = 3 * LINES_BYTES + REST_EVENT_BYTES + 2 * SQS_EVENT_BYTES;
/** ingest, processor */
const STATUS_LOG_BYTES = 2 * LINES_BYTES + REST_EVENT_BYTES + SQS_EVENT_BYTES;

/** A record of a hundred and fifty bytes that says that something was seen, and what DynamoDB adds to it. */
const RECORD_BYTES = 150 + 100;

const GB = 1e9;

/**
 * What a first version looks like that somebody builds from tutorials, with the same pipeline. It is given the work of
 * our own functions and their init, in ms; it promises less, for a crash between its read and its write answers twice.
 */
export function naive({ messages, statuses }: MeasuredLoad): Design {
  return {
    name: 'naive',
    lines: [
      { unit: 'restRequests', message: 1, status: 1, because: 'a REST API, with which most tutorials begin' },
      { unit: 'invocations', message: 3, status: 2, because: 'batches of one' },
      {
        unit: 'x86GbSeconds',
        // ingest: secret, send · processor: get, put, get, put, send · reply: secret, get, the vendor, put
        message: time(messages.times, { ingest: 2, processor: 5, reply: 3 }, VENDOR_MS),
        // ingest: secret, send · processor: get, put
        status: time(statuses.times, { ingest: 2, processor: 2 }),
        because: '1,024 MB on x86, batches of one, the calls that the other lines name',
      },
      { unit: 'sqsRequests', message: 6, status: 3, because: 'each message is sent, received and deleted by itself' },
      { unit: 'writeUnits', message: 3, status: 1, because: 'put: the event, the conversation, the reply' },
      { unit: 'readUnits', message: 1.5, status: 0.5, because: 'get before each put, eventually consistent' },
      {
        unit: 'tableGbMonths',
        message: (3 * RECORD_BYTES) / GB,
        status: RECORD_BYTES / GB,
        because: 'as many records as writes, kept for a month; no backup',
      },
      { unit: 'secretReads', message: 2, status: 1, because: 'the secret is read in the handler, each time' },
      {
        unit: 'logGb',
        message: MESSAGE_LOG_BYTES / GB,
        status: STATUS_LOG_BYTES / GB,
        because: 'each event, at level INFO, and the lines that Lambda writes unless told not to',
      },
      {
        unit: 'logGbMonths',
        message: MESSAGE_LOG_BYTES / GB,
        status: STATUS_LOG_BYTES / GB,
        because: 'kept without end; one month is counted',
      },
    ],
    monthly: [IDLE_POLLING, { unit: 'secretMonths', month: 2, because: 'the webhook token and the API key' }],
  };
}

/** The same without its largest line that one change would save: each secret read once, and kept. */
export function naiveWithSecretsKept(load: MeasuredLoad): Design {
  const { lines, ...design } = naive(load);
  return { ...design, name: 'naive, secrets kept', lines: lines.filter(({ unit }) => unit !== 'secretReads') };
}

type Calls = Partial<Record<keyof Times, number>>;

function time(times: Times, calls: Calls, vendorMs = 0): number {
  const one = (name: keyof Times): number => {
    const waitMs = (calls[name] ?? 0) * AWS_CALL_MS + (name === 'reply' ? vendorMs : 0);
    return gbSeconds({ ...times[name], waitMs, messagesPerInvocation: 1 }, MEMORY_MB);
  };
  return one('ingest') + one('processor') + one('reply');
}

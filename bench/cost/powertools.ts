import { cachedSecretReads, type Design, IDLE_POLLING } from './design.ts';
import { AWS_CALL_MS, gbSeconds, type Times, VENDOR_MS } from './lambda-time.ts';
import type { MeasuredLoad } from './load.ts';

const MEMORY_MB = 512;

/** START, END and REPORT in JSON. */
const PLATFORM_BYTES = 3 * (220 + 26);

/**
 * A line of Powertools' logger with Lambda's context: its standard fields, the function's ARN and memory, a correlation
 * id.
 */
const LINE_BYTES = 600 + 26;

/** A record of the idempotency layer with the answer that it keeps, and what DynamoDB adds to it. */
const RECORD_BYTES = 250 + 100;

const GB = 1e9;

/**
 * What somebody builds who knows the field: an HTTP API, batches, Powertools for logs, parameters and idempotency. It
 * is given the work of our own functions and their init, in ms, our batches, our time to keep secrets, no custom
 * metrics, no traces.
 */
export function powertools({ messages, statuses }: MeasuredLoad): Design {
  const batch = (name: 'processor' | 'reply', { times }: MeasuredLoad['messages']) => times[name].messagesPerInvocation;
  const messageInvocations = 1 + 1 / batch('processor', messages) + 1 / batch('reply', messages);
  const statusInvocations = 1 + 1 / batch('processor', statuses);
  const messageLog = (messageInvocations * PLATFORM_BYTES + 3 * LINE_BYTES) / GB;
  const statusLog = (statusInvocations * PLATFORM_BYTES + 2 * LINE_BYTES) / GB;
  return {
    name: 'Powertools',
    lines: [
      { unit: 'httpRequests', message: 1, status: 1, because: 'an HTTP API' },
      {
        unit: 'invocations',
        message: messageInvocations,
        status: statusInvocations,
        because: 'batches as large as ours',
      },
      {
        unit: 'armGbSeconds',
        // ingest: send · processor: put, get, put, send, update · reply: put, the vendor, update
        message: time(messages.times, { ingest: 1, processor: 5, reply: 2 }, VENDOR_MS),
        // ingest: send · processor: put, update
        status: time(statuses.times, { ingest: 1, processor: 2, reply: 0 }, 0),
        because: '512 MB on arm64, the calls that the other lines name',
      },
      {
        unit: 'sqsRequests',
        message: 2 + 2 / batch('processor', messages) + 2 / batch('reply', messages),
        status: 1 + 2 / batch('processor', statuses),
        because: 'each message is sent by itself, and received and deleted in batches',
      },
      {
        unit: 'writeUnits',
        message: 5,
        status: 2,
        because: 'idempotency puts and updates a record of each event and each reply; the conversation is put',
      },
      { unit: 'readUnits', message: 0.5, status: 0, because: 'the conversation; idempotency reads nothing any more' },
      {
        unit: 'tableGbMonths',
        message: (3 * RECORD_BYTES) / GB,
        status: RECORD_BYTES / GB,
        because: 'records of the event, the conversation and the reply, kept for a month; no backup',
      },
      { unit: 'logGb', message: messageLog, status: statusLog, because: 'one line of each step, and those of Lambda' },
      { unit: 'logGbMonths', message: messageLog, status: statusLog, because: 'kept for a month' },
    ],
    monthly: [
      IDLE_POLLING,
      cachedSecretReads(5),
      { unit: 'secretMonths', month: 2, because: 'the webhook token and the API key' },
      { unit: 'alarmMonths', month: 2, because: 'one for each dead-letter queue' },
    ],
  };
}

type Calls = Partial<Record<keyof Times, number>>;

function time(times: Times, calls: Calls, vendorMs: number): number {
  const one = (name: keyof Times): number => {
    const waitMs = (calls[name] ?? 0) * AWS_CALL_MS + (name === 'reply' ? vendorMs : 0);
    return gbSeconds({ ...times[name], waitMs }, MEMORY_MB);
  };
  return one('ingest') + one('processor') + one('reply');
}

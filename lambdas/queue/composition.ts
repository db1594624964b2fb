import { randomUUID } from 'node:crypto';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { dynamoDBClient, sqsClient } from '../aws/clients.ts';
import type { LedgerSettings } from '../ledger/lease.ts';
import { openTable, type Table } from '../ledger/table.ts';
import { itemPutter, type Transcribe, transcriber } from '../ledger/transcripts.ts';
import { numericVariable, optionalVariable, variable } from '../runtime/environment.ts';
import type { Log } from '../telemetry/log.ts';
import { type QueueMessage, readRecord } from './message.ts';
import { parker, postponer } from './sqs.ts';
import { batchResponse, type Worker } from './worker.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** What the processor and the reply function are both made of: clients, the ledger's table, the clock. */
export interface Parts {
  sqs: SQSClient;
  dynamodb: DynamoDBClient;
  table: Table;
  ledger: LedgerSettings;
}

export function makeParts(): Parts {
  const dynamodb = dynamoDBClient();
  return {
    dynamodb,
    sqs: sqsClient(variable('DEAD_LETTERS_QUEUE_URL')),
    table: openTable(dynamodb, variable('LEDGER_TABLE')),
    ledger: {
      now: Date.now,
      newOwner: randomUUID,
      leaseMs: numericVariable('LEASE_SECONDS') * 1000,
      retentionMs: numericVariable('LEDGER_RETENTION_DAYS') * DAY_MS,
    },
  };
}

/** What writes transcripts, by the variables of the function; undefined where the setting `transcripts` is off. */
export function openTranscripts(client: DynamoDBClient, ledger: Table, log: Log): Transcribe | undefined {
  const tableName = optionalVariable('TRANSCRIPTS_TABLE');
  if (tableName === undefined) return undefined;
  const keepMs = numericVariable('TRANSCRIPT_DAYS') * DAY_MS;
  return transcriber({ put: itemPutter(client, tableName), keepMs, ledger, log });
}

interface QueueHandlerOptions {
  sqs: SQSClient;
  /** The URL of the queue that the function reads. */
  queueUrl: string;
  log: Log;
  reserveMs: number;
  handle: Worker['handle'];
  /** Which way a batch is worked through. */
  work(messages: QueueMessage[], worker: Worker): Promise<QueueMessage[]>;
}

/** Makes a Lambda handler of a queue worker. */
export function queueHandler({ sqs, queueUrl, work, ...options }: QueueHandlerOptions) {
  const tools = {
    ...options,
    postpone: postponer(sqs, queueUrl),
    park: parker(sqs, variable('DEAD_LETTERS_QUEUE_URL')),
    random: Math.random,
  };
  return async (event: SQSEvent, context: Context): Promise<SQSBatchResponse> => {
    const worker: Worker = { ...tools, remainingMs: () => context.getRemainingTimeInMillis() };
    return batchResponse(await work(event.Records.map(readRecord), worker));
  };
}

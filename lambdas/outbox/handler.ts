import { randomUUID } from 'node:crypto';
import { dynamoDBClient, secretsManagerClient, sqsClient } from '../aws/clients.ts';
import { cached, readSecret } from '../aws/secrets.ts';
import { conversationRecords } from '../ledger/conversations.ts';
import { eventRecords } from '../ledger/events.ts';
import { knownContacts } from '../ledger/homes.ts';
import { outboxRecords } from '../ledger/outbox.ts';
import { openTable } from '../ledger/table.ts';
import { openPublisher } from '../queue/open-publisher.ts';
import { batchSender } from '../queue/sqs.ts';
import { numericVariable, optionalVariable, variable } from '../runtime/environment.ts';
import { createLog } from '../telemetry/log.ts';
import { answerRequest, type Outbox } from './outbox.ts';

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;

const log = createLog();
const repliesUrl = variable('REPLIES_QUEUE_URL');
const sqs = sqsClient(repliesUrl);
const table = openTable(dynamoDBClient(), variable('LEDGER_TABLE'));
const ledger = {
  now: Date.now,
  newOwner: randomUUID,
  // Nothing is held here.
  leaseMs: 0,
  retentionMs: numericVariable('LEDGER_RETENTION_DAYS') * DAY_MS,
};

const outbox: Outbox = {
  records: outboxRecords(table, ledger),
  contactOf: knownContacts(table),
  conversations: conversationRecords(table, ledger, eventRecords(table, ledger).isDone),
  readApiKeySecret: cached(readSecret(secretsManagerClient(), variable('API_KEY_SECRET_ARN')), Date.now, log),
  enqueue: batchSender(sqs, repliesUrl),
  publish: openPublisher(sqs),
  contactHashKey: variable('CONTACT_HASH_KEY'),
  usefulMs: numericVariable('REPLY_USEFUL_HOURS') * HOUR_MS,
  windowMs: optionalVariable('WINDOW_TEMPLATE') === undefined ? numericVariable('WINDOW_HOURS') * HOUR_MS : 0,
  now: Date.now,
  log,
};

/** Takes messages of other systems, which invoke it by their IAM role. */
export const handler = (request: unknown) => answerRequest(request, outbox);

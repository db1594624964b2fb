import { setTimeout as sleep } from 'node:timers/promises';
import { schedulerClient, secretsManagerClient } from '../aws/clients.ts';
import { MAX_CONNECTIONS } from '../aws/connections.ts';
import { prime } from '../aws/prime.ts';
import { cached, readSecret } from '../aws/secrets.ts';
import { contactSlots } from '../ledger/contact-slots.ts';
import { knownContacts } from '../ledger/homes.ts';
import { messageRecords } from '../ledger/messages.ts';
import { numberRecords } from '../ledger/numbers.ts';
import { outboxRecords } from '../ledger/outbox.ts';
import { replyRecords } from '../ledger/replies.ts';
import { readNothing } from '../ledger/table.ts';
import { unaskedRecords } from '../ledger/unasked.ts';
import { lookUp } from '../pilot-status/history.ts';
import { send } from '../pilot-status/send.ts';
import { makeParts, openTranscripts, queueHandler } from '../queue/composition.ts';
import type { QueueMessage } from '../queue/message.ts';
import { openPublisher } from '../queue/open-publisher.ts';
import { conversationsOf, workTogether } from '../queue/worker.ts';
import { numericVariable, optionalVariable, variable } from '../runtime/environment.ts';
import { request } from '../runtime/http.ts';
import { createLog } from '../telemetry/log.ts';
import { MAX_SLEEP_MS, pacer } from './pace.ts';
import { openSchedules } from './schedules.ts';
import { sendReply } from './send-reply.ts';
import type { ReplySender } from './sender.ts';

/** What is kept of the function's time beyond one wait and one send, for the bookkeeping around them. */
const MARGIN_MS = 3_000;

const HOUR_MS = 60 * 60 * 1000;

const { sqs, dynamodb, table, ledger } = makeParts();
const log = createLog();
const baseUrl = variable('PILOT_STATUS_BASE_URL');
const timeoutMs = numericVariable('SEND_TIMEOUT_SECONDS') * 1000;
const secretId = variable('API_KEY_SECRET_ARN');
const repliesUrl = variable('REPLIES_QUEUE_URL');

const sender: ReplySender = {
  replies: replyRecords(table, ledger),
  messages: messageRecords(table, ledger),
  numbers: numberRecords(table, ledger),
  lookUp: (query) => lookUp({ ...query, baseUrl }, request, ledger.now),
  sendTimeoutMs: timeoutMs,
  settleMs: numericVariable('UNKNOWN_SETTLE_SECONDS') * 1000,
  onUnknownSend: variable('ON_UNKNOWN_SEND') === 'resend' ? 'resend' : 'park',
  window: { lengthMs: numericVariable('WINDOW_HOURS') * HOUR_MS, template: optionalVariable('WINDOW_TEMPLATE') },
  pace: pacer(numericVariable('SEND_INTERVAL_MS'), ledger.now),
  takeContactSlot: contactSlots(table, ledger, numericVariable('SECONDS_BETWEEN_REPLIES') * 1000),
  contactOf: knownContacts(table),
  outbox: outboxRecords(table, ledger),
  unasked: unaskedRecords(table, ledger),
  schedules: openSchedules(schedulerClient(), {
    groupName: variable('SCHEDULE_GROUP'),
    roleArn: variable('SCHEDULE_ROLE_ARN'),
    repliesUrl,
    deadLettersArn: variable('SCHEDULE_DEAD_LETTERS_ARN'),
  }),
  sleep,
  send: (message) => send({ ...message, baseUrl }, request, ledger.now),
  readApiKeySecret: cached(readSecret(secretsManagerClient(), secretId), ledger.now, log),
  setApiKeyCommand: `aws secretsmanager put-secret-value --secret-id ${secretId} --secret-string '{"YOUR_NUMBER_ID":"ps_YOUR_KEY"}'`,
  publish: openPublisher(sqs),
  transcribe: openTranscripts(dynamodb, table, log),
  now: ledger.now,
  log,
};

/** Reads the replies queue: sends each reply, and each message of the outbox, once. */
export const handler = queueHandler({
  sqs,
  queueUrl: repliesUrl,
  log,
  reserveMs: MAX_SLEEP_MS + timeoutMs + MARGIN_MS,
  handle: ([message]) => sendReply(message as QueueMessage, sender),
  work: (messages, worker) => workTogether(conversationsOf(messages), worker),
});

await prime([() => sender.readApiKeySecret(), () => readNothing(table, MAX_CONNECTIONS)], log);

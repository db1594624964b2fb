import { MAX_CONNECTIONS } from '../aws/connections.ts';
import { prime } from '../aws/prime.ts';
import bot from '../bot.ts';
import { conversationRecords } from '../ledger/conversations.ts';
import { eventRecords } from '../ledger/events.ts';
import { messageRecords } from '../ledger/messages.ts';
import { numberRecords } from '../ledger/numbers.ts';
import { outboxRecords } from '../ledger/outbox.ts';
import { closerTogether } from '../ledger/replies.ts';
import { sendingRecords } from '../ledger/sendings.ts';
import { readNothing } from '../ledger/table.ts';
import { unaskedRecords } from '../ledger/unasked.ts';
import { archiveTimeoutMs, openArchive } from '../media/open-archive.ts';
import { makeParts, openTranscripts, queueHandler } from '../queue/composition.ts';
import { openPublisher } from '../queue/open-publisher.ts';
import { batchSender, openConnection } from '../queue/sqs.ts';
import { conversationsOf, workSuspectsAlone } from '../queue/worker.ts';
import { numericVariable, variable } from '../runtime/environment.ts';
import { createLog } from '../telemetry/log.ts';
import { handleEvent } from './handle-event.ts';
import type { Processor } from './processor.ts';
import { rehearse } from './rehearse.ts';
import { sendTogether } from './send-together.ts';

const HOUR_MS = 60 * 60 * 1000;

/** What is kept of the function's time beyond one answer of the bot, for the bookkeeping around it. */
const MARGIN_MS = 5_000;

const { sqs, dynamodb, table, ledger } = makeParts();
const log = createLog();
const repliesUrl = variable('REPLIES_QUEUE_URL');
const botTimeoutMs = numericVariable('BOT_TIMEOUT_SECONDS') * 1000;
const events = eventRecords(table, ledger);
const { send: enqueue, during } = sendTogether(batchSender(sqs, repliesUrl));

const processor: Processor = {
  bot,
  events,
  conversations: conversationRecords(table, ledger, events.isDone),
  enqueue,
  messages: messageRecords(table, ledger),
  numbers: numberRecords(table, ledger),
  closeTogether: closerTogether(table, ledger),
  outbox: outboxRecords(table, ledger),
  unasked: unaskedRecords(table, ledger),
  sendingOf: sendingRecords(table, ledger.now),
  botTimeoutMs,
  maxAttempts: numericVariable('MAX_ATTEMPTS'),
  publish: openPublisher(sqs),
  transcribe: openTranscripts(dynamodb, table, log),
  archive: openArchive(log),
  usefulMs: numericVariable('REPLY_USEFUL_HOURS') * HOUR_MS,
  windowMs: numericVariable('WINDOW_HOURS') * HOUR_MS,
  debounceMs: numericVariable('DEBOUNCE_SECONDS') * 1000,
  rules: JSON.parse(variable('RULES')),
  now: ledger.now,
  log,
};

/** Reads the events queue: deduplicates, asks the bot, enqueues its replies. */
export const handler = queueHandler({
  sqs,
  queueUrl: variable('EVENTS_QUEUE_URL'),
  log,
  reserveMs: archiveTimeoutMs() + botTimeoutMs + MARGIN_MS,
  handle: (conversation) => during(() => handleEvent(conversation, processor)),
  work: (messages, worker) => workSuspectsAlone(conversationsOf(messages), worker),
});

await prime(
  [() => openConnection(sqs, repliesUrl), () => readNothing(table, MAX_CONNECTIONS), () => rehearse(processor, ledger)],
  log,
);

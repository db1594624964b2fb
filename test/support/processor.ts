import { conversationRecords } from '../../lambdas/ledger/conversations.ts';
import { eventRecords } from '../../lambdas/ledger/events.ts';
import { messageRecords } from '../../lambdas/ledger/messages.ts';
import { numberRecords } from '../../lambdas/ledger/numbers.ts';
import { outboxRecords } from '../../lambdas/ledger/outbox.ts';
import { closerTogether, REPLY_RECORD } from '../../lambdas/ledger/replies.ts';
import { sendingRecords } from '../../lambdas/ledger/sendings.ts';
import { unaskedRecords } from '../../lambdas/ledger/unasked.ts';
import { readDelivery } from '../../lambdas/pilot-status/events.ts';
import { eventKey } from '../../lambdas/pilot-status/identity.ts';
import { handleEvent } from '../../lambdas/processor/handle-event.ts';
import type { Processor } from '../../lambdas/processor/processor.ts';
import type { QueueMessage } from '../../lambdas/queue/message.ts';
import { type ReplyJob, readReplyJob } from '../../lambdas/queue/reply-job.ts';
import type { Outgoing } from '../../lambdas/queue/sqs.ts';
import { clock, ledgerSettings } from './clock.ts';
import { recordedLog } from './log.ts';
import { memoryTable } from './memory-table.ts';
import { RULES } from './rules.ts';
import { queueMessage } from './samples.ts';

const HOUR_MS = 60 * 60 * 1000;

/** The processor over a ledger in memory, with a queue that takes everything, but for what is given. */
export function openProcessor(overrides: Partial<Processor> = {}, time = clock()) {
  const settings = ledgerSettings(time);
  const table = memoryTable();
  const events = eventRecords(table, settings);
  const sent: Outgoing[] = [];
  const log = recordedLog();
  const processor: Processor = {
    bot: { onMessage: () => 'Thanks' },
    events,
    conversations: conversationRecords(table, settings, events.isDone),
    enqueue: async (message) => {
      sent.push(message);
      return true;
    },
    messages: messageRecords(table, settings),
    numbers: numberRecords(table, settings),
    closeTogether: closerTogether(table, settings),
    outbox: outboxRecords(table, settings),
    unasked: unaskedRecords(table, settings),
    sendingOf: sendingRecords(table, time.now),
    botTimeoutMs: 1_000,
    maxAttempts: 10,
    usefulMs: 24 * HOUR_MS,
    windowMs: 24 * HOUR_MS,
    debounceMs: 0,
    rules: RULES,
    now: time.now,
    log,
    ...overrides,
  };
  /** Hands over conversations, each with the messages that there are of it. */
  const handle = (...conversations: QueueMessage[][]) =>
    Promise.all(conversations.map((conversation) => handleEvent(conversation, processor)));
  const run = (...heads: QueueMessage[]) => handle(...heads.map((head) => [head]));
  const jobs = (): ReplyJob[] => sent.map(({ body }) => readReplyJob(body) as ReplyJob);
  const states = () =>
    [...table.items.values()]
      .filter(({ event, state }) => state && !String(event).startsWith(REPLY_RECORD))
      .map(({ id, event, state, outcome }) => ({ id, event, state, outcome }));
  return { time, table, processor, sent, log, handle, run, jobs, states };
}

/** An event as the ingest function puts it on the queue. */
export function queued(body: Record<string, unknown>, group = 'h1', receiveCount = 1): QueueMessage {
  const text = JSON.stringify(body);
  const key = eventKey(readDelivery(body), Buffer.from(text));
  return queueMessage({ body: text, group, receiveCount, attributes: { ...key, receivedAt: String(clock().now()) } });
}

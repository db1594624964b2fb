import { parseJson } from '../json.ts';
import { type ConversationRecords, type Decision, isAnswered } from '../ledger/conversations.ts';
import type { EventRecords } from '../ledger/events.ts';
import type { Lease } from '../ledger/lease.ts';
import type { MessageRecords } from '../ledger/messages.ts';
import {
  type Delivery,
  type InboundMessage,
  isObject,
  readDelivery,
  readInbound,
  readStatus,
} from '../pilot-status/events.ts';
import { type EventKey, keyPart, numberOf, replyKey } from '../pilot-status/identity.ts';
import type { QueueMessage } from '../queue/message.ts';
import type { ReplyJob } from '../queue/reply-job.ts';
import type { Outgoing } from '../queue/sqs.ts';
import { DONE, retryAfterError, type Verdict } from '../queue/worker.ts';
import { errorDetail, errorName, type Log } from '../telemetry/log.ts';
import { LoggableError } from '../telemetry/loggable-error.ts';
import type { Bot } from './bot-api.ts';
import { decide, replyJobs } from './decide.ts';

export interface Processor {
  bot: Bot;
  events: EventRecords;
  conversations: ConversationRecords;
  messages: MessageRecords;
  /** Sends messages to the replies queue; says for each whether the queue has it. */
  enqueue(messages: Outgoing[]): Promise<boolean[]>;
  /** How long after a message was received a reply is worth sending, in ms. */
  usefulMs: number;
  /** How long the bot may think about one message, in ms. */
  botTimeoutMs: number;
  /** How often the bot may fail on one message before the message is parked. */
  maxAttempts: number;
  now(): number;
  log: Log;
}

/** A message that the bot has decided about, and that its claim is held for. */
interface Decided {
  key: EventKey;
  lease: Lease;
  failures: number;
  jobs: ReplyJob[];
  message: QueueMessage;
}

/** One round: decides on each message, sends all their replies together, then writes each outcome. Never throws. */
export async function processRound(heads: QueueMessage[], processor: Processor): Promise<Verdict[]> {
  const retry = (message: QueueMessage) => (error: unknown) => retryAfterError(error, message, processor.log);
  const decided = await Promise.all(heads.map((message) => decideOn(message, processor).catch(retry(message))));
  const outgoing = decided.flatMap((result) => ('jobs' in result ? toOutgoing(result) : []));
  const accepted = outgoing.length === 0 ? [] : await processor.enqueue(outgoing);
  const lost = new Set(outgoing.filter((_, i) => !accepted[i]).map(({ group }) => group));
  return Promise.all(
    decided.map((result) => {
      if (!('jobs' in result)) return result;
      const { message } = result;
      return conclude(result, !lost.has(message.group), processor).catch(retry(message));
    }),
  );
}

async function decideOn(message: QueueMessage, processor: Processor): Promise<Verdict | Decided> {
  const { events, log } = processor;
  const event = readEvent(message);
  if (event === undefined) return { kind: 'park', reason: 'It was not put on the queue by the ingest function' };
  const { key, inbound, receivedAt } = event;
  const fields = { conversation: message.group, numberId: numberOf(event.delivery), receivedAt };
  const trace = { ...key, conversation: message.group };

  if (inbound === undefined) {
    await linkStatus(event, fields, processor);
    const recorded = await events.record(key, fields);
    log.info(recorded ? 'recorded' : 'duplicate', trace);
    return DONE;
  }
  const claim = await events.claim(key, fields);
  switch (claim.kind) {
    case 'duplicate':
      log.info('duplicate', trace);
      return DONE;
    case 'busy':
      log.info('busy', trace);
      return { kind: 'retry', afterMs: claim.until - processor.now() + 1 };
    case 'claimed':
      return answer({ message, key, inbound, receivedAt, ...claim }, processor);
  }
}

/** An event that is claimed, and what the bot is to be asked about it. */
interface Question {
  message: QueueMessage;
  key: EventKey;
  inbound: InboundMessage;
  receivedAt: number;
  lease: Lease;
  /** How often the bot was asked before and threw, or crashed the function. */
  failures: number;
}

async function answer(question: Question, processor: Processor): Promise<Verdict | Decided> {
  const { message, key, inbound, receivedAt, lease, failures } = question;
  const { events, maxAttempts, usefulMs } = processor;
  try {
    const reply = replyKey(inbound, key);
    const decision = await decideOnce(question, reply, processor);
    if (decision === 'answered before') {
      await events.complete(key, lease, 'duplicate');
      processor.log.info('duplicate', { ...key, conversation: message.group });
      return DONE;
    }
    const jobs = replyJobs(decision, {
      reply,
      message: inbound,
      writtenAt: receivedAt,
      expiresAt: receivedAt + usefulMs,
    });
    return { key, lease, failures, jobs, message };
  } catch (error) {
    if (!(error instanceof BotError)) {
      await releaseQuietly(question, failures, events);
      throw error;
    }
    const now = Math.max(failures, error.failures);
    await releaseQuietly(question, now, events);
    const retry = retryAfterError(error, message, processor.log);
    if (now < maxAttempts) return retry;
    return { kind: 'park', reason: `The bot failed ${now} times: ${error.message}`, detail: errorDetail(error) };
  }
}

/**
 * The decision that is in the ledger, or a new one, which is in the ledger when this returns. A message that another event
 * told of before may be answered already.
 *
 * @throws BotError
 */
async function decideOnce(
  { message, key, inbound, failures }: Question,
  reply: string,
  { bot, conversations, messages, maxAttempts, botTimeoutMs }: Processor,
): Promise<Decision | 'answered before'> {
  const conversation = await conversations.read(message.group);
  const earlier = conversation.decisions[reply];
  if (earlier) return earlier;
  if (isAnswered(conversation, reply)) return 'answered before';
  if (failures >= maxAttempts) throw new BotError('It crashed the function, or never came to an end', failures);
  const decision = await decide(bot, await withQuoted(inbound, messages), key, botTimeoutMs).catch((error: unknown) => {
    const message = error instanceof LoggableError ? error.message : errorName(error);
    throw new BotError(message, failures + 1, { cause: error });
  });
  if (await conversations.decide(conversation, reply, decision)) return decision;
  throw new LoggableError('The conversation was changed by another worker');
}

/** The bot did not decide. What it threw is the cause: its message may quote what the contact wrote. */
class BotError extends LoggableError {
  override name = 'BotError';
  /** How often it has failed on this message, this time included. */
  readonly failures: number;

  constructor(message: string, failures: number, options?: ErrorOptions) {
    super(message, options);
    this.failures = failures;
  }
}

/** Adds what is known of the message of ours that the contact quoted. */
async function withQuoted(inbound: InboundMessage, messages: MessageRecords): Promise<InboundMessage> {
  const { quotedMessageId, quotedSentId } = inbound;
  if (quotedMessageId === undefined && quotedSentId === undefined) return inbound;
  const quoted = await messages.quoted({
    ...(quotedMessageId !== undefined && { whatsappId: keyPart(quotedMessageId) }),
    ...(quotedSentId !== undefined && { sentId: keyPart(quotedSentId) }),
  });
  return { ...inbound, quoted };
}

/** Ties a status of a message of ours to the vendor's id of the send, and to the id that WhatsApp gave it. */
async function linkStatus(
  { key, delivery }: ReadEvent,
  fields: { conversation: string },
  { events, messages }: Processor,
): Promise<void> {
  const status = readStatus(delivery);
  if (status === undefined) return;
  const sentId = keyPart(status.sentId);
  if (key.event === 'message.sent' && status.whatsappId !== undefined) {
    await messages.linkWhatsappId(keyPart(status.whatsappId), sentId, fields.conversation);
  }
  // Should data.id be the id of the event, the status is found under the id of the message as well.
  if (sentId !== key.id) await events.record({ id: sentId, event: key.event }, fields);
}

async function conclude(decided: Decided, enqueued: boolean, { events, log }: Processor): Promise<Verdict> {
  const { key, lease, failures, jobs, message } = decided;
  if (!enqueued) {
    await releaseQuietly(decided, failures, events);
    throw new LoggableError('The replies queue did not accept the reply');
  }
  const outcome = jobs.length > 0 ? 'answered' : 'silent';
  if (!(await events.complete(key, lease, outcome))) return { kind: 'retry' };
  log.info('decided', { ...key, conversation: message.group, outcome, replies: jobs.length });
  return DONE;
}

function toOutgoing({ jobs, message }: Decided): Outgoing[] {
  return jobs.map((job) => ({
    body: JSON.stringify(job),
    group: message.group,
    deduplicateBy: `${job.reply} ${job.index}`,
    attributes: { id: job.cause.id, event: job.cause.event },
  }));
}

interface ReadEvent {
  key: EventKey;
  delivery: Delivery;
  inbound: InboundMessage | undefined;
  receivedAt: number;
}

/** Undefined for what the ingest function did not put on the queue. */
function readEvent({ attributes, body }: QueueMessage): ReadEvent | undefined {
  const { id, event, receivedAt } = attributes;
  const json = parseJson(body);
  if (!id || !event || !receivedAt || !isObject(json)) return undefined;
  const delivery = readDelivery(json);
  return { key: { id, event }, delivery, inbound: readInbound(delivery), receivedAt: Number(receivedAt) };
}

/** The lease ends by itself if this fails. */
async function releaseQuietly(
  { key, lease }: { key: EventKey; lease: Lease },
  failures: number,
  events: EventRecords,
): Promise<void> {
  await events.release(key, lease, failures).catch(() => undefined);
}

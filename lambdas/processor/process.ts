import type { ConversationRecords, Decision } from '../ledger/conversations.ts';
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
import { type EventKey, keyPart, replyKey } from '../pilot-status/identity.ts';
import type { QueueMessage } from '../queue/message.ts';
import type { ReplyJob } from '../queue/reply-job.ts';
import type { Outgoing } from '../queue/sqs.ts';
import { DONE, type Verdict } from '../queue/worker.ts';
import type { Log } from '../telemetry/log.ts';
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
  /** How often the bot is asked about one message that never comes to an end. */
  maxAttempts: number;
  now(): number;
  log: Log;
}

/** A message that the bot has decided about, and that its claim is held for. */
interface Decided {
  key: EventKey;
  lease: Lease;
  jobs: ReplyJob[];
  message: QueueMessage;
}

/** One round: decides on each message, sends all their replies together, then writes each outcome. Never throws. */
export async function processRound(heads: QueueMessage[], processor: Processor): Promise<Verdict[]> {
  const decided = await Promise.all(heads.map((message) => decideOn(message, processor).catch(broken)));
  const outgoing = decided.flatMap((result) => ('jobs' in result ? toOutgoing(result) : []));
  const accepted = outgoing.length === 0 ? [] : await processor.enqueue(outgoing);
  const lost = new Set(outgoing.filter((_, i) => !accepted[i]).map(({ group }) => group));
  return Promise.all(
    decided.map((result) =>
      'jobs' in result ? conclude(result, !lost.has(result.message.group), processor).catch(broken) : result,
    ),
  );
}

async function decideOn(message: QueueMessage, processor: Processor): Promise<Verdict | Decided> {
  const { events, log } = processor;
  const event = readEvent(message);
  const { key, inbound, receivedAt } = event;
  const fields = { conversation: message.group, receivedAt };
  const trace = { ...key, conversation: message.group };

  if (inbound === undefined) {
    await linkStatus(event, processor);
    const recorded = await events.record(key, fields);
    log.info(recorded ? 'recorded' : 'duplicate', trace);
    return DONE;
  }
  const claim = await events.claim(key, fields);
  if (claim.kind === 'duplicate') {
    log.info('duplicate', trace);
    return DONE;
  }
  if (claim.kind === 'busy') {
    log.info('busy', trace);
    return { kind: 'retry', afterMs: claim.until - processor.now() + 1 };
  }
  try {
    const reply = replyKey(inbound, key);
    const decision = await decideOnce({ message, key, inbound, reply }, processor);
    if (decision === undefined) {
      await events.release(key, claim.lease);
      return {
        kind: 'park',
        reason: `It was received ${message.receiveCount} times and never ended: it may crash the bot`,
      };
    }
    const expiresAt = receivedAt + processor.usefulMs;
    const jobs = replyJobs(decision, { reply, message: inbound, writtenAt: receivedAt, expiresAt });
    return { key, lease: claim.lease, jobs, message };
  } catch (error) {
    await releaseQuietly(key, claim.lease, events);
    throw error;
  }
}

interface Question {
  message: QueueMessage;
  key: EventKey;
  inbound: InboundMessage;
  reply: string;
}

/**
 * The decision that is in the ledger, or a new one, which is in the ledger when this returns.
 *
 * @returns undefined when the bot has been asked too often and never came to an end
 */
async function decideOnce(
  { message, key, inbound, reply }: Question,
  { bot, conversations, messages, maxAttempts, botTimeoutMs }: Processor,
): Promise<Decision | undefined> {
  const conversation = await conversations.read(message.group);
  const earlier = conversation.decisions[reply];
  if (earlier) return earlier;
  if (message.receiveCount > maxAttempts) return undefined;
  const decision = await decide(bot, await withQuoted(inbound, messages), key, botTimeoutMs);
  if (await conversations.decide(conversation, reply, decision)) return decision;
  throw new Error('The conversation was changed by another worker');
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
async function linkStatus({ key, delivery }: ReadEvent, { events, messages }: Processor): Promise<void> {
  const status = readStatus(delivery);
  if (status === undefined) return;
  const sentId = keyPart(status.sentId);
  if (key.event === 'message.sent' && status.whatsappId !== undefined) {
    await messages.linkWhatsappId(keyPart(status.whatsappId), sentId);
  }
  // Should data.id be the id of the event, the status is found under the id of the message as well.
  if (sentId !== key.id) await events.record({ id: sentId, event: key.event }, {});
}

async function conclude(
  { key, lease, jobs, message }: Decided,
  enqueued: boolean,
  processor: Processor,
): Promise<Verdict> {
  if (!enqueued) {
    await releaseQuietly(key, lease, processor.events);
    throw new Error('The replies queue did not accept the reply');
  }
  const outcome = jobs.length > 0 ? 'answered' : 'silent';
  if (!(await processor.events.complete(key, lease, outcome))) return { kind: 'retry' };
  processor.log.info('decided', { ...key, conversation: message.group, outcome, replies: jobs.length });
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

function readEvent({ attributes, body }: QueueMessage): ReadEvent {
  const { id, event, receivedAt } = attributes;
  const json: unknown = JSON.parse(body);
  if (!id || !event || !receivedAt || !isObject(json)) {
    throw new Error('This message was not put on the queue by the ingest function');
  }
  const delivery = readDelivery(json);
  return { key: { id, event }, delivery, inbound: readInbound(delivery), receivedAt: Number(receivedAt) };
}

/** The lease ends by itself if this fails. */
async function releaseQuietly(key: EventKey, lease: Lease, events: EventRecords): Promise<void> {
  await events.release(key, lease).catch(() => undefined);
}

function broken(error: unknown): Verdict {
  return { kind: 'broken', error };
}

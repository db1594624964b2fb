import { type ConversationRecords, type Decision, decisionOn } from '../ledger/conversations.ts';
import type { EventRecords } from '../ledger/events.ts';
import type { Lease } from '../ledger/lease.ts';
import { type InboundMessage, isObject, readDelivery, readInbound } from '../pilot-status/events.ts';
import type { EventKey } from '../pilot-status/identity.ts';
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
  /** Sends messages to the replies queue; says for each whether the queue has it. */
  enqueue(messages: Outgoing[]): Promise<boolean[]>;
  /** How long after a message was received a reply is worth sending, in ms. */
  usefulMs: number;
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
  const { key, inbound, receivedAt } = readEvent(message);
  const fields = { conversation: message.group, receivedAt };
  const trace = { ...key, conversation: message.group };

  if (inbound === undefined) {
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
    const decision = await decideOnce(message.group, key, inbound, processor);
    const jobs = replyJobs(decision, inbound, key, receivedAt + processor.usefulMs);
    return { key, lease: claim.lease, jobs, message };
  } catch (error) {
    await releaseQuietly(key, claim.lease, events);
    throw error;
  }
}

/** The decision that is in the ledger, or a new one, which is in the ledger when this returns. */
async function decideOnce(
  conversationHash: string,
  key: EventKey,
  inbound: InboundMessage,
  { bot, conversations, now }: Processor,
): Promise<Decision> {
  const conversation = await conversations.read(conversationHash);
  const earlier = decisionOn(conversation, key);
  if (earlier) return earlier;
  const decision = await decide(bot, inbound, now());
  if (await conversations.decide(conversation, key, decision)) return decision;
  throw new Error('The conversation was changed by another worker');
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
  inbound: InboundMessage | undefined;
  receivedAt: number;
}

function readEvent({ attributes, body }: QueueMessage): ReadEvent {
  const { id, event, receivedAt } = attributes;
  const json: unknown = JSON.parse(body);
  if (!id || !event || !receivedAt || !isObject(json)) {
    throw new Error('This message was not put on the queue by the ingest function');
  }
  return { key: { id, event }, inbound: readInbound(readDelivery(json)), receivedAt: Number(receivedAt) };
}

/** The lease ends by itself if this fails. */
async function releaseQuietly(key: EventKey, lease: Lease, events: EventRecords): Promise<void> {
  await events.release(key, lease).catch(() => undefined);
}

function broken(error: unknown): Verdict {
  return { kind: 'broken', error };
}

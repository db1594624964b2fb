import { type Conversation, type ConversationRecords, type Decision, isAnswered } from '../ledger/conversations.ts';
import type { EventRecords } from '../ledger/events.ts';
import type { MessageRecords } from '../ledger/messages.ts';
import { type ArchiveMedia, withArchivedMedia } from '../media/archive.ts';
import type { InboundMessage, OwnMessage } from '../pilot-status/events.ts';
import { keyPart } from '../pilot-status/identity.ts';
import type { QueueMessage } from '../queue/message.ts';
import type { ReplyJob } from '../queue/reply-job.ts';
import type { Outgoing } from '../queue/sqs.ts';
import { DONE, retryAfterError, type Verdict } from '../queue/worker.ts';
import { errorDetail, errorName, type Log } from '../telemetry/log.ts';
import { LoggableError } from '../telemetry/loggable-error.ts';
import { claimBurst, messagesOf, waitForMore } from './burst.ts';
import { type Claimed, claim, release } from './claims.ts';
import { type Decider, decide, replyJobs } from './decide.ts';
import { answerKey, type ReceivedEvent, readEvent, writtenAt } from './event.ts';
import { linkStatus, withWhatIsKnown } from './known-messages.ts';
import type { Happening, Occasion } from './occasion.ts';
import { isEcho, ruleOn, takenOver } from './rules.ts';

export interface Processor extends Decider {
  events: EventRecords;
  conversations: ConversationRecords;
  messages: MessageRecords;
  /** Sends messages to the replies queue; says for each whether the queue has it. */
  enqueue(messages: Outgoing[]): Promise<boolean[]>;
  /** Keeps copies of files, where the setting is on. */
  archive?: ArchiveMedia | undefined;
  /** How long after a message was received a reply is worth sending, in ms. */
  usefulMs: number;
  /** How long after a contact wrote free text may be sent, in ms; 0 for as long as one likes. */
  windowMs: number;
  /** How long a contact may go on writing until the bot is asked about all of it, in ms; 0 for no waiting. */
  debounceMs: number;
  /** How often the bot may fail on one message before the message is parked. */
  maxAttempts: number;
  log: Log;
}

/** Events that are decided about, and whose claims are held. */
interface Decided {
  /** The first is the one that was decided about; the others were decided about with it. */
  claims: [Claimed, ...Claimed[]];
  jobs: ReplyJob[];
  because: string | undefined;
  /** How many messages of the queue this is about. */
  together: number;
}

/** One round: decides on the first message of each conversation, sends all replies together, then writes each outcome. Never throws. */
export async function processRound(conversations: QueueMessage[][], processor: Processor): Promise<Verdict[]> {
  const retry = (message: QueueMessage) => (error: unknown) => retryAfterError(error, message, processor.log);
  const decided = await Promise.all(
    conversations.map(([head, ...behind]) =>
      decideOn(head as QueueMessage, behind, processor).catch(retry(head as QueueMessage)),
    ),
  );
  const outgoing = decided.flatMap((result) => ('jobs' in result ? toOutgoing(result) : []));
  const accepted = outgoing.length === 0 ? [] : await processor.enqueue(outgoing);
  const lost = new Set(outgoing.filter((_, i) => !accepted[i]).map(({ group }) => group));
  return Promise.all(
    decided.map((result) => {
      if (!('jobs' in result)) return result;
      const { message } = result.claims[0];
      return conclude(result, !lost.has(message.group), processor).catch(retry(message));
    }),
  );
}

async function decideOn(
  message: QueueMessage,
  behind: QueueMessage[],
  processor: Processor,
): Promise<Verdict | Decided> {
  const event = readEvent(message);
  if (event === undefined) return { kind: 'park', reason: 'It was not put on the queue by the ingest function' };
  const { happening } = event;
  await linkStatus(event, processor);
  if (happening === undefined || !isOfConcern(happening, processor)) return record(event, processor);
  const waitMs = waitForMore(event, processor);
  if (waitMs > 0) return { kind: 'retry', afterMs: waitMs };
  const answer = await claim(message, event, processor);
  return 'verdict' in answer ? answer.verdict : work(answer.claimed, happening, behind, processor);
}

/** Whether somebody has something to do about it: the bot, or the rules. */
function isOfConcern({ kind }: Happening, { bot, rules }: Processor): boolean {
  switch (kind) {
    case 'message':
      return true;
    case 'own':
      return rules.humanTakeoverMinutes > 0;
    case 'group':
      return bot.onGroup !== undefined;
    case 'status':
      return bot.onStatus !== undefined;
    case 'number':
      return bot.onNumberEvent !== undefined;
  }
}

async function record({ key, fields, trace }: ReceivedEvent, { events, log }: Processor): Promise<Verdict> {
  const recorded = await events.record(key, fields);
  log.info(recorded ? 'recorded' : 'duplicate', trace);
  return DONE;
}

/** Decides about an event that is claimed; whatever goes wrong, the claims are given back. */
async function work(
  claimed: Claimed,
  happening: Happening,
  behind: QueueMessage[],
  processor: Processor,
): Promise<Verdict | Decided> {
  const claims: Decided['claims'] = [claimed];
  try {
    const conversation = await processor.conversations.read(claimed.message.group);
    const key = answerKey(claimed.event);
    const earlier = conversation.decisions[key];
    if (earlier) return decided(earlier, happening, claims, conversation, processor);
    if (isAnswered(conversation, key)) return over(claimed, 'duplicate', processor);
    if (happening.kind === 'own') return await heedPerson(claimed, happening.message, conversation, processor);
    const burst = await claimBurst(claimed, behind, conversation, processor);
    claims.push(...burst.claims);
    const occasion = await occasionOf(happening, claims, conversation, processor);
    const decision = await decideNew(occasion, claims, conversation, processor);
    return { ...decided(decision, happening, claims, conversation, processor), together: 1 + burst.consumed };
  } catch (error) {
    return giveBack(error, claims, processor);
  }
}

function decided(
  decision: Decision,
  happening: Happening,
  claims: Decided['claims'],
  { rules }: Conversation,
  { usefulMs, windowMs }: Processor,
): Decided {
  const { event } = claims[0];
  const { receivedAt } = event;
  const heardAt = writtenAt(event) ?? rules.heardAt;
  const windowEndsAt = windowMs > 0 && happening.kind !== 'group' ? (heardAt ?? 0) + windowMs : undefined;
  const answering = { reply: answerKey(event), writtenAt: receivedAt, expiresAt: receivedAt + usefulMs };
  const jobs =
    happening.kind === 'own'
      ? []
      : replyJobs(decision, { ...answering, occasion: happening, ...(windowEndsAt !== undefined && { windowEndsAt }) });
  return { claims, jobs, because: decision.because, together: 1 };
}

async function over(claimed: Claimed, outcome: 'duplicate' | 'recorded', { events, log }: Processor): Promise<Verdict> {
  await events.complete(claimed.event.key, claimed.lease, outcome);
  log.info(outcome, claimed.event.trace);
  return DONE;
}

/** A person wrote from our number, unless it is an echo of what the bot said: the bot keeps quiet for a while. */
async function heedPerson(
  claimed: Claimed,
  message: OwnMessage,
  conversation: Conversation,
  processor: Processor,
): Promise<Verdict | Decided> {
  const { messages, conversations, rules, now } = processor;
  const isKnown = message.id !== undefined && (await messages.isOurs(keyPart(message.id)));
  if (isKnown || isEcho(message, conversation.rules, now())) return over(claimed, 'recorded', processor);
  const decision = { replies: [], cause: claimed.event.key, because: 'handed over' };
  const remembered = { memory: conversation.memory, rules: takenOver(conversation.rules, rules, now()) };
  if (!(await conversations.decide(conversation, { [answerKey(claimed.event)]: decision }, remembered)))
    throw changed();
  return { claims: [claimed], jobs: [], because: decision.because, together: 1 };
}

function changed(): LoggableError {
  return new LoggableError('The conversation was changed by another worker');
}

/** What the bot is asked about, with all that is known. What the rules decide without it needs no more. */
async function occasionOf(
  happening: Occasion,
  claims: Claimed[],
  { rules: state, memory }: Conversation,
  { messages, archive, rules, now }: Processor,
): Promise<Occasion> {
  if (ruleOn(happening, { state, memory }, rules, now()) !== undefined) return happening;
  const known = await withWhatIsKnown(happening, messages);
  if (known.kind !== 'message') return known;
  const [message, ...others] = [known.message, ...messagesOf(claims.slice(1))];
  const burst = await Promise.all([message, ...others].map((one, i) => archived(one, claims[i] as Claimed, archive)));
  return { kind: 'message', message: burst[0] as InboundMessage, burst };
}

function archived(message: InboundMessage, { event, message: queued }: Claimed, archive: ArchiveMedia | undefined) {
  const { key, receivedAt } = event;
  const { group: conversation, receiveCount } = queued;
  return withArchivedMedia(message, { key, conversation, receivedAt, receiveCount }, archive);
}

/**
 * Decides, and writes the decision to the ledger.
 *
 * @throws BotError when the bot does not decide
 */
async function decideNew(
  occasion: Occasion,
  [first, ...others]: Decided['claims'],
  conversation: Conversation,
  processor: Processor,
): Promise<Decision> {
  const { event, failures } = first;
  if (failures >= processor.maxAttempts) {
    throw new BotError('It crashed the function, or never came to an end', failures);
  }
  const heardAt = writtenAt(others.at(-1)?.event ?? event);
  const matter = { occasion, cause: event.key, conversation, heardAt };
  const { decision, remembered } = await decide(matter, processor).catch((error: unknown) => {
    const message = error instanceof LoggableError ? error.message : errorName(error);
    throw new BotError(message, failures + 1, { cause: error });
  });
  const together = others.map((other): [string, Decision] => [
    answerKey(other.event),
    { replies: [], cause: other.event.key, because: 'answered together' },
  ]);
  const decisions = { [answerKey(event)]: decision, ...Object.fromEntries(together) };
  if (await processor.conversations.decide(conversation, decisions, remembered)) return decision;
  throw changed();
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

async function giveBack(error: unknown, [first, ...others]: Decided['claims'], processor: Processor): Promise<Verdict> {
  const failures = error instanceof BotError ? Math.max(first.failures, error.failures) : first.failures;
  await Promise.all([{ ...first, failures }, ...others].map((claimed) => release(claimed, processor)));
  if (!(error instanceof BotError)) throw error;
  const retry = retryAfterError(error, first.message, processor.log);
  if (failures < processor.maxAttempts) return retry;
  return { kind: 'park', reason: `The bot failed ${failures} times: ${error.message}`, detail: errorDetail(error) };
}

async function conclude(decided: Decided, enqueued: boolean, processor: Processor): Promise<Verdict> {
  const { events, log } = processor;
  const { claims, jobs, because, together } = decided;
  if (!enqueued) {
    await Promise.all(claims.map((claimed) => release(claimed, processor)));
    throw new LoggableError('The replies queue did not accept the reply');
  }
  const [first, ...others] = claims;
  const outcome = jobs.length > 0 ? 'answered' : 'silent';
  const outcomes = [
    { claimed: first, outcome, replies: jobs.length, because },
    ...others.map((claimed) => ({ claimed, outcome: 'silent', replies: 0, because: 'answered together' })),
  ];
  for (const { claimed, outcome, ...rest } of outcomes) {
    if (!(await events.complete(claimed.event.key, claimed.lease, outcome))) return { kind: 'retry' };
    log.info('decided', { ...claimed.event.trace, outcome, ...rest });
  }
  return together === 1 ? DONE : { kind: 'done', together };
}

function toOutgoing({ claims: [{ message }], jobs }: Decided): Outgoing[] {
  return jobs.map((job) => ({
    body: JSON.stringify(job),
    group: message.group,
    deduplicateBy: `${job.reply} ${job.index}`,
    attributes: { id: job.cause.id, event: job.cause.event },
  }));
}

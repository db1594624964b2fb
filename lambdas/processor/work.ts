import { type Conversation, type Decision, isAnswered } from '../ledger/conversations.ts';
import type { OwnMessage } from '../pilot-status/events.ts';
import type { QueueMessage } from '../queue/message.ts';
import { DONE, retryAfterError, type Verdict } from '../queue/worker.ts';
import { errorDetail, errorName } from '../telemetry/log.ts';
import { LoggableError } from '../telemetry/loggable-error.ts';
import { claimBurst } from './burst.ts';
import { type Claimed, release } from './claims.ts';
import { ConversationChanged } from './conversation-changed.ts';
import { decide, replyJobs } from './decide.ts';
import { answerKey, writtenAt } from './event.ts';
import type { Happening, Occasion } from './occasion.ts';
import { takeOver } from './person.ts';
import type { Decided, Processor } from './processor.ts';
import { wholeOccasion } from './whole-occasion.ts';

/** Decides about an event that is claimed; whatever goes wrong, the claims are given back. */
export async function work(
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
    if (happening.kind === 'own') return await heed(claimed, happening.message, conversation, processor);
    const burst = await claimBurst(claimed, behind, conversation, processor);
    claims.push(...burst.claims);
    const occasion = await wholeOccasion(happening, claims, conversation, processor);
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
  const isRoom = happening.kind === 'group' || happening.kind === 'newsletter';
  const windowEndsAt = windowMs > 0 && !isRoom ? (heardAt ?? 0) + windowMs : undefined;
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

/** Heeds a message that left from our number: by a person, or it is an echo of what the bot said. */
async function heed(
  claimed: Claimed,
  message: OwnMessage,
  conversation: Conversation,
  processor: Processor,
): Promise<Verdict | Decided> {
  const decision = await takeOver(claimed.event, message, conversation, processor);
  if (decision === 'echo') return over(claimed, 'recorded', processor);
  return { claims: [claimed], jobs: [], because: decision.because, together: 1 };
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
  const { event, failures, failure = 'It crashed the function, or never came to an end' } = first;
  if (failures >= processor.maxAttempts) throw new BotError(failure, failures);
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
  throw new ConversationChanged();
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
  const isBots = error instanceof BotError;
  const failed = isBots ? { ...first, failures: error.failures, failure: error.message } : first;
  await Promise.all([failed, ...others].map((claimed) => release(claimed, processor)));
  if (!isBots) throw error;
  const retry = retryAfterError(error, first.message, processor.log);
  const { failures } = error;
  if (failures < processor.maxAttempts) return retry;
  return { kind: 'park', reason: `The bot failed ${failures} times: ${error.message}`, detail: errorDetail(error) };
}

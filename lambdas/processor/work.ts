import { type Conversation, type Decision, isAnswered, NotStorable, type RuleState } from '../ledger/conversation.ts';
import { oneOfEachForm } from '../pilot-status/contact.ts';
import type { OwnMessage } from '../pilot-status/events.ts';
import type { QueueMessage } from '../queue/message.ts';
import { DONE, retryAfterError, type Verdict } from '../queue/worker.ts';
import { errorDetail, errorName } from '../telemetry/log.ts';
import { LoggableError } from '../telemetry/loggable-error.ts';
import { type Burst, claimBurst } from './burst.ts';
import { type Claimed, releaseAll } from './claims.ts';
import { ConversationChanged } from './conversation-changed.ts';
import { decide } from './decide.ts';
import { answerKey, type ReceivedEvent, whenWritten, writtenAt } from './event.ts';
import { type Happening, type Occasion, readHappening } from './occasion.ts';
import { outgoing } from './outgoing.ts';
import { hasAnswered, takeOver } from './person.ts';
import type { Decided, Processor } from './processor.ts';
import { type Outcome, ruleOn } from './rules.ts';
import { wholeOccasion } from './whole-occasion.ts';

const NOTHING_BEHIND: Burst = { claims: [], twins: [], consumed: 0 };

/** Decides about an event that is claimed; whatever goes wrong, the claims are given back. */
export async function work(
  claimed: Claimed,
  told: Happening,
  behind: QueueMessage[],
  processor: Processor,
): Promise<Verdict | Decided> {
  const held = [claimed];
  try {
    const happening = await asOfUs(claimed.event, told, processor);
    const first = { ...claimed, event: { ...claimed.event, happening } };
    const read = await processor.conversations.read(first.message.group);
    const conversation = { ...read, ...knownAddresses(first.event.addresses, read) };
    const key = answerKey(first.event);
    const earlier = conversation.decisions[key];
    if (earlier) {
      const state = stateAfter(conversation.rules, held);
      return decidedAs(earlier, { first, happening, burst: NOTHING_BEHIND, state }, conversation, processor);
    }
    if (isAnswered(conversation, key)) return over(first, 'duplicate', processor);
    if (happening.kind === 'own') return await heed(first, happening.message, conversation, processor);

    // The rules are asked once, and before anything is done for the bot: what they decide is about this message alone.
    const at = processor.now();
    const { rules, memory } = conversation;
    const before = { reply: key, memory, state: stateAfter(rules, held), ...whenWritten(first.event) };
    const ruling =
      ruleOn(happening, before, processor.rules, at) ??
      (happening.kind === 'message' && (await hasAnswered(behind, conversation, processor))
        ? { replies: [], state: before.state, memory, because: 'handed over' as const }
        : undefined);
    const burst = ruling ? NOTHING_BEHIND : await claimBurst(first, behind, conversation, processor);
    held.push(...burst.claims, ...burst.twins);
    const state = stateAfter(rules, [first, ...burst.claims]);
    const outcome = ruling ?? (await askBot({ first, happening, burst, state }, conversation, processor, at));
    return await save(outcome, { first, happening, burst, state }, conversation, processor, at);
  } catch (error) {
    return giveBack(error, claimed, held, processor);
  }
}

/** Takes what comes from a number of ours for ours, although it does not say so. */
async function asOfUs(
  { delivery: { event, data } }: ReceivedEvent,
  told: Happening,
  { numbers }: Processor,
): Promise<Happening> {
  if (told.kind !== 'message' || told.message.numberId === undefined) return told;
  if (!(await numbers.isOurs(told.message.numberId, told.message.from))) return told;
  return readHappening({ event, data: { ...data, fromMe: true } }) ?? told;
}

/** What is decided about: the first message and what is behind it; the state of the rules, with when the contact last wrote. */
interface Matter<About extends Happening = Happening> {
  first: Claimed;
  happening: About;
  burst: Burst;
  state: RuleState;
}

/** The state of the rules after a contact wrote, whether or not what they wrote came in order. */
function stateAfter(rules: RuleState, claims: Claimed[]): RuleState {
  const heard = claims.filter(({ event }) => event.happening?.kind === 'message').map(({ event }) => writtenAt(event));
  const times = [rules.heardAt, ...heard].filter((time) => time !== undefined);
  return times.length === 0 ? rules : { ...rules, heardAt: Math.max(...times) };
}

/** All addresses of a contact who is known under several, those that came now first. */
function knownAddresses(named: string[], { addresses = [] }: Conversation): Pick<Conversation, 'addresses'> {
  const all = oneOfEachForm([...named, ...addresses]);
  return all.length > 1 ? { addresses: all } : {};
}

async function over(claimed: Claimed, outcome: 'duplicate' | 'recorded', { events, log }: Processor): Promise<Verdict> {
  await events.complete(claimed.event.key, claimed.lease, outcome);
  log.info(outcome, claimed.event.trace);
  return DONE;
}

/** Heeds a message that left from our number: by a person, or it is an echo of what the bot said. */
async function heed(
  first: Claimed,
  message: OwnMessage,
  conversation: Conversation,
  processor: Processor,
): Promise<Verdict | Decided> {
  const decision = await takeOver(first.event, message, conversation, processor);
  if (decision === 'echo') return over(first, 'recorded', processor);
  return { first, burst: NOTHING_BEHIND, messages: [], because: decision.because };
}

/** @throws BotError when the bot does not decide */
async function askBot(
  { first, happening, burst, state }: Matter<Occasion>,
  conversation: Conversation,
  processor: Processor,
  at: number,
): Promise<Outcome> {
  const { failures, failure = 'It crashed the function, or never came to an end' } = first;
  if (failures >= processor.maxAttempts) throw new BotError(failure, failures);
  const occasion = await wholeOccasion(happening, [first, ...burst.claims], processor);
  const before = { reply: answerKey(first.event), state, memory: conversation.memory };
  return decide(occasion, conversation, before, processor, at).catch((error: unknown) => {
    throw botError(error, first);
  });
}

/**
 * Writes a decision to the ledger. Each other message of the burst gets one of its own, so that it is not answered again.
 *
 * @throws NotStorable when no store holds what was decided, ConversationChanged when another worker was faster
 */
async function save(
  { replies, because, state, memory }: Outcome,
  matter: Matter<Occasion>,
  conversation: Conversation,
  processor: Processor,
  decidedAt: number,
): Promise<Decided> {
  const { first, burst } = matter;
  const decision: Decision = { replies, cause: first.event.key, decidedAt, ...(because !== undefined && { because }) };
  const together = burst.claims.map(({ event }): [string, Decision] => [
    answerKey(event),
    { replies: [], cause: event.key, because: 'answered together' },
  ]);
  const decisions = { ...Object.fromEntries(together), [answerKey(first.event)]: decision };
  const saved = decidedAs(decision, matter, conversation, processor);
  if (await processor.conversations.decide(conversation, decisions, { memory, rules: state })) return saved;
  throw new ConversationChanged();
}

function decidedAs(
  decision: Decision,
  { first, happening, burst, state }: Matter,
  { addresses }: Pick<Conversation, 'addresses'>,
  { usefulMs, windowMs }: Processor,
): Decided {
  const { event, message } = first;
  const { receivedAt } = event;
  const isRoom = happening.kind === 'group' || happening.kind === 'newsletter';
  const windowEndsAt = windowMs > 0 && !isRoom ? { windowEndsAt: (state.heardAt ?? 0) + windowMs } : {};
  const times = { writtenAt: receivedAt, expiresAt: receivedAt + usefulMs, ...windowEndsAt };
  const answering = { reply: answerKey(event), ...times, ...(addresses && { alsoTo: addresses }) };
  const messages =
    happening.kind === 'own' ? [] : outgoing(decision, { ...answering, occasion: happening }, message.group);
  return { first, burst, messages, because: decision.because };
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

function botError(error: unknown, { failures }: Claimed): BotError {
  const message = error instanceof LoggableError ? error.message : errorName(error);
  return new BotError(message, failures + 1, { cause: error });
}

/** What no store holds is the bot's failure, too: it would not get in tomorrow either. */
async function giveBack(error: unknown, first: Claimed, held: Claimed[], processor: Processor): Promise<Verdict> {
  const failure = error instanceof NotStorable ? botError(error, first) : error;
  if (!(failure instanceof BotError)) {
    await releaseAll(held, processor);
    throw error;
  }
  const { failures, message } = failure;
  await releaseAll([{ ...first, failures, failure: message }, ...held.slice(1)], processor);
  const retry = retryAfterError(failure, first.message, processor.log);
  if (failures < processor.maxAttempts) return retry;
  return { kind: 'park', reason: `The bot failed ${failures} times: ${message}`, detail: errorDetail(failure) };
}

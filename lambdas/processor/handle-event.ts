import {
  type Decision,
  isAnswered,
  type LedgerConversation,
  NotStorable,
  type RuleState,
} from '../ledger/conversation.ts';
import type { End } from '../ledger/events.ts';
import { asFailed, asRecorded, type Listed } from '../ledger/lists.ts';
import { oneOfEachForm } from '../pilot-status/contact.ts';
import { readStatus, unreadable } from '../pilot-status/events.ts';
import type { QueueMessage } from '../queue/message.ts';
import type { Outgoing } from '../queue/sqs.ts';
import { DONE, retryAfterError, type Verdict } from '../queue/worker.ts';
import { errorDetail } from '../telemetry/log.ts';
import { LoggableError } from '../telemetry/loggable-error.ts';
import { hasHandler } from './ask.ts';
import { askBot } from './ask-bot.ts';
import { BotError, botError } from './bot-error.ts';
import { type Burst, claimBurst, NO_BURST, waitForMore } from './burst.ts';
import { type Claimed, claim, releaseAll } from './claims.ts';
import { ConversationChanged } from './conversation-changed.ts';
import { enrich } from './enrich.ts';
import { handleOwnMessage, hasAnswered } from './human-takeover.ts';
import { type BotEvent, type InboundEvent, readInboundEvent } from './inbound-event.ts';
import { linkStatus } from './link-status.ts';
import { outboxMessages } from './outbox-messages.ts';
import type { Processor } from './processor.ts';
import { changeEvents, changesOf, inboundEvent } from './publish.ts';
import { answerKey, type ReceivedEvent, readAtHome, whenWritten, writtenAt } from './received-event.ts';
import { replyMessages } from './reply-messages.ts';
import { applyRules, type Outcome } from './rules.ts';
import { answerSecondAddress } from './second-address.ts';
import { transcribe } from './transcribe.ts';

/**
 * The life of one event: claim → rule → enrich → ask → save → complete. Each step follows the one above it.
 *
 * Handles the first message of a conversation, and perhaps those behind it. Never throws.
 */
export async function handleEvent(messages: QueueMessage[], processor: Processor): Promise<Verdict> {
  const [head, ...behind] = messages as [QueueMessage, ...QueueMessage[]];
  try {
    return await receive(head, behind, processor);
  } catch (error) {
    return retryAfterError(error, head, processor.log);
  }
}

/** Claims an event that the bot or the rules have to handle; records any other. */
async function receive(head: QueueMessage, behind: QueueMessage[], processor: Processor): Promise<Verdict> {
  const received = await readAtHome(head, processor.conversations);
  if (received === undefined) return { kind: 'park', reason: 'It was not put on the queue by the ingest function' };
  const { message, event } = received;
  await linkStatus(event, processor);
  if (!isHandled(event.inbound, processor)) return record(event, message.receiveCount > 1, processor);
  const waitMs = waitForMore(event, processor);
  if (waitMs > 0) return { kind: 'retry', afterMs: waitMs };
  const answer = await claim(message, event, processor);
  if ('handledIn' in answer) return answerSecondAddress(event, answer.handledIn, processor);
  return 'verdict' in answer ? answer.verdict : handleClaimed(answer.claimed, event.inbound, behind, processor);
}

/** Whether the bot, or the rules around it, handle an event; an unknown event is `undefined`. */
function isHandled(event: InboundEvent | undefined, { bot, rules }: Processor): event is InboundEvent {
  if (event?.kind === 'own') return rules.humanTakeoverMinutes > 0;
  return event !== undefined && hasHandler(bot, event);
}

/**
 * Records an event without work: one that has no handler, an unknown one, or one that cannot be read.
 *
 * @param isRepeated whether an earlier try may have recorded it, and been cut off before others heard of it
 */
async function record(event: ReceivedEvent, isRepeated: boolean, processor: Processor): Promise<Verdict> {
  const { key, delivery, fields, trace } = event;
  const { events, publish, log } = processor;
  const reason = unreadable(delivery);
  const because = reason === undefined ? event.inbound && NO_HANDLER : 'unreadable';
  const recorded = await events.record(key, { ...fields, ...listedAsRecorded(event), because });
  if (recorded || isRepeated) await publish?.([inboundEvent(event)]);
  if (recorded && reason !== undefined) log.warn('unreadable', { ...trace, reason });
  log.info(recorded ? 'recorded' : 'duplicate', trace);
  return DONE;
}

/** Why the bot was not asked about an event that it could have answered. */
const NO_HANDLER = 'no handler';

/** A status is found by what was sent, except for a failure, which somebody may look for. */
function listedAsRecorded({ key, delivery, receivedAt }: ReceivedEvent): Partial<Listed> {
  if (key.event === 'message.failed') return asFailed(receivedAt);
  return readStatus(delivery) === undefined ? asRecorded(key, receivedAt) : {};
}

/** What one answer is about: the first event, what else the contact wrote behind it, and the conversation. */
interface Turn<Event extends InboundEvent = InboundEvent> {
  first: Claimed;
  event: Event;
  burst: Burst;
  conversation: LedgerConversation;
  /** The state of the rules, with when the contact last wrote. */
  state: RuleState;
}

/** Handles an event that is claimed. If anything goes wrong, the claims are released. */
async function handleClaimed(
  claimed: Claimed,
  inbound: InboundEvent,
  behind: QueueMessage[],
  processor: Processor,
): Promise<Verdict> {
  const held = [claimed];
  try {
    const { event, ...opened } = await openTurn(claimed, inbound, processor);
    const { first, conversation } = opened;
    const earlier = conversation.decisions[answerKey(first.event)];
    if (earlier) return await complete({ ...opened, event }, earlier, processor);
    if (isAnswered(conversation, answerKey(first.event)))
      return await completeAs({ outcome: 'duplicate' }, first, processor);
    if (event.kind === 'own') {
      const takeover = await handleOwnMessage(first.event, event.message, conversation, processor);
      if (takeover === 'echo') return await completeAs({ outcome: 'recorded', because: 'echo' }, first, processor);
      await transcribe(first, event, processor);
      return await complete({ ...opened, event }, takeover, processor);
    }

    // The rules are asked once, before anything is done for the bot: their decision is about this message alone.
    const now = processor.now();
    await transcribe(first, event, processor);
    const ruling = await rule({ ...opened, event }, behind, processor, now);
    const turn = ruling ? { ...opened, event } : await withBurst({ ...opened, event }, held, behind, processor);
    const outcome = ruling ?? (await ask(turn, processor, now));
    return await save(outcome, turn, processor, now);
  } catch (error) {
    return giveBack(error, claimed, held, processor);
  }
}

/** Reads the conversation, and whose message it is. */
async function openTurn(claimed: Claimed, inbound: InboundEvent, processor: Processor): Promise<Turn> {
  const event = await withSender(claimed.event, inbound, processor);
  const first = { ...claimed, event: { ...claimed.event, inbound: event } };
  const read = await processor.conversations.read(first.message.group);
  const conversation = { ...read, ...knownAddresses(first.event.addresses, read) };
  return { first, event, burst: NO_BURST, conversation, state: stateAfter(read.rules, [claimed]) };
}

/** A message from one of our own numbers is ours, even where it does not say so. */
async function withSender(
  { delivery: { event, data } }: ReceivedEvent,
  inbound: InboundEvent,
  { numbers }: Processor,
): Promise<InboundEvent> {
  if (inbound.kind !== 'message' || inbound.message.numberId === undefined) return inbound;
  if (!(await numbers.isOurs(inbound.message.numberId, inbound.message.from))) return inbound;
  return readInboundEvent({ event, data: { ...data, fromMe: true } }) ?? inbound;
}

/** All addresses of a contact who is known under several, those that this event names first. */
function knownAddresses(
  named: string[],
  { addresses = [] }: LedgerConversation,
): Pick<LedgerConversation, 'addresses'> {
  const all = oneOfEachForm([...named, ...addresses]);
  return all.length > 1 ? { addresses: all } : {};
}

/** The state of the rules after a contact wrote, whether or not their messages came in order. */
function stateAfter(rules: RuleState, claims: Claimed[]): RuleState {
  const heard = claims.filter(({ event }) => event.inbound?.kind === 'message').map(({ event }) => writtenAt(event));
  const times = [rules.heardAt, ...heard].filter((time) => time !== undefined);
  return times.length === 0 ? rules : { ...rules, heardAt: Math.max(...times) };
}

/** What the rules decide without the bot; undefined when the bot is to be asked. */
async function rule(
  { first, event, conversation, state }: Turn<BotEvent>,
  behind: QueueMessage[],
  processor: Processor,
  now: number,
): Promise<Outcome | undefined> {
  const { memory } = conversation;
  const before = { reply: answerKey(first.event), memory, state, ...whenWritten(first.event) };
  const ruling = applyRules(event, before, processor.rules, now);
  if (ruling !== undefined || event.kind !== 'message') return ruling;
  const isAnsweredByPerson = await hasAnswered(behind, conversation, processor);
  return isAnsweredByPerson ? { replies: [], state, memory, because: 'handed over' } : undefined;
}

/** Claims what the contact wrote behind the first message, to be answered with it. */
async function withBurst(
  turn: Turn<BotEvent>,
  held: Claimed[],
  behind: QueueMessage[],
  processor: Processor,
): Promise<Turn<BotEvent>> {
  const burst = await claimBurst(turn.first, behind, turn.conversation, processor);
  held.push(...burst.claims, ...burst.twins);
  await Promise.all(burst.claims.map((claimed) => transcribe(claimed, claimed.event.inbound, processor)));
  return { ...turn, burst, state: stateAfter(turn.conversation.rules, [turn.first, ...burst.claims]) };
}

/**
 * Asks the bot, with all that is known about the event.
 *
 * @throws BotError when the bot gives no answer
 */
async function ask(
  { first, event, burst, conversation, state }: Turn<BotEvent>,
  processor: Processor,
  now: number,
): Promise<Outcome> {
  const { failures, failure = 'It crashed the function, or never came to an end' } = first;
  if (failures >= processor.maxAttempts) throw new BotError(failure, failures);
  const enriched = await enrich(event, [first, ...burst.claims], processor);
  const before = { reply: answerKey(first.event), state, memory: conversation.memory };
  return askBot(enriched, conversation, before, processor, now).catch((error: unknown) => {
    throw botError(error, first);
  });
}

/** Why the other messages of a burst have no replies of their own. */
const TOGETHER = 'answered together';

/**
 * Saves a decision in the ledger, then completes the turn. Each other message of the burst gets a decision of its own,
 * so that it is not answered again.
 *
 * @throws NotStorable when the decision is too large for ledger or queue, ConversationChanged when another worker was
 *   faster
 */
async function save(
  { replies, sends, because, state, memory }: Outcome,
  turn: Turn,
  processor: Processor,
  decidedAt: number,
): Promise<Verdict> {
  const { first, burst, conversation } = turn;
  const revision = sends && Math.max(decidedAt, (conversation.revision ?? 0) + 1);
  const decision: Decision = {
    ...{ replies, cause: first.event.key, decidedAt },
    ...(because !== undefined && { because }),
    ...(revision !== undefined && { sends, revision }),
    ...(processor.publish && { changes: changesOf(conversation.rules, state, decidedAt) }),
  };
  const together = burst.claims.map(({ event }): [string, Decision] => [
    answerKey(event),
    { replies: [], cause: event.key, because: TOGETHER },
  ]);
  const decisions = { ...Object.fromEntries(together), [answerKey(first.event)]: decision };
  // What the replies queue cannot hold is refused before it is saved.
  repliesOf(decision, turn, processor);
  const latest = revision === undefined ? conversation : { ...conversation, revision };
  const saved = await processor.conversations.saveDecisions(latest, decisions, { memory, rules: state });
  if (!saved) throw new ConversationChanged();
  return complete(turn, decision, processor);
}

/**
 * The replies of a decision as messages for the replies queue. @throws NotStorable for one that the queue cannot hold
 */
function repliesOf(
  decision: Decision,
  { first, event, conversation: { addresses }, state }: Turn,
  { usefulMs, windowMs }: Processor,
): Outgoing[] {
  if (event.kind === 'own') return [];
  const { receivedAt } = first.event;
  const hasWindow = windowMs > 0 && event.kind !== 'group' && event.kind !== 'newsletter';
  const context = {
    reply: answerKey(first.event),
    event,
    writtenAt: receivedAt,
    expiresAt: receivedAt + usefulMs,
    ...(hasWindow && { windowEndsAt: (state.heardAt ?? 0) + windowMs }),
    ...(addresses && { alsoTo: addresses }),
  };
  return replyMessages(decision, context, first.message.group);
}

/**
 * Sends the replies of a decision, one after the other, so that they stay in order, and completes the events of the
 * turn.
 *
 * @throws LoggableError when the replies queue does not accept a reply
 */
async function complete(turn: Turn, decision: Decision, processor: Processor): Promise<Verdict> {
  const messages = repliesOf(decision, turn, processor);
  const { first, event: inbound, burst, conversation } = turn;
  const { enqueue, events, closeTogether, publish, log, now } = processor;
  const sends = inbound.kind === 'own' ? [] : await outboxMessages(decision, inbound, conversation, processor);
  for (const message of [...messages, ...sends]) {
    if (!(await enqueue(message))) throw new LoggableError('The replies queue did not accept the reply');
  }
  const all = [first, ...burst.claims, ...burst.twins].map(({ event }) => inboundEvent(event));
  await publish?.([...all, ...changeEvents(first.event, decision)]);
  const together: End = { outcome: 'silent', replies: 0, because: TOGETHER };
  const ends = [
    { claimed: first, end: endOf(turn, decision, messages.length), because: decision.because },
    ...burst.claims.map((claimed) => ({ claimed, end: together, because: TOGETHER })),
  ];
  for (const { claimed, end, because } of ends) {
    const { event, lease } = claimed;
    if (because === TOGETHER) await closeTogether(answerKey(event), event.key, first.message.group);
    if (!(await events.complete(event.key, lease, end))) return { kind: 'retry' };
    const { outcome, replies } = end;
    log.info('decided', { ...event.trace, outcome, replies, because, ageMs: now() - event.receivedAt });
  }
  for (const { event, lease } of burst.twins) {
    if (!(await events.complete(event.key, lease, { outcome: 'duplicate' }))) return { kind: 'retry' };
    log.info('duplicate', event.trace);
  }
  return burst.consumed === 0 ? DONE : { kind: 'done', together: 1 + burst.consumed };
}

/** How the first event of a turn ended, so that a person can see why there was no answer. */
function endOf({ first, event, state }: Turn, { because }: Decision, replies: number): End {
  if (event.kind === 'own') return { outcome: 'silent', replies, because: 'taken over' };
  if (replies > 0) return { outcome: 'answered', answer: answerKey(first.event), replies, because };
  const until = because === 'handed over' ? state.pausedUntil : undefined;
  return { outcome: 'silent', replies, because: because ?? 'nothing returned', until };
}

/** Completes an event that needs no decision. */
async function completeAs(
  end: End & { outcome: 'duplicate' | 'recorded' },
  { event, lease }: Claimed,
  { events, publish, log }: Processor,
): Promise<Verdict> {
  await publish?.([inboundEvent(event)]);
  await events.complete(event.key, lease, end);
  log.info(end.outcome, event.trace);
  return DONE;
}

/**
 * Releases the claims after an error. What cannot be stored is the bot's failure, too: it could not be stored tomorrow
 * either.
 *
 * @throws the error, when it is not the bot's
 */
async function giveBack(error: unknown, first: Claimed, held: Claimed[], processor: Processor): Promise<Verdict> {
  const failure = error instanceof NotStorable ? botError(error, first) : error;
  if (!(failure instanceof BotError)) {
    await releaseAll(held, processor);
    throw error;
  }
  const { failures, message } = failure;
  await releaseAll([{ ...first, failures, failure: message }, ...held.slice(1)], processor);
  const { log, maxAttempts } = processor;
  const retry = retryAfterError(failure, first.message, log, { failures, maxAttempts });
  if (failures < maxAttempts) return retry;
  return { kind: 'park', reason: `The bot failed ${failures} times: ${message}`, detail: errorDetail(failure) };
}

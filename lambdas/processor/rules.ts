import type { Action, SendLater } from '../bot-api/actions.ts';
import type { RuleState, Said, SendOperation } from '../ledger/conversation.ts';
import type { Sending } from '../ledger/sendings.ts';
import { messagesOf, type ReplyContent, withoutReference } from '../pilot-status/content.ts';
import type { OwnMessage, StatusEvent } from '../pilot-status/events.ts';
import { hashOf, wordingsOf, wordsHash } from '../pilot-status/wordings.ts';
import { type ConfirmationRules, confirmation } from './confirmation.ts';
import { addressOf, type BotEvent } from './inbound-event.ts';
import { isWord } from './words.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** What keeps a bot from being banned, billed or laughed at. */
export interface Rules extends ConfirmationRules {
  /** Words by which a contact wants nothing more, and those by which they come back. */
  optOutWords: readonly string[];
  optInWords: readonly string[];
  /** How long the bot keeps quiet after a person has written from the phone; 0 for not at all. */
  humanTakeoverMinutes: number;
  /** Whether what another system sends by the vendor's API counts as written by a person. */
  apiMessagesTakeOver: boolean;
  /** How many answers a contact gets in an hour, so that two bots cannot talk without end. */
  maxRepliesPerHour: number;
  /** How old a message may be when it comes, for the bot to be asked about it; 0 for any age. */
  maxMessageAgeHours: number;
  /** How long the same words are not said again; 0 for no limit. */
  cooldownSeconds: number;
}

/** Why a reply is not given. */
export type Silence = 'too old' | 'opted out' | 'handed over' | 'loop guard' | 'cooldown' | 'no failure';

/** What becomes of an event. */
export interface Outcome {
  replies: ReplyContent[];
  /** What is asked of the outbox, by the latest of each key. */
  sends?: SendOperation[];
  state: RuleState;
  memory: unknown;
  /** What the rules had to say, where it was not the bot alone who decided. */
  because?: Silence | 'opted in';
}

/** What is known before it is decided. */
export interface Before extends Pick<Outcome, 'state' | 'memory'> {
  /** The key of the answer that is decided about. */
  reply?: string;
  /**
   * When what is decided about was written, and how long after that it came; epoch ms, ms. Absent for what nobody
   * wrote.
   */
  written?: { at: number; ageMs: number };
}

/** Whether what a contact wrote came so late that nobody waits for an answer, as after a reconnect. */
export function isTooOld(ageMs: number, { maxMessageAgeHours }: Rules): boolean {
  return maxMessageAgeHours > 0 && ageMs > maxMessageAgeHours * HOUR_MS;
}

/**
 * What the rules decide without asking the bot; undefined when it is to be asked. Only a contact who wrote can be dealt
 * with so; any other event always reaches the bot. A request counts however late it comes, unless a later one is known,
 * and is always confirmed when it is not late.
 *
 * @param now epoch ms
 */
export function applyRules(event: BotEvent, before: Before, rules: Rules, now: number): Outcome | undefined {
  if (event.kind === 'status' || event.kind === 'number') return undefined;
  const { state, memory, reply, written = { at: now, ageMs: 0 } } = before;
  const isOld = isTooOld(written.ageMs, rules);
  const silent = (because: Silence): Outcome => ({ replies: [], state, memory, because });
  const confirmed = (request: 'out' | 'in', outcome: Omit<Outcome, 'replies'>): Outcome => {
    const words = isOld ? '' : confirmation(request, addressOf(event) ?? '', rules);
    const confirmed: Outcome = { ...outcome, replies: [] };
    say({ text: words }, confirmed, reply, rules, now);
    return confirmed;
  };
  const request = requestIn(event, rules);
  const { optedOutAt, optedInAt, ...others } = state;
  if (request === 'out' && optedOutAt === undefined && !(isOld && (optedInAt ?? 0) > written.at)) {
    return confirmed('out', { state: { ...others, optedOutAt: written.at }, memory, because: 'opted out' });
  }
  if (request === 'in' && optedOutAt !== undefined && !(isOld && optedOutAt > written.at)) {
    return confirmed('in', { state: { ...others, optedInAt: written.at }, memory, because: 'opted in' });
  }
  const silence = standing(state, rules, now) ?? (isOld ? 'too old' : undefined);
  return silence && silent(silence);
}

/** Why this contact gets no reply now, whatever it is. */
function standing(state: RuleState, rules: Rules, now: number): Silence | undefined {
  if (state.optedOutAt !== undefined) return 'opted out';
  if (now < (state.pausedUntil ?? 0)) return 'handed over';
  return saidSince(now - HOUR_MS, state).filter(isAnswer).length >= rules.maxRepliesPerHour ? 'loop guard' : undefined;
}

/** Whether a message is a request to opt out, or to opt in again. */
export function isOptRequest(words: string, { optOutWords, optInWords }: Rules): boolean {
  return isWord(words, optOutWords) || isWord(words, optInWords);
}

function requestIn(event: BotEvent, { optOutWords, optInWords }: Rules): 'out' | 'in' | undefined {
  if (event.kind !== 'message') return undefined;
  const words = event.message.text;
  if (isWord(words, optOutWords)) return 'out';
  return isWord(words, optInWords) ? 'in' : undefined;
}

/**
 * Does what the bot wants done, in order, as far as the rules allow: what it says together with `optOut()` or
 * `handOver()` is still said.
 *
 * @param now epoch ms
 */
export function applyActions(
  event: BotEvent,
  actions: readonly Action[],
  before: Before,
  rules: Rules,
  now: number,
): Outcome {
  const { state, memory, reply } = before;
  const mayAnswer = event.kind !== 'status' || isFailure(event.status);
  // One answer, however many messages it has: what goes for the first goes for all.
  const silence = mayAnswer ? standing(state, rules, now) : 'no failure';
  const outcome: Outcome = { replies: [], state: resumed(state, now), memory };
  const sends = new Map<string, SendOperation>();
  for (const action of actions) {
    const { state } = outcome;
    if (action.kind === 'remember') outcome.memory = action.memory;
    else if (action.kind === 'opt-out') outcome.state = { ...state, optedOutAt: now };
    else if (action.kind === 'hand-over') {
      outcome.state = pausedFor(minutesOf(action, rules), state, now);
    } else if (action.kind === 'cancel') sends.set(action.key, action);
    else if (action.kind === 'send-later') sends.set(action.key, sendFor(action, now));
    else {
      const because = silence ?? repeated(action.content, state, rules, now);
      if (because !== undefined) outcome.because = because;
      else say(action.content, outcome, reply, rules, now);
    }
  }
  // What is said together with it is the last that the contact hears.
  if (actions.some(({ kind }) => kind === 'opt-out')) outcome.because = 'opted out';
  return sends.size === 0 ? outcome : { ...outcome, sends: [...sends.values()] };
}

/** A message for later, on a date. Whether it may be sent is seen when it is due. */
function sendFor({ key, content, at: date, inMs = 0, expires, expiresInMs }: SendLater, now: number): SendOperation {
  const at = date ?? now + inMs;
  const until = expiresInMs === undefined ? expires : Math.max(at, now) + expiresInMs;
  return { kind: 'send', key, content, at, ...(until !== undefined && { until }) };
}

/** Adds what is said to an outcome, in as many messages as it takes. */
function say(
  content: ReplyContent,
  outcome: Pick<Outcome, 'replies' | 'state'>,
  reply: string | undefined,
  rules: Rules,
  now: number,
): void {
  for (const [part, message] of messagesOf(content).entries()) {
    const index = outcome.replies.push(message) - 1;
    const said = { message, whole: part === 0 ? content : undefined, reply, index };
    outcome.state = withSaid(said, outcome.state, rules, now);
  }
}

/** `DELIVERED_NOT_CONFIRMED` is no failure to send: the message is there, and must not be said again. */
function isFailure({ status, code }: StatusEvent): boolean {
  return status === 'failed' && code !== 'DELIVERED_NOT_CONFIRMED';
}

/** A bot that hands over wants that even where takeovers are switched off. */
const DEFAULT_HAND_OVER_MINUTES = 60;

function minutesOf({ minutes }: { minutes?: number }, { humanTakeoverMinutes }: Rules): number {
  return minutes ?? (humanTakeoverMinutes || DEFAULT_HAND_OVER_MINUTES);
}

function repeated(
  content: ReplyContent,
  state: RuleState,
  { cooldownSeconds }: Rules,
  now: number,
): Silence | undefined {
  if (cooldownSeconds === 0) return undefined;
  const hash = hashOf(JSON.stringify(withoutReference(content)));
  const recent = saidSince(now - cooldownSeconds * SECOND_MS, state);
  return recent.some(({ content: said }) => said === hash) ? 'cooldown' : undefined;
}

/** How many replies are remembered at least, to tell an echo of ours from what a person wrote. */
const REMEMBERED = 10;

/** How many of them say which reply they are: few enough for a record of one KB. */
const NAMED = 3;

interface Saying {
  message: ReplyContent;
  /** What the bot gave, with the first of its messages: the cooldown goes by it. */
  whole: ReplyContent | undefined;
  reply: string | undefined;
  index: number;
}

function withSaid({ message, whole, reply, index }: Saying, state: RuleState, rules: Rules, now: number): RuleState {
  const { maxRepliesPerHour, cooldownSeconds } = rules;
  const [words, ...framed] = wordingsOf(message);
  const said: Said = {
    at: now,
    ...(cooldownSeconds > 0 && whole && { content: hashOf(JSON.stringify(withoutReference(whole))) }),
    ...(words !== undefined && { words }),
    ...(framed.length > 0 && { framed }),
    ...(reply !== undefined && { reply }),
    ...(index > 0 && { index }),
  };
  const all = [...state.said, said];
  const counted = new Set(all.filter(isAnswer).slice(-maxRepliesPerHour));
  const kept: Said[] = [];
  for (const [i, one] of all.entries()) {
    if (counted.has(one) || i >= all.length - REMEMBERED) kept.push(one);
    else if (!isAnswer(one)) kept.push(...kept.splice(-1).map((before) => withWordsOf(one, before)));
  }
  return { ...state, said: kept.map((one, i) => (i < kept.length - NAMED ? nameless(one) : one)) };
}

/** Of a later message of an answer that is itself forgotten, the words are remembered with the answer. */
function withWordsOf({ words, framed = [] }: Said, answer: Said): Said {
  const others = words === undefined ? framed : [words, ...framed];
  return others.length === 0 ? answer : { ...answer, framed: [...(answer.framed ?? []), ...others] };
}

function nameless({ reply: _, ...said }: Said): Said {
  return said;
}

/** Whether it is the first message of an answer. */
function isAnswer({ index = 0 }: Said): boolean {
  return index === 0;
}

function saidSince(time: number, { said }: RuleState): Said[] {
  return said.filter(({ at }) => at > time);
}

/** How long an echo of ours may take, and how long words that we do not know are taken for ours; in ms. */
const ECHO_MS = 10 * MINUTE_MS;
const UNKNOWN_ECHO_MS = 2 * MINUTE_MS;

/** How far the vendor's clock may be behind ours, in ms. */
const SKEW_MS = 2 * MINUTE_MS;

/**
 * Whether a message that left from our number is this reply, by its words and by when it left. What the bot says long
 * after it was decided leaves long after that, too; a bot must not be silenced by that.
 *
 * @param at when the message left, epoch ms
 * @param sending when the reply was sent; undefined where it is not known to be
 * @param usefulMs how long after its decision a reply may be sent
 */
export function isEcho(
  message: OwnMessage,
  at: number,
  { said, sending, usefulMs }: { said: Said; sending?: Sending | undefined; usefulMs: number },
): boolean {
  const words = wordsIn(message);
  const isGuess = words === '' || said.words === undefined || sending?.isTemplate === true;
  if (!isGuess && !isSame(said, words)) return false;
  const lateMs = isGuess || said.reply !== undefined ? 0 : usefulMs;
  const { from, until } = sending ?? { from: said.at, until: said.at + lateMs };
  return at >= from - SKEW_MS && at < until + (isGuess ? UNKNOWN_ECHO_MS : ECHO_MS);
}

function wordsIn({ text, media }: OwnMessage): string {
  return text || (media?.caption ?? '');
}

/** An older version hashed the words as they were. */
function isSame({ words: hash, framed = [] }: Said, words: string): boolean {
  return hash === hashOf(words.trim()) || [hash, ...framed].includes(wordsHash(words));
}

/** The bot keeps quiet, because a person has taken over. */
export function takenOver(state: RuleState, { humanTakeoverMinutes }: Rules, now: number): RuleState {
  return { ...pausedFor(humanTakeoverMinutes, state, now), takenOverAt: now };
}

/** A pause that is over is no longer remembered: the bot is asked again. */
function resumed(state: RuleState, now: number): RuleState {
  const { pausedUntil, ...others } = state;
  return pausedUntil !== undefined && pausedUntil <= now ? others : state;
}

/** A longer pause that was begun before goes on. */
function pausedFor(minutes: number, state: RuleState, now: number): RuleState {
  return { ...state, pausedUntil: Math.max(state.pausedUntil ?? 0, now + minutes * MINUTE_MS) };
}

import { isReference, MAX_REFERENCE, messagesOf, type ReplyContent } from '../pilot-status/content.ts';
import { MAX_AHEAD_MS, readIsoTime } from '../runtime/iso-time.ts';
import { type Action, check, type Reply, type SendLater, text } from './actions.ts';

/** A span of time; the parts are added up. */
export interface Span {
  minutes?: number;
  hours?: number;
  days?: number;
}

/** When a message is to be sent. */
export interface When {
  /** A time: a `Date`, or a text in ISO 8601 with a zone. Either this or `in`; a time that is past means now. */
  at?: Date | string;
  in?: Span;
  /** Your own name for the message within the conversation, at most 100 characters. */
  key: string;
  /**
   * When it is no longer worth sending, or how long after it was due, such as the end of an appointment; by default the
   * setting `replyUsefulHours` after it was due.
   */
  expires?: Date | string | Span;
}

const MINUTE_MS = 60_000;

/** @throws TypeError that says what makes no sense */
export function sendLater(when: When, reply: Reply): SendLater {
  const action = typeof reply === 'string' ? text(reply) : reply;
  check(action?.kind === 'send', 'sendLater(): give a text, or what text(), template() or media() return');
  const { at, in: span, key, expires } = when;
  check((at === undefined) !== (span === undefined), 'sendLater(): give either `at` or `in`');
  return checked({
    kind: 'send-later',
    key,
    content: action.content,
    ...(at !== undefined && { at: timeOf(at, 'at') }),
    ...(span !== undefined && { inMs: msOf(span, 'in') }),
    ...(expires !== undefined &&
      (isSpan(expires) ? { expiresInMs: msOf(expires, 'expires') } : { expires: timeOf(expires, 'expires') })),
  });
}

/** @throws TypeError for a key that makes no sense */
export function cancel(key: string): Action {
  checkKey(key, 'cancel()');
  return { kind: 'cancel', key };
}

/** Reads an action that may have been made elsewhere. @throws TypeError */
export function readLater(action: Partial<SendLater>, content: ReplyContent): SendLater {
  const { key = '', at, inMs, expires, expiresInMs } = action;
  const times = Object.entries({ at, inMs, expires, expiresInMs }).filter(([, ms]) => ms !== undefined);
  return checked({ kind: 'send-later', key, content, ...Object.fromEntries(times) });
}

function checked(action: SendLater): SendLater {
  const { key, content, at, inMs, expires, expiresInMs } = action;
  checkKey(key, 'sendLater()');
  check((at === undefined) !== (inMs === undefined), 'sendLater(): give either `at` or `in`');
  const areTimes = [at, inMs, expires, expiresInMs].every((ms) => ms === undefined || Number.isFinite(ms));
  check(areTimes, 'sendLater(): a time is no number');
  check((inMs ?? 0) >= 0 && (inMs ?? 0) <= MAX_AHEAD_MS, 'sendLater(): `in` is from now to a year ahead');
  check(messagesOf(content).length === 1, 'sendLater(): it is longer than one message of WhatsApp; send several');
  return action;
}

function checkKey(key: string, where: string): void {
  check(isReference(key), `${where}: the key is a text of 1 to ${MAX_REFERENCE} characters`);
}

function timeOf(given: Date | string, name: string): number {
  const time = typeof given === 'string' ? readIsoTime(given) : new Date(given).getTime();
  const advice = 'give a Date, or a text with its zone, such as 2030-12-24T18:00:00-03:00';
  check(!Number.isNaN(time), `sendLater(): \`${name}\` is no time; ${advice}`);
  return time;
}

function isSpan(given: Date | string | Span): given is Span {
  return typeof given === 'object' && !(given instanceof Date);
}

function msOf({ minutes = 0, hours = 0, days = 0 }: Span, name: string): number {
  const ms = (minutes + (hours + days * 24) * 60) * MINUTE_MS;
  check(Number.isFinite(ms) && ms >= 0, `sendLater(): \`${name}\` is no span of minutes, hours and days`);
  return ms;
}

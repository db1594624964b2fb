import type { HttpResponse } from '../runtime/http.ts';
import { isObject, parseJson, text } from '../runtime/json.ts';
import { codeOf } from '../telemetry/error-code.ts';
import { retryAfterMs } from './retry-after.ts';

/** What became of a send, as far as its answer shows. Where there is a doubt, it may have been accepted. */
export type SendOutcome =
  /** Accepted by the vendor: queued there, not yet delivered. */
  | { kind: 'sent'; id: string; correlationId?: string; sourceNumber?: string }
  /** Not now. */
  | { kind: 'retry'; code: string; afterMs?: number; doubt?: Doubt }
  /** Not as this stack is set up: a person must act, the message waits. */
  | ({ kind: 'misconfigured'; code: string; afterMs?: number; doubt?: Doubt } & Misconfiguration)
  /** Never: the vendor refuses this message for good. */
  | { kind: 'failed'; code: string }
  /** Perhaps sent: nobody knows. */
  | { kind: 'unknown'; code: string; afterMs?: number };

/** Why an answer that says no may hide that the vendor has the message. */
export type Doubt =
  /** The vendor itself says that it failed. */
  | 'broken'
  /** Something that is not the vendor refused to pass it on. */
  | 'blocked';

/** What is wrong with the set-up. */
export type Misconfiguration =
  | { what: 'key' | 'subscription' }
  /** Something between this stack and the vendor refuses the request, or nothing of the vendor's is at the base URL. */
  | { what: 'gateway' }
  /** The base URL leads on, to that host where the answer names one. */
  | { what: 'baseUrl'; host?: string };

/**
 * The code of a send that WhatsApp does not allow, because the contact has not written for 24 hours. The documentation
 * gives it for `message.failed`, and names no status for an answer with it.
 */
export const WINDOW_CLOSED_BY_VENDOR = 'META_OUTSIDE_24H_WINDOW';

/** Media alone need a subscription; without one everything else is still sent. */
const MEDIA_NOT_PAID_FOR = 'SUBSCRIPTION_REQUIRED_FOR_MEDIA';

/** Codes of a refusal that passes, Meta's by number: nothing was taken. */
const FOR_NOW = /RATE_LIMIT|TOO_MANY_REQUESTS|THROTTL|NOT_CONNECTED|^(80007|130429|131048|131056)$/;

/** Codes of a failure that passes, Meta's by number: how far it came is not said. */
const FAILING =
  /(SERVICE|TEMPORARILY)_UNAVAILABLE|INTERNAL_(SERVER_)?ERROR|TIMEOUT|TRY_AGAIN|^(131000|131016|131057|133004)$/;

/** Codes that say of the message itself that it cannot be sent, even on a status that speaks of the key. */
const FOR_GOOD = new Set([
  WINDOW_CLOSED_BY_VENDOR,
  MEDIA_NOT_PAID_FOR,
  'MISSING_TEMPLATE_VARIABLES',
  'INVALID_DESTINATION',
  'PILOT_SELF_NUMBER',
  'WHATSAPP_NOT_EXIST',
  'META_NO_CONVERSATION',
  'META_TEMPLATE_NOT_APPROVED',
  'TEMPLATE_VERSION_NOT_FOUND',
]);

/**
 * The table of what an answer to `POST /v1/messages/send` means. Only the vendor's own JSON says what became of a send:
 * an `id`, or an error with a code. Everything else may come from a gateway in front of the vendor, before or after the
 * vendor took the message.
 *
 * @param now the time in epoch ms, for a `Retry-After` that is a date
 */
export function readAnswer({ status, headers, body }: HttpResponse, now: number): SendOutcome {
  const json = parseJson(body);
  const codes = errorCodes(json, status);
  const after = retryAfterMs(headers, now);
  const said = { code: codes[0] ?? `HTTP_${status}`, ...(after !== undefined && { afterMs: after }) };
  if (status >= 200 && status < 300) {
    const accepted = acceptedIn(json);
    if (accepted !== undefined) return accepted;
    if (hasId(json) || !codes.some(passes)) return { kind: 'unknown', ...said };
  }
  // Whoever limits the rate, the vendor or a gateway, has taken nothing.
  if (status === 429 || codes.some((code) => FOR_NOW.test(code))) return { kind: 'retry', ...said };
  const isRefusal = status >= 400 && status < 500;
  if (isRefusal && codes.some(passes)) return { kind: 'retry', ...said };
  if (codes.some(passes) || (status >= 500 && codes.length > 0)) return { kind: 'retry', ...said, doubt: 'broken' };
  if (isRefusal) return readRefusal(status, codes, said, isObject(json));
  if (status < 300 || status >= 500) return { kind: 'unknown', ...said };
  return { kind: 'misconfigured', what: 'baseUrl', ...hostIn(headers.location), ...said, doubt: 'blocked' };
}

function passes(code: string): boolean {
  return FOR_NOW.test(code) || FAILING.test(code);
}

/** What an answer from 400 to 499 means that does not pass by itself. */
function readRefusal(
  status: number,
  codes: string[],
  said: { code: string; afterMs?: number },
  isJson: boolean,
): SendOutcome {
  const forGood = codes.find((code) => FOR_GOOD.has(code));
  if (forGood !== undefined) return { kind: 'failed', code: forGood };
  // Nothing but the vendor speaks of keys and payment in JSON, with a code or without.
  const isVendors = codes.length > 0 || (isJson && (status === 401 || status === 402));
  if (!isVendors) return { kind: 'misconfigured', what: 'gateway', ...said, doubt: 'blocked' };
  if (status === 402) return { kind: 'misconfigured', what: 'subscription', ...said };
  if (status === 401 || status === 403) return { kind: 'misconfigured', what: 'key', ...said };
  if (status === 408 || status === 409 || status === 425) return { kind: 'retry', ...said };
  return { kind: 'failed', code: said.code };
}

const FAILED_STATUS = /^(fail|error|reject|cancel|expire|undeliver)/i;

/** The vendor's word that it has the message; undefined for any other JSON. */
function acceptedIn(json: unknown): SendOutcome | undefined {
  if (!isObject(json)) return undefined;
  const id = text(json.id);
  if (id === undefined || saysFailure(json) || FAILED_STATUS.test(text(json.status) ?? '')) return undefined;
  const correlationId = text(json.correlationId);
  const sourceNumber = text(json.sourceNumber);
  return { kind: 'sent', id, ...(correlationId && { correlationId }), ...(sourceNumber && { sourceNumber }) };
}

/** Whether an answer says of itself that it failed, whatever its status. */
export function saysFailure(json: unknown): boolean {
  return isObject(json) && (json.success === false || isSomething(json.error) || isSomething(json.errors));
}

function hasId(json: unknown): boolean {
  return isObject(json) && isSomething(json.id);
}

function isSomething(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : Boolean(value);
}

/** Fields that can hold a code, and fields in which an error, or more of it, can be wrapped. */
const CODES = ['code', 'errorCode', 'error'] as const;
const WRAPPERS = ['error', 'errors', 'details', 'error_data', 'data'] as const;

/** How deep an error is looked into: `{ error: { error: { details: [{ code }] } } }`. */
const MAX_DEPTH = 4;

/**
 * The codes of an error of the vendor's, the outermost first: words such as `INVALID_DESTINATION`, and Meta's numbers,
 * which also stand in Meta's sentences. What has none may be anybody's error.
 *
 * @param status of the answer: a number that repeats it, as gateways write them, is no code
 */
export function errorCodes(json: unknown, status: number, depth = MAX_DEPTH): string[] {
  if (Array.isArray(json)) return json.flatMap((one) => errorCodes(one, status, depth));
  if (!isObject(json) || depth === 0) return [];
  const own = CODES.flatMap((field) => readCode(json[field], status) ?? []);
  const wrapped = WRAPPERS.flatMap((field) => errorCodes(json[field], status, depth - 1));
  const [, inSentence] = /^\(#(\d{5,6})\)/.exec(text(json.message) ?? '') ?? [];
  return [...own, ...wrapped, ...[readCode(inSentence, status) ?? []].flat()];
}

/** Meta's numbers for what the vendor has a word for. */
const WORDS: Readonly<Record<string, string>> = { 131047: WINDOW_CLOSED_BY_VENDOR };

function readCode(value: unknown, status: number): string | undefined {
  if (typeof value !== 'string') return Number.isSafeInteger(value) ? readCode(String(value), status) : undefined;
  if (/^\d{1,6}$/.test(value)) return isStatus(value, status) ? undefined : (WORDS[value] ?? value);
  // Whole words in lower case may be a sentence, or somebody's name.
  return codeOf(/^[a-z]+(_[a-z\d]+)+$/.test(value) ? value.toUpperCase() : value);
}

function isStatus(number: string, status: number): boolean {
  return Number(number) === status || /^5\d\d$/.test(number);
}

/** The host that a redirect leads to. */
function hostIn(location: string | undefined): { host?: string } {
  const host = location !== undefined && URL.canParse(location) ? new URL(location).host : '';
  return /^[a-z\d.:-]{1,253}$/.test(host) ? { host } : {};
}

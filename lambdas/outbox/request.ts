import { type Action, media, template, text } from '../bot-api/actions.ts';
import { readAnswer } from '../bot-api/read-answer.ts';
import { readAddress } from '../pilot-status/contact.ts';
import { isReference, MAX_REFERENCE, type MediaType, messagesOf, type ReplyContent } from '../pilot-status/content.ts';
import { MAX_AHEAD_MS, readIsoTime } from '../runtime/iso-time.ts';
import { isObject } from '../runtime/json.ts';

/** A message that another system asks us to send: exactly one of text, template and media. */
export interface SendRequest {
  /** The contact: a phone number with its country code, in any spelling, or a user's id as events have it. */
  to: string;
  /** Your own name for this message, at most 100 characters: it is sent once, however often it is asked for. */
  key: string;
  /** The number of yours that sends it, by the `numberId` of events; it may be left out where the API key names one. */
  number?: string;
  text?: string;
  /** With a text. */
  buttons?: readonly unknown[];
  header?: string;
  footer?: string;
  template?: { id: string; variables?: Readonly<Record<string, string>> };
  media?: { url: string; type: MediaType; caption?: string };
  /** When to send it, ISO 8601 with a zone; now where it is left out, and where it is past. */
  at?: string;
  /** When it is no longer worth sending, ISO 8601 with a zone; `replyUsefulHours` after `at` where it is left out. */
  expires?: string;
  /** What `onStatus` gets back as `status.reply.reference`; the key where it is left out. */
  reference?: string;
}

/** A request that was read. */
export interface ReadRequest {
  key: string;
  to: string;
  number?: string;
  content: ReplyContent;
  /** Epoch ms. */
  at?: number;
  expires?: number;
}

/** Why a request is refused; the same request will be refused again. */
export class Refusal extends Error {
  readonly code: string;

  /** @param reason what was wrong, where, and what to do, in a sentence */
  constructor(code: string, reason: string) {
    super(reason);
    this.code = code;
  }
}

const FIELDS: Record<keyof SendRequest, true> = {
  ...{ to: true, key: true, number: true },
  ...{ text: true, buttons: true, header: true, footer: true, template: true, media: true },
  ...{ at: true, expires: true, reference: true },
};

/**
 * Reads a request.
 *
 * @param now epoch ms
 * @throws Refusal that says what is wrong with it
 */
export function readRequest(given: unknown, now: number): ReadRequest {
  if (!isObject(given))
    throw invalid('A request is an object, such as { "to": "+55…", "key": "order-1", "text": "…" }');
  const unknown = Object.keys(given).find((field) => !Object.hasOwn(FIELDS, field));
  if (unknown !== undefined)
    throw invalid(`${unknown}: there is no such field; a request has ${Object.keys(FIELDS).join(', ')}`);
  const { key, number } = given;
  if (!isReference(key)) throw invalid(`key: give a text of 1 to ${MAX_REFERENCE} characters that names this message`);
  if (number !== undefined && (typeof number !== 'string' || number === '')) throw invalid('number: give a numberId');
  const at = readTime('at', given.at);
  const expires = readTime('expires', given.expires);
  if (at !== undefined && at > now + MAX_AHEAD_MS) throw invalid('at: it is more than a year ahead');
  if (expires !== undefined && expires <= Math.max(now, at ?? now)) {
    throw new Refusal('EXPIRED', `expires: ${given.expires} is before the message would be sent`);
  }
  return {
    key,
    to: readDestination(given.to),
    ...(number !== undefined && { number }),
    content: readContent(given),
    ...(at !== undefined && { at }),
    ...(expires !== undefined && { expires }),
  };
}

function readDestination(given: unknown): string {
  if (typeof given !== 'string' || given.trim() === '')
    throw invalid('to: give a phone number, such as +5511999999999');
  const { kind, form, to } = readAddress(given);
  if (form === 'local') throw invalid('to: write the country code, such as +55, in front of the number');
  if (kind !== 'user' && kind !== 'group')
    throw invalid('to: it is no phone number, user or group that can be written to');
  return to;
}

function readContent(request: Readonly<Record<string, unknown>>): ReplyContent {
  const { reference } = request;
  const named = reference === undefined ? {} : { reference: reference as string };
  const action = refusing(() => makeAction(request, named));
  const [read] = refusing(() => readAnswer(action));
  const { content } = read as Extract<Action, { kind: 'send' }>;
  if (messagesOf(content).length > 1) {
    throw invalid('The words are longer than one message of WhatsApp: send several, each with a key of its own');
  }
  return content;
}

function makeAction(request: Readonly<Record<string, unknown>>, named: { reference?: string }): Action {
  const modes = (['text', 'template', 'media'] as const).filter((mode) => request[mode] !== undefined);
  if (modes.length !== 1) throw new TypeError('Give exactly one of text, template and media');
  const { template: byId, media: file, text: words, buttons, header, footer } = request as unknown as SendRequest;
  if (byId !== undefined) {
    if (!isObject(byId)) throw new TypeError('template: give { "id": "…", "variables": { … } }');
    return template(byId.id, byId.variables, named);
  }
  if (file !== undefined) {
    if (!isObject(file)) throw new TypeError('media: give { "url": "https://…", "type": "image" }');
    return media(file.url, file.type, { ...named, ...(file.caption !== undefined && { caption: file.caption }) });
  }
  if (buttons !== undefined && !Array.isArray(buttons)) throw new TypeError('buttons: give a list');
  return text(words as string, { ...named, ...defined({ buttons, header, footer }) });
}

function refusing<Result>(make: () => Result): Result {
  try {
    return make();
  } catch (error) {
    if (error instanceof TypeError) throw invalid(error.message);
    throw error;
  }
}

function readTime(field: string, given: unknown): number | undefined {
  if (given === undefined) return undefined;
  const time = typeof given === 'string' ? readIsoTime(given) : Number.NaN;
  if (Number.isNaN(time)) throw invalid(`${field}: give a time with its zone, such as 2030-12-24T18:00:00-03:00`);
  return time;
}

function invalid(reason: string): Refusal {
  return new Refusal('INVALID', reason);
}

function defined<Fields extends object>(fields: Fields): { [Name in keyof Fields]?: NonNullable<Fields[Name]> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [Name in keyof Fields]?: NonNullable<Fields[Name]>;
  };
}

import type { HttpRequest, HttpResponse } from '../http.ts';
import { parseJson } from '../json.ts';
import { type ReplyContent, wordsOf } from './content.ts';
import { isObject, type JsonObject, text } from './events.ts';
import { readResponse, type SendOutcome } from './send.ts';

/** Which send is looked for. */
export interface HistoryQuery {
  baseUrl: string;
  apiKey: string;
  to: string;
  content: ReplyContent;
  /** When it was attempted, and until when it can have arrived at the vendor; epoch ms. */
  attemptedAt: number;
  arrivedBy: number;
  /** When the contact wrote what is answered, epoch ms: a history that is kept holds at least that message. */
  writtenAt: number;
  timeoutMs: number;
}

/** A message in the history, by the vendor's id of the send and by the id that WhatsApp gave it. */
export interface Match {
  id?: string;
  whatsappId?: string;
}

/** What the vendor's history says of a send. */
export type HistoryAnswer =
  /** Messages that are the send by address, words and time, and others that may be, as far as can be told. */
  | { kind: 'found'; matches: Match[]; possible: Match[] }
  /** The history is kept, and the send is not in it. */
  | { kind: 'absent' }
  /** The history does not say: it is empty, as for numbers in relay-only mode, or cannot be understood. */
  | { kind: 'silent' }
  /** It could not be asked. */
  | Extract<SendOutcome, { kind: 'retry' | 'misconfigured' }>;

const PAGE_SIZE = 100;

/** A number that is so busy that this is not enough cannot be searched in the time of a function. */
const MAX_PAGES = 40;

/** How far the vendor's clock may be from ours for a match to be sure, and how far for it to be possible; in ms. */
const CLOCK_MARGIN_MS = 2_000;
const WIDE_CLOCK_MARGIN_MS = 10_000;

/** How long before the contact's message a history that is kept is looked into, in ms. */
const BEFORE_MS = 10 * 60 * 1000;

type Request = (request: HttpRequest) => Promise<HttpResponse>;

/**
 * Looks a send up in `GET /v1/messages/history`, by address, words and time. The names of the fields are documented, their
 * exact values are not, so everything is read tolerantly, and what cannot be understood counts as `silent`. Of a template we
 * do not know the words, so one is never found for sure. Never throws.
 */
export async function lookUp(query: HistoryQuery, request: Request, now: () => number): Promise<HistoryAnswer> {
  const items: JsonObject[] = [];
  const from = query.attemptedAt - WIDE_CLOCK_MARGIN_MS;
  const to = query.arrivedBy + WIDE_CLOCK_MARGIN_MS;
  for (let page = 1; page <= MAX_PAGES; page++) {
    const read = await readPage(query, { from, to, page }, request, now);
    if ('kind' in read) return read;
    items.push(...read.items);
    if (read.items.length < PAGE_SIZE) return items.length > 0 ? judge(items, query) : judgeEmpty(query, request, now);
  }
  return { kind: 'silent' };
}

/** Nothing at all around the send: is it missing, or is no history kept? The contact's own message tells. */
async function judgeEmpty(query: HistoryQuery, request: Request, now: () => number): Promise<HistoryAnswer> {
  const range = { from: query.writtenAt - BEFORE_MS, to: now() + CLOCK_MARGIN_MS, page: 1 };
  const read = await readPage(query, range, request, now);
  if ('kind' in read) return read;
  return { kind: read.items.length > 0 ? 'absent' : 'silent' };
}

interface PageRange {
  from: number;
  to: number;
  page: number;
}

async function readPage(
  { baseUrl, apiKey, timeoutMs }: HistoryQuery,
  { from, to, page }: PageRange,
  request: Request,
  now: () => number,
): Promise<{ items: JsonObject[] } | HistoryAnswer> {
  const url = new URL('/v1/messages/history', baseUrl);
  url.search = new URLSearchParams({
    startDate: new Date(from).toISOString(),
    endDate: new Date(to).toISOString(),
    page: String(page),
    pageSize: String(PAGE_SIZE),
  }).toString();
  const asking = request({ method: 'GET', url, headers: { 'x-api-key': apiKey }, timeoutMs });
  const response = await asking.catch(() => undefined);
  if (response === undefined) return { kind: 'retry', code: 'NOT_CONNECTED' };
  if (response.status !== 200) return refusal(response, now());
  const items = itemsOf(response.body);
  return items === undefined ? { kind: 'silent' } : { items };
}

/** How well an item fits. A field that is missing, or a time that is only near, speaks neither for it nor against it. */
type Fit = 'yes' | 'perhaps' | 'no';

function judge(items: JsonObject[], query: HistoryQuery): HistoryAnswer {
  const fits = items.map((item) => ({ ...matchId(item), fit: fitOf(item, query) }));
  const idsOf = (wanted: Fit) => fits.filter(({ fit }) => fit === wanted).map(({ fit, ...match }) => match);
  const matches = idsOf('yes');
  const possible = idsOf('perhaps');
  if (matches.length + possible.length === 0) return { kind: 'absent' };
  return { kind: 'found', matches, possible };
}

function fitOf(item: JsonObject, query: HistoryQuery): Fit {
  if (isInbound(item)) return 'no';
  const fits = [
    addressFit(text(item.participantPhone), query.to),
    wordsFit(text(item.text), query.content),
    timeFit(timeOf(item), query, matchId(item).id === undefined ? 0 : CLOCK_MARGIN_MS),
  ];
  if (fits.includes('no')) return 'no';
  return fits.includes('perhaps') ? 'perhaps' : 'yes';
}

/** What the history gives as the address of a group, or of a contact by BSUID, is not documented: it may be of another kind. */
function addressFit(address: string | undefined, to: string): Fit {
  if (address === undefined) return 'perhaps';
  if (lineOf(address) === lineOf(to)) return 'yes';
  return KINDS_OF_ADDRESS.some((kind) => kind.test(address) && kind.test(to)) ? 'no' : 'perhaps';
}

const PHONE = /^\+?\d+$/;
const KINDS_OF_ADDRESS = [PHONE, /^[A-Z]{2}\./, /@g\.us$/, /@newsletter$/];

/** What the history gives as the text of anything but plain text is not documented: other words than ours prove nothing. */
function wordsFit(words: string | undefined, content: ReplyContent): Fit {
  const ours = wordsOf(content);
  if (words === undefined || ours === undefined) return 'perhaps';
  if (words.trim() === ours.trim()) return 'yes';
  return 'text' in content && content.buttons === undefined ? 'no' : 'perhaps';
}

/** @param marginMs how near is sure: an item that has no id cannot be told from another with the same words just before it */
function timeFit(time: number | undefined, query: HistoryQuery, marginMs: number): Fit {
  if (time === undefined) return 'perhaps';
  if (isAtTime(time, query, marginMs)) return 'yes';
  return isAtTime(time, query, WIDE_CLOCK_MARGIN_MS) ? 'perhaps' : 'no';
}

function isAtTime(time: number, { attemptedAt, arrivedBy }: HistoryQuery, marginMs: number): boolean {
  return time >= attemptedAt - marginMs && time <= arrivedBy + marginMs;
}

/** Which words the vendor uses for the direction is not documented. */
function isInbound(item: JsonObject): boolean {
  return /^(in|received)/i.test(text(item.direction) ?? '');
}

/** WhatsApp drops the ninth digit of some Brazilian numbers: the last eight are always there. */
function lineOf(address: string): string {
  return PHONE.test(address) ? address.slice(-8) : address;
}

function timeOf(item: JsonObject): number | undefined {
  const time = Date.parse(text(item.createdAt) ?? text(item.sentAt) ?? text(item.timestamp) ?? '');
  return Number.isNaN(time) ? undefined : time;
}

function matchId(item: JsonObject): Match {
  const id = text(item.id) ?? text(item.internalMessageId);
  const whatsappId = text(item.externalMessageId);
  return { ...(id && { id }), ...(whatsappId && { whatsappId }) };
}

/** The list in an answer of the vendor's, which may stand alone or in an object of any form; undefined when there is none. */
export function itemsOf(body: string): JsonObject[] | undefined {
  return listIn(parseJson(body));
}

/** As `itemsOf`, of an answer that was parsed already. */
export function listIn(answer: unknown): JsonObject[] | undefined {
  const lists = Array.isArray(answer) ? [answer] : isObject(answer) ? Object.values(answer) : [];
  const list = lists.find((value) => Array.isArray(value));
  return (list as unknown[] | undefined)?.filter(isObject);
}

/** A history that this key may not see, or that is not there, says nothing. */
function refusal(response: HttpResponse, now: number): HistoryAnswer {
  const outcome = readResponse(response, now);
  return outcome.kind === 'retry' || outcome.kind === 'misconfigured' ? outcome : { kind: 'silent' };
}

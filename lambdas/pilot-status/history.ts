import type { HttpRequest, HttpResponse } from '../runtime/http.ts';
import { isObject, type JsonObject, parseJson } from '../runtime/json.ts';
import { readAnswer, type SendOutcome, saysFailure } from './answer.ts';
import type { ReplyContent } from './content.ts';
import { fitOf, type Match, matchOf, type TimeRange } from './history-item.ts';
import { joinedSkew, type Skew, skewOf } from './vendor-clock.ts';

/** Which send is looked for. */
export interface HistoryQuery {
  baseUrl: string;
  apiKey: string;
  /** The addresses that it may have gone to. */
  to: readonly string[];
  content: ReplyContent;
  /**
   * When it was first attempted, when it was last attempted, and until when that can have arrived at the vendor; epoch
   * ms.
   */
  firstAttemptAt: number;
  attemptedAt: number;
  arrivedBy: number;
  /** When the contact wrote what is answered, epoch ms: a history that is kept holds at least that message. */
  writtenAt: number;
  /** How long the whole search may take, in ms. */
  timeoutMs: number;
}

/** What the vendor's history says of a send. */
export type HistoryAnswer =
  /**
   * Messages that are the send by direction, address, words and time; doubles, which have its words and may be it;
   * others that may be it; and what the history says if it is not among them.
   */
  | { kind: 'found'; matches: Match[]; doubles: Match[]; possible: Match[]; otherwise: 'absent' | 'silent' }
  /** The history is kept, it was read to its end, and the send is not in it. */
  | { kind: 'absent' }
  /** The history does not say: it is empty, as for numbers in relay-only mode, or cannot be understood. */
  | { kind: 'silent' }
  /** It could not be asked. */
  | Extract<SendOutcome, { kind: 'retry' | 'misconfigured' }>;

const PAGE_SIZE = 100;

/** A number that is so busy that this is not enough cannot be searched in the time of a function. */
const MAX_PAGES = 60;

/** How far the vendor's clock may be off that of its history, and two clocks of ours apart, in ms. */
const CLOCKS_MS = 30_000;

/** How much more than that the history is asked about at first, when it is not known what time it is there, in ms. */
const UNKNOWN_CLOCK_MS = 15_000;

/** How far two clocks may be apart for a time to be sure, in ms. */
const SURE_MS = 2_000;

/** How long before the contact's message a history that is kept is looked into, in ms. */
const BEFORE_MS = 10 * 60 * 1000;

type Request = (request: HttpRequest) => Promise<HttpResponse>;

/**
 * Looks a send up in `GET /v1/messages/history`, by address, words and time. The names of the fields are documented,
 * their exact values are not, so everything is read tolerantly, and nothing that cannot be understood counts for an
 * answer. Times are judged by the vendor's clock, which the `Date` header of its answers shows. Never throws.
 *
 * @param now the time in epoch ms
 */
export async function lookUp(query: HistoryQuery, request: Request, now: () => number): Promise<HistoryAnswer> {
  const reader = openReader(query, request, now);
  const possible = (): TimeRange => {
    const arrival = shifted({ from: query.firstAttemptAt, to: query.arrivedBy }, reader.skew());
    return widened(arrival, CLOCKS_MS);
  };

  let asked = widened(possible(), UNKNOWN_CLOCK_MS);
  let list = await readAll(asked, reader);
  if (list.kind === 'list' && !holds(asked, possible())) {
    asked = possible();
    list = await readAll(asked, reader);
  }
  if (list.kind !== 'list') return list;
  let { items } = list;
  if (items.length === 0) {
    // Is the send missing, or is no history kept? The contact's own message shows it.
    asked = shifted({ from: query.writtenAt - BEFORE_MS, to: now() }, reader.skew());
    const page = await reader.read({ ...asked, page: 1 });
    if (page.kind !== 'page') return page;
    if (page.items.length === 0) return { kind: 'silent' };
    items = page.items;
  }
  const sought = { ...query, times: { likely: likelyTimes(query, reader.skew()), possible: possible(), asked } };
  const fits = items.map((item) => ({ match: matchOf(item), fit: fitOf(item, sought) }));
  const fitting = (wanted: string) => fits.filter(({ fit }) => fit === wanted).map(({ match }) => match);
  const found = { matches: fitting('yes'), doubles: fitting('double'), possible: fitting('perhaps') };
  if (found.matches.length === 0 && list.end === 'shifted') return { kind: 'retry', code: 'HISTORY_SHIFTED' };
  const otherwise = list.end === 'reached' && reader.skew() !== undefined ? 'absent' : 'silent';
  return Object.values(found).flat().length > 0 ? { kind: 'found', ...found, otherwise } : { kind: otherwise };
}

/**
 * When the first attempt and the latest have arrived, if they have: in the first half of the time that is waited for
 * it. What is later, or between the two, can be another reply with the same words, whose answer was lost too.
 */
function likelyTimes({ firstAttemptAt, attemptedAt, arrivedBy }: HistoryQuery, skew: Skew | undefined): TimeRange[] {
  if (skew === undefined) return [];
  const halfMs = (arrivedBy - attemptedAt) / 2;
  // What the clocks leave open is left out at the end, where the next reply can begin.
  return [firstAttemptAt, attemptedAt].map((at) => ({
    from: at + skew.from - SURE_MS,
    to: at + skew.from + halfMs,
  }));
}

interface List {
  kind: 'list';
  items: JsonObject[];
  /**
   * How the reading ended: at a page without items; too far from the end, or at pages that repeat without end; or at
   * the end of a list that changed on the way, so that an item may have slipped from a page to one that was read
   * before.
   */
  end: 'reached' | 'not reached' | 'shifted';
}

/**
 * Reads page after page until one is empty: a page that is not full may be the vendor's own limit, and not the last.
 */
async function readAll(range: TimeRange, reader: Reader): Promise<List | HistoryAnswer> {
  const seen = new Map<string, JsonObject>();
  let end: List['end'] = 'reached';
  for (let page = 1; page <= MAX_PAGES; page++) {
    const read = await reader.read({ ...range, page });
    if (read.kind !== 'page') return read;
    const known = read.items.filter((item) => seen.has(JSON.stringify(item))).length;
    if (read.items.length === 0) return { kind: 'list', items: [...seen.values()], end };
    if (known === read.items.length) break;
    if (known > 0) end = 'shifted';
    for (const item of read.items) seen.set(JSON.stringify(item), item);
  }
  return { kind: 'list', items: [...seen.values()], end: 'not reached' };
}

interface Page {
  kind: 'page';
  items: JsonObject[];
}

interface Reader {
  read(range: TimeRange & { page: number }): Promise<Page | HistoryAnswer>;
  /** How far the vendor's clock is ahead, as far as the answers so far tell. */
  skew(): Skew | undefined;
}

/** Reads pages, all of them within the time of the query. */
function openReader({ baseUrl, apiKey, timeoutMs }: HistoryQuery, request: Request, now: () => number): Reader {
  const deadline = now() + timeoutMs;
  let skew: Skew | undefined;
  return {
    skew: () => skew,
    async read({ from, to, page }) {
      const sentAt = now();
      if (sentAt >= deadline) return { kind: 'retry', code: 'HISTORY_SLOW' };
      const url = new URL('/v1/messages/history', baseUrl);
      url.search = new URLSearchParams({
        startDate: new Date(from).toISOString(),
        endDate: new Date(to).toISOString(),
        page: String(page),
        pageSize: String(PAGE_SIZE),
      }).toString();
      const headers = { 'x-api-key': apiKey };
      const asking = request({ method: 'GET', url, headers, timeoutMs: deadline - sentAt });
      const response = await asking.catch(() => undefined);
      if (response === undefined) return { kind: 'retry', code: 'NOT_CONNECTED' };
      skew = joinedSkew(skew, skewOf(response.headers.date, sentAt, now()));
      return pageIn(response, now());
    },
  };
}

function pageIn(response: HttpResponse, now: number): Page | HistoryAnswer {
  const { status, body } = response;
  const isAnswer = status >= 200 && status < 300;
  const items = isAnswer ? listIn(parseJson(body)) : undefined;
  if (items !== undefined) return { kind: 'page', items };
  const outcome = readAnswer(response, now);
  switch (outcome.kind) {
    case 'retry':
    case 'misconfigured':
      return outcome;
    case 'unknown':
      // What stands in for the history at its own address will not give way to it.
      return isAnswer ? { kind: 'silent' } : { ...outcome, kind: 'retry' };
    default:
      // A history that this key may not see, or that is not there, says nothing.
      return { kind: 'silent' };
  }
}

function shifted({ from, to }: TimeRange, skew: Skew = { from: 0, to: 0 }): TimeRange {
  return { from: from + skew.from, to: to + skew.to };
}

function widened({ from, to }: TimeRange, ms: number): TimeRange {
  return { from: from - ms, to: to + ms };
}

function holds(outer: TimeRange, inner: TimeRange): boolean {
  return outer.from <= inner.from && inner.to <= outer.to;
}

/**
 * The list in an answer of the vendor's, which may stand alone or in an object of any form, and next to lists of
 * something else; undefined when there is no list, or when the answer reports a failure.
 */
export function listIn(answer: unknown): JsonObject[] | undefined {
  if (saysFailure(answer)) return undefined;
  const lists = Array.isArray(answer) ? [answer] : isObject(answer) ? Object.values(answer) : [];
  const all = lists.filter((value) => Array.isArray(value)).map((list) => list.filter(isObject));
  return all.find((list) => list.length > 0) ?? all[0];
}

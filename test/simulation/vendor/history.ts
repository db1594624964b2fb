import type { HttpResponse } from '../../../lambdas/runtime/http.ts';

/** A message in the vendor's history. */
export interface HistoryItem {
  numberId: string;
  direction: 'INBOUND' | 'OUTBOUND';
  /** The id of the send, or of the message that came. */
  id: string;
  externalMessageId: string;
  text: string;
  participantPhone: string;
  /** By the clock of the history, epoch ms. */
  createdAt: number;
  /** When the history begins to show it, epoch ms. */
  shownAt: number;
}

/** How a history looks, as far as the documentation leaves it open. */
export interface HistoryFormat {
  times: 'ISO' | 'ISO with the zone' | 'local, without the zone' | 'seconds' | 'milliseconds' | 'digits' | 'none';
  texts: 'whole' | 'shortened' | 'none';
  /** What it calls `id`. */
  ids: 'send' | 'row' | 'none';
  hasWhatsappIds: boolean;
  directions: 'OUTBOUND' | 'outgoing' | 'none';
  addresses: 'E.164' | 'digits' | 'JID' | 'none';
  order: 'oldest first' | 'newest first' | 'last changed first';
  /** How many items a page has at most, whatever is asked for. */
  pageLimit: number;
  /** How far apart messages of others are, in ms; 0 for none. */
  trafficMs: number;
}

interface Now {
  /** Virtual time, and the time by the clock of the history, epoch ms. */
  at: number;
  clock: number;
}

/** Answers `GET /v1/messages/history` of one number. */
export function answerHistory(
  items: HistoryItem[],
  url: URL,
  { at, clock }: Now,
  format: HistoryFormat,
): Omit<HttpResponse, 'headers'> {
  const from = Date.parse(url.searchParams.get('startDate') ?? '');
  const to = Date.parse(url.searchParams.get('endDate') ?? '');
  const page = Number(url.searchParams.get('page'));
  const size = Math.min(Number(url.searchParams.get('pageSize')), format.pageLimit);
  const shown = items.filter(({ createdAt, shownAt }) => shownAt <= at && createdAt >= from && createdAt <= to);
  const all = [...shown, ...(items.length > 0 ? traffic(from, Math.min(to, clock), format.trafficMs) : [])];
  const listed = ordered(all, clock, format.order).slice((page - 1) * size, page * size);
  return { status: 200, body: JSON.stringify({ items: listed.map((item) => written(item, format)), page }) };
}

/** Messages to and from others, as many as there are in any such time. */
function traffic(from: number, to: number, everyMs: number): HistoryItem[] {
  if (everyMs === 0) return [];
  const first = Math.ceil(from / everyMs);
  const count = Math.max(Math.floor(to / everyMs) - first + 1, 0);
  return Array.from({ length: count }, (_, i) => {
    const n = first + i;
    const direction = n % 2 === 0 ? ('OUTBOUND' as const) : ('INBOUND' as const);
    const participantPhone = `+4420${String(n % 100_000_000).padStart(8, '0')}`;
    const ids = { id: `other_${n}`, externalMessageId: `wamid.other_${n}` };
    return { ...ids, numberId: '', direction, text: 'Thanks', participantPhone, createdAt: n * everyMs, shownAt: 0 };
  });
}

/** How long after it was made a message is delivered, read, … */
const CHANGES_MS = [0, 2_000, 9_000, 61_000, 100_000];

function ordered(items: HistoryItem[], now: number, order: HistoryFormat['order']): HistoryItem[] {
  const changedAt = ({ createdAt }: HistoryItem) =>
    Math.max(...CHANGES_MS.map((ms) => createdAt + ms).filter((time) => time <= now || time === createdAt));
  const key = order === 'last changed first' ? changedAt : ({ createdAt }: HistoryItem) => createdAt;
  const sorted = items.map((item) => ({ item, key: key(item) })).sort((a, b) => a.key - b.key);
  return (order === 'oldest first' ? sorted : sorted.reverse()).map(({ item }) => item);
}

const ZONE_MS = 3 * 60 * 60 * 1000;
const SHORT = 12;

function written(item: HistoryItem, format: HistoryFormat): object {
  const { direction, participantPhone, text, createdAt } = item;
  const id = { send: item.id, row: `row_${item.id.length}_${createdAt}`, none: undefined }[format.ids];
  const local = new Date(createdAt - ZONE_MS).toISOString();
  return {
    ...(id !== undefined && { id }),
    ...(format.hasWhatsappIds && { externalMessageId: item.externalMessageId }),
    direction: {
      OUTBOUND: direction,
      outgoing: direction === 'OUTBOUND' ? 'outgoing' : 'incoming',
      none: undefined,
    }[format.directions],
    participantPhone: {
      'E.164': participantPhone,
      digits: participantPhone.replace('+', ''),
      JID: participantPhone.startsWith('+') ? `${participantPhone.slice(1)}@s.whatsapp.net` : participantPhone,
      none: undefined,
    }[format.addresses],
    text: {
      whole: text,
      shortened: text.length > SHORT ? `${text.slice(0, SHORT)}…` : text,
      none: '',
    }[format.texts],
    createdAt: {
      ISO: new Date(createdAt).toISOString(),
      'ISO with the zone': local.replace('Z', '-03:00'),
      'local, without the zone': local.slice(0, 19),
      seconds: Math.floor(createdAt / 1000),
      milliseconds: createdAt,
      digits: String(createdAt),
      none: undefined,
    }[format.times],
    status: 'SENT',
  };
}

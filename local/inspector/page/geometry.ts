import type { QueueName, Station } from '../protocol.ts';

export interface Point {
  x: number;
  y: number;
}

export interface Box extends Point {
  width: number;
  height: number;
}

/** Where the picture shows what, in the units of its view box. */
export interface Layout {
  width: number;
  height: number;
  boxes: Record<Station | 'ledger', Box>;
  /** The way from each station to the next. */
  paths: Record<string, Point[]>;
  /** Who reads and writes the ledger. */
  ledgerLines: Point[][];
}

const box = (x: number, y: number, width: number, height: number): Box => ({ x, y, width, height });
const line = (...points: [number, number][]): Point[] => points.map(([x, y]) => ({ x, y }));

/** A round: out along the top, back along the bottom. */
export const WIDE: Layout = {
  width: 760,
  height: 304,
  boxes: {
    vendor: box(6, 14, 112, 276),
    api: box(162, 14, 92, 76),
    ingest: box(298, 14, 104, 76),
    events: box(446, 14, 150, 92),
    processor: box(640, 108, 114, 88),
    replies: box(446, 198, 150, 92),
    reply: box(298, 214, 104, 76),
    ledger: box(298, 124, 104, 56),
  },
  paths: {
    'vendor api': line([118, 52], [162, 52]),
    'api ingest': line([254, 52], [298, 52]),
    'ingest events': line([402, 52], [446, 52]),
    'events processor': line([596, 52], [697, 52], [697, 108]),
    'processor replies': line([697, 196], [697, 252], [596, 252]),
    'replies reply': line([446, 252], [402, 252]),
    'reply vendor': line([298, 252], [118, 252]),
  },
  ledgerLines: [line([640, 152], [402, 152]), line([350, 214], [350, 180])],
};

/** The same round for a narrow screen: down on the left, up on the right. */
export const NARROW: Layout = {
  width: 360,
  height: 514,
  boxes: {
    vendor: box(6, 6, 348, 44),
    api: box(6, 82, 156, 56),
    ingest: box(6, 168, 156, 56),
    events: box(6, 256, 156, 84),
    processor: box(6, 372, 348, 66),
    replies: box(198, 256, 156, 84),
    reply: box(198, 168, 156, 56),
    ledger: box(6, 464, 348, 44),
  },
  paths: {
    'vendor api': line([84, 50], [84, 82]),
    'api ingest': line([84, 138], [84, 168]),
    'ingest events': line([84, 224], [84, 256]),
    'events processor': line([84, 340], [84, 372]),
    'processor replies': line([276, 372], [276, 340]),
    'replies reply': line([276, 256], [276, 224]),
    'reply vendor': line([276, 168], [276, 50]),
  },
  ledgerLines: [line([180, 438], [180, 464])],
};

const ROUND: readonly Station[] = ['vendor', 'api', 'ingest', 'events', 'processor', 'replies', 'reply'];

/** The way from one station to another, along the paths: forward, or back where that is what happened. */
export function wayBetween({ paths }: Layout, from: Station, to: Station): Point[] {
  const back = paths[`${to} ${from}`];
  if (back) return back.toReversed();
  const way: Point[] = [];
  for (let at = from; at !== to; at = next(at)) way.push(...(paths[`${at} ${next(at)}`] ?? []));
  return way;
}

function next(station: Station): Station {
  return ROUND[(ROUND.indexOf(station) + 1) % ROUND.length] as Station;
}

/** Where the dead letters of a queue lie. */
export function trayOf({ boxes }: Layout, queue: QueueName): Box {
  const { x, y, width, height } = boxes[queue];
  return box(x + 8, y + height - 26, width - 16, 20);
}

export function centerOf({ x, y, width, height }: Box): Point {
  return { x: x + width / 2, y: y + height / 2 };
}

/** The point that is so much of the way along, from 0 to 1. */
export function pointAlong(way: readonly Point[], part: number): Point {
  const lengths = way.slice(1).map((point, i) => distance(way[i] as Point, point));
  let left = lengths.reduce((sum, length) => sum + length, 0) * part;
  for (const [i, length] of lengths.entries()) {
    if (left <= length) return between(way[i] as Point, way[i + 1] as Point, length === 0 ? 0 : left / length);
    left -= length;
  }
  return way.at(-1) ?? { x: 0, y: 0 };
}

function distance(a: Point, b: Point): number {
  return Math.hypot(b.x - a.x, b.y - a.y);
}

function between(a: Point, b: Point, part: number): Point {
  return { x: a.x + (b.x - a.x) * part, y: a.y + (b.y - a.y) * part };
}

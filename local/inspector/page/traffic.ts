import type { Move, Station } from '../protocol.ts';
import { centerOf, type Layout, type Point, pointAlong, trayOf, wayBetween } from './geometry.ts';

/** A dot on the picture: an event on its way. */
export interface Dot extends Point {
  n: number;
  tone: 'forward' | 'back' | 'parked';
}

/** What is seen at one moment. */
export interface Scene {
  dots: Dot[];
  /** The stations that an event has just come to. */
  reached: Station[];
}

/** Events take milliseconds from station to station; people need longer to see it. */
export interface Traffic {
  /** Lets events go, each after what it still has to go. @param now in ms of any clock */
  add(moves: readonly Move[], now: number): void;
  sceneAt(now: number): Scene;
  isEmpty(): boolean;
}

interface Leg {
  n: number;
  way: Point[];
  to: Station;
  tone: Dot['tone'];
  start: number;
  end: number;
}

/** More than this cannot be distinguished. */
const MOST_LEGS = 240;
/** How long a station looks as if something had just come. */
const GLOW_MS = 350;

const ORDER: readonly Station[] = ['vendor', 'api', 'ingest', 'events', 'processor', 'replies', 'reply', 'vendor'];

export function createTraffic(layout: Layout): Traffic {
  let legs: Leg[] = [];

  function legOf({ n, from, to, parked }: Move, now: number): Leg {
    const way = parked ? parkedWay(layout, from, to) : wayBetween(layout, from, to);
    const start = Math.max(now, ...legs.filter((leg) => leg.n === n).map(({ end }) => end));
    return { n, way, to, tone: toneOf(from, to, parked), start, end: start + durationOf(way) };
  }

  return {
    add(moves, now) {
      for (const move of moves) if (legs.length < MOST_LEGS) legs.push(legOf(move, now));
    },
    sceneAt(now) {
      legs = legs.filter(({ end }) => end + GLOW_MS > now);
      const dots = legs
        .filter(({ start, end }) => start <= now && now < end)
        .map(({ n, way, tone, start, end }) => ({ n, tone, ...pointAlong(way, eased((now - start) / (end - start))) }));
      return { dots, reached: legs.filter(({ end }) => end <= now).map(({ to }) => to) };
    },
    isEmpty: () => legs.length === 0,
  };
}

function parkedWay(layout: Layout, from: Station, to: Station): Point[] {
  const queue = to === 'replies' ? 'replies' : 'events';
  return [centerOf(layout.boxes[from]), centerOf(trayOf(layout, queue))];
}

function toneOf(from: Station, to: Station, parked: true | undefined): Dot['tone'] {
  if (parked) return 'parked';
  return ORDER[ORDER.indexOf(from) + 1] === to ? 'forward' : 'back';
}

function durationOf(way: readonly Point[]): number {
  const length = way
    .slice(1)
    .reduce((sum, { x, y }, i) => sum + Math.hypot(x - (way[i]?.x ?? x), y - (way[i]?.y ?? y)), 0);
  return 180 + length * 1.4;
}

/** Slow at both ends. */
function eased(part: number): number {
  return part < 0.5 ? 2 * part * part : 1 - (2 - 2 * part) ** 2 / 2;
}

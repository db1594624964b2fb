import { type FaultPlan, NO_FAULTS } from '../engine/faults.ts';
import type { Random } from '../engine/random.ts';
import type { HistoryFormat } from '../vendor/history.ts';
import { KIND_VENDOR, type Mood, PLAIN_HISTORY, type VendorPlan } from '../vendor/plan.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/**
 * Chooses the faults of a run. Each kind is left out of many runs: with everything failing at once, a run only ever
 * gets to see its first steps.
 */
export function chooseFaults(random: Random): FaultPlan {
  if (random.chance(0.05)) return NO_FAULTS;
  const sometimes = (probability: number, from: number, to: number) =>
    random.chance(probability) ? from + random.next() * (to - from) : 0;
  const lastMs = random.between(1, 30) * MINUTE_MS;
  const zombies = random.chance(0.1);
  return {
    lastMs,
    crash: sometimes(0.5, 0.001, 0.02),
    freeze: zombies ? 0.03 : sometimes(0.3, 0.001, 0.01),
    freezeMs: zombies ? 400_000 : 25_000,
    throttled: sometimes(0.4, 0.01, 0.25),
    requestLost: sometimes(0.3, 0.001, 0.03),
    responseLost: sometimes(0.5, 0.002, 0.05),
    requestLate: sometimes(0.3, 0.001, 0.02),
    slow: sometimes(0.3, 0.01, 0.1),
    outages: random.chance(0.15) ? [outage(random, lastMs)] : [],
    staleRead: sometimes(0.5, 0.1, 1),
    partialBatch: sometimes(0.3, 0.02, 0.2),
    receiveLost: sometimes(0.2, 0.01, 0.1),
    deleteLost: sometimes(0.3, 0.02, 0.2),
    visibilityEndsEarly: sometimes(0.3, 0.05, 0.5),
    zombies,
    skewMs: random.pick([0, 2_000, 2_000, 2_000, 8_000]),
  };
}

function outage(random: Random, lastMs: number): { from: number; to: number } {
  const from = random.between(0, Math.min(lastMs, 2 * MINUTE_MS));
  return { from, to: from + random.between(1, 30) * 1_000 };
}

/** Chooses how the vendor behaves. */
export function chooseVendor(random: Random): VendorPlan {
  const sometimes = (probability: number, to: number) => (random.chance(probability) ? random.next() * to : 0);
  return {
    ...KIND_VENDOR,
    moods: random.chance(0.35) ? [chooseMood(random)] : [],
    refused: sometimes(0.3, 0.1),
    cut: sometimes(0.3, 0.1),
    answerLost: sometimes(0.4, 0.2),
    silence: sometimes(0.3, 0.1),
    slow: sometimes(0.3, 0.2),
    rateLimited: sometimes(0.3, 0.4),
    unavailable: sometimes(0.3, 0.3),
    idLeftOut: sometimes(0.1, 0.3),
    gatewayInstead: sometimes(0.15, 0.1),
    gatewayAfter: sometimes(0.2, 0.3),
    brokenAfter: sometimes(0.15, 0.3),
    historyDelayMs: random.pick([0, 2_000, 20_000, 20_000, random.chance(0.2) ? 15 * MINUTE_MS : 0]),
    history: chooseHistory(random.stream('history')),
    statusIdIs: random.pick(['message', 'event']),
    skewMs: random.pick([0, 0, 0, 3_000, 15_000, -15_000, 10 * MINUTE_MS, -HOUR_MS]),
    historySkewMs: random.pick([0, 0, 0, 0, 12_000, -12_000]),
    hasDates: random.chance(0.95),
  };
}

/** As documented, or with something of it as comparable systems are seen to write it. */
function chooseHistory(random: Random): HistoryFormat {
  const or = <T>(usual: T, others: T[]): T => (random.chance(0.75) ? usual : random.pick(others));
  if (random.chance(0.5)) return { ...PLAIN_HISTORY, ids: or('send', ['none']) };
  return {
    times: or('ISO', [
      'ISO with the zone',
      'local, without the zone',
      'local, without the zone',
      'seconds',
      'milliseconds',
      'digits',
      'none',
    ]),
    texts: or('whole', ['shortened', 'shortened', 'none']),
    ids: or('send', ['row', 'none']),
    hasWhatsappIds: random.chance(0.8),
    directions: or('OUTBOUND', ['outgoing', 'none']),
    addresses: or('E.164', ['digits', 'JID', 'none']),
    order: or('oldest first', ['newest first', 'last changed first']),
    pageLimit: or(100, [2, 5, 20]),
    trafficMs: or(0, [20_000, 5_000, 1_000]),
  };
}

const LONG_MOODS = new Set<Mood['kind']>(['offline', 'behind a gateway', 'broken', 'shut off']);

function chooseMood(random: Random): Mood {
  const kind = random.pick([
    'rate limited',
    'unavailable',
    'unauthorized',
    'offline',
    'offline',
    'unreachable',
    'silent',
    'unpaid',
    'behind a gateway',
    'behind a gateway',
    'broken',
    'shut off',
  ] as const);
  const from = random.between(0, MINUTE_MS);
  // Longer than a reply is worth sending.
  const isLong = LONG_MOODS.has(kind) && random.chance(kind === 'offline' ? 0.05 : 0.4);
  const lastsMs = isLong ? 27 * HOUR_MS : random.between(10_000, 20 * MINUTE_MS);
  return { kind, from, to: from + lastsMs };
}

import type { Coverage } from './coverage.ts';
import type { Random } from './random.ts';

/** Which faults a run has, and how often. Probabilities are per call, where nothing else is said; times are in ms. */
export interface FaultPlan {
  /** How long there are faults, from the start. */
  lastMs: number;
  /** That a worker crashes at an await. */
  crash: number;
  /** That a worker stops at an await, and for how long at most. */
  freeze: number;
  freezeMs: number;
  /** What AWS does to one try of a call; the SDK tries three times. */
  throttled: number;
  requestLost: number;
  responseLost: number;
  /** The request arrives after the SDK has given it up. */
  requestLate: number;
  slow: number;
  /** When AWS throttles everything, ms from the start. */
  outages: { from: number; to: number }[];
  /** That an eventually consistent read is behind, for an item that was just written. */
  staleRead: number;
  /** That one message of a SendMessageBatch is not taken. */
  partialBatch: number;
  /** Per batch: it is received by nobody; it is not deleted; it is visible again under its worker. */
  receiveLost: number;
  deleteLost: number;
  visibilityEndsEarly: number;
  /** Whether a worker may go on after Lambda believes that it ended it. */
  zombies: boolean;
  /** How far a clock may be off. */
  skewMs: number;
}

export const NO_FAULTS: FaultPlan = {
  lastMs: 0,
  crash: 0,
  freeze: 0,
  freezeMs: 0,
  throttled: 0,
  requestLost: 0,
  responseLost: 0,
  requestLate: 0,
  slow: 0,
  outages: [],
  staleRead: 0,
  partialBatch: 0,
  receiveLost: 0,
  deleteLost: 0,
  visibilityEndsEarly: 0,
  zombies: false,
  skewMs: 0,
};

/** A crash at one await: before the call that is awaited has its effect, or after it, before the answer. */
export interface CrashPoint {
  /** Counts the awaits of all functions, from 0. */
  await: number;
  effect: 'before' | 'after';
}

/** What becomes of one try of a call. */
export type Fate =
  | { kind: 'served'; requestMs: number; responseMs: number }
  | { kind: 'throttled'; responseMs: number }
  | { kind: 'request lost' }
  | { kind: 'response lost'; requestMs: number }
  | { kind: 'request late'; requestMs: number };

/** How long a call waits for an answer, as `lambdas/aws/request-handler.ts` has it. */
export const SDK_PATIENCE_MS = 3_000;

/** The faults of a run, as they come. */
export interface Faults {
  readonly plan: FaultPlan;
  /** Whether faults are over. */
  ceased(): boolean;
  /** Draws for a fault by its probability; counts it. */
  strikes(fault: keyof { [K in keyof FaultPlan as FaultPlan[K] extends number ? K : never]: true }): boolean;
  /** Whether, and how, a worker crashes at this await. */
  crash(): CrashPoint['effect'] | undefined;
  /** How many awaits there were so far. */
  awaits(): number;
  /** How long a worker freezes at this await; 0 for not at all. */
  freezeMs(): number;
  fate(): Fate;
  skewMs(): number;
}

interface FaultsOptions {
  plan: FaultPlan;
  crashAt?: CrashPoint;
  random: Random;
  /** ms since the start. */
  elapsed(): number;
  coverage: Coverage;
}

export function faultsOf({ plan, crashAt, random, elapsed, coverage }: FaultsOptions): Faults {
  let awaits = 0;
  const clocks = random.stream('clocks');
  const ceased = () => elapsed() >= plan.lastMs;
  const strikes: Faults['strikes'] = (fault) => {
    if (ceased() || !random.chance(plan[fault])) return false;
    coverage.hit(`fault: ${fault}`);
    return true;
  };
  const quickMs = () => random.between(1, 12);

  return {
    plan,
    ceased,
    strikes,

    crash() {
      const point = awaits++;
      const planned = point === crashAt?.await ? crashAt.effect : undefined;
      const effect = planned ?? (strikes('crash') ? random.pick(['before', 'after'] as const) : undefined);
      if (effect !== undefined) coverage.hit(`fault: crash ${effect} the effect`);
      return effect;
    },

    awaits: () => awaits,

    freezeMs: () => (strikes('freeze') ? random.between(100, plan.freezeMs) : 0),

    fate() {
      const outage = plan.outages.some(({ from, to }) => elapsed() >= from && elapsed() < to);
      if (outage) {
        coverage.hit('fault: outage');
        return { kind: 'throttled', responseMs: quickMs() };
      }
      if (strikes('throttled')) return { kind: 'throttled', responseMs: quickMs() };
      if (strikes('requestLost')) return { kind: 'request lost' };
      if (strikes('responseLost')) return { kind: 'response lost', requestMs: quickMs() };
      if (strikes('requestLate'))
        return { kind: 'request late', requestMs: SDK_PATIENCE_MS + random.between(1, 4_000) };
      if (strikes('slow'))
        return { kind: 'served', requestMs: random.between(1, 1_400), responseMs: random.between(1, 1_400) };
      return { kind: 'served', requestMs: quickMs(), responseMs: quickMs() };
    },

    skewMs: () => clocks.between(-plan.skewMs, plan.skewMs),
  };
}

import { sumOf, type Usage } from './bill.ts';
import type { Unit } from './prices.ts';

/** A way to build the app, as what it uses. */
export interface Design {
  name: string;
  /** What messages and statuses use. */
  lines: UsageLine[];
  /** What is used in a month in which nobody writes. */
  monthly: MonthlyLine[];
}

export interface UsageLine {
  unit: Unit;
  /** How much one message takes that is answered once. */
  message: number;
  /** How much one status event takes: sent, delivered or read. */
  status: number;
  because: string;
}

export interface MonthlyLine {
  unit: Unit;
  month: number;
  because: string;
}

/** What one answered message uses, together with the status events of its answer. */
export function usageOf({ lines }: Design, statuses: number): Usage {
  return sumOf(lines.map(({ unit, message, status }) => ({ [unit]: message + statuses * status })));
}

/** What a month uses in which nobody writes. */
export function monthlyUsageOf({ monthly }: Design): Usage {
  return sumOf(monthly.map(({ unit, month }) => ({ [unit]: month })));
}

const HOURS_PER_MONTH = 730;

/** Long polls of twenty seconds, when there is nothing to receive. */
const POLLS_PER_HOUR = 180;

/** Where a maximum concurrency is set, Lambda keeps five pollers at each queue; else it may go down to two. */
const POLLERS = 5;

/** What two queues that feed functions cost while they are empty; the same for every design. */
export const IDLE_POLLING: MonthlyLine = {
  unit: 'sqsRequests',
  month: 2 * POLLERS * POLLS_PER_HOUR * HOURS_PER_MONTH,
  because: 'two queues, five pollers each, a long poll of twenty seconds after the other',
};

/** Reads of a secret that is kept for so many minutes, by one execution environment of each of two functions. */
export function cachedSecretReads(minutes: number): MonthlyLine {
  const month = (2 * HOURS_PER_MONTH * 60) / minutes;
  return { unit: 'secretReads', month, because: `two functions, which keep what they read for ${minutes} minutes` };
}

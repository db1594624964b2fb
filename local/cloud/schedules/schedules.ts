import type { Json } from '../aws/replies.ts';
import type { KeptFile } from '../kept/kept.ts';

/** A one-time schedule, as it was made. */
export interface Schedule {
  group: string;
  name: string;
  /** When it is due, epoch ms. */
  at: number;
  /** Whether it is deleted when it is done. */
  isDeletedAfter: boolean;
  target: ScheduleTarget;
  /** All that the call that made it said. */
  input: Json;
}

export interface ScheduleTarget {
  roleArn: string;
  /** What `sqs:SendMessage` is called with. */
  message: Json;
  deadLettersArn?: string;
  /** How often at most what failed is tried again. */
  maxRetries: number;
  /** For how long at most, in ms. */
  maxAgeMs: number;
}

/** The schedules of the stack. */
export interface Schedules {
  /** @returns false when there is one of that name in the group */
  add(schedule: Schedule): boolean;
  get(group: string, name: string): Schedule | undefined;
  /** Those of a group, or all. */
  list(group?: string): Schedule[];
  /** @returns false when there is no such schedule */
  remove(group: string, name: string): boolean;
  /** What is due within so many ms is due now. */
  bringForward(ms: number): void;
  stop(): void;
}

/** setTimeout takes no more, in ms. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * Keeps schedules, and lets each be delivered when it is due.
 *
 * @param now epoch ms
 * @param deliver takes a schedule that is due; must not throw
 * @param kept where those that wait outlive the process
 */
export function createSchedules(now: () => number, deliver: (schedule: Schedule) => void, kept?: KeptFile): Schedules {
  const nameOf = (group: string, name: string) => `${group}/${name}`;
  const known = (kept?.read() ?? []) as Schedule[];
  const schedules = new Map(known.map((schedule) => [nameOf(schedule.group, schedule.name), schedule]));
  const done = new Set<Schedule>();
  let timer: NodeJS.Timeout | undefined;

  const waiting = () => [...schedules.values()].filter((schedule) => !done.has(schedule));

  function look(aheadMs = 0): void {
    clearTimeout(timer);
    const time = now();
    for (const schedule of waiting().filter(({ at }) => at <= time + aheadMs)) {
      if (schedule.isDeletedAfter) schedules.delete(nameOf(schedule.group, schedule.name));
      else done.add(schedule);
      deliver(schedule);
    }
    kept?.write(waiting());
    const nextAt = Math.min(...waiting().map(({ at }) => at));
    if (nextAt === Number.POSITIVE_INFINITY) return;
    timer = setTimeout(() => look(), Math.min(nextAt - time, LONGEST_TIMER_MS));
  }

  if (known.length > 0) look();
  return {
    add(schedule) {
      const name = nameOf(schedule.group, schedule.name);
      if (schedules.has(name)) return false;
      schedules.set(name, schedule);
      look();
      return true;
    },
    get: (group, name) => schedules.get(nameOf(group, name)),
    list: (group) => [...schedules.values()].filter((schedule) => group === undefined || schedule.group === group),
    remove(group, name) {
      const isKnown = schedules.delete(nameOf(group, name));
      look();
      return isKnown;
    },
    bringForward: look,
    stop: () => clearTimeout(timer),
  };
}

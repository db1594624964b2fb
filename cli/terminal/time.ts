import { UsageError } from './errors.ts';

const UNIT_MS: Record<string, number> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Reads a duration such as `90s`, `15m`, `2h` or `7d`. @returns ms @throws UsageError when it is invalid */
export function readDuration(typed: string): number {
  const ms = durationOf(typed);
  if (ms === undefined) throw new UsageError(`${typed} is not a duration: write it as 90s, 15m, 2h or 7d`);
  return ms;
}

/**
 * Reads a time: a duration is so long ago, anything else must be ISO 8601.
 *
 * @param now the time in epoch ms
 * @returns epoch ms
 * @throws UsageError when it is neither
 */
export function readTime(typed: string, now: number): number {
  const ago = durationOf(typed);
  if (ago !== undefined) return now - ago;
  const time = /^\d{4}-\d\d-\d\d/.test(typed) ? Date.parse(typed) : Number.NaN;
  if (Number.isNaN(time)) {
    throw new UsageError(
      `${typed} is not a time: write how long ago, such as 2h, or a time, such as 2026-02-24T10:30:00Z`,
    );
  }
  return time;
}

/**
 * Reads a time to come: a duration is so long from now, anything else stays as it is typed.
 *
 * @param now the time in epoch ms
 */
export function readTimeAhead(typed: string, now: number): string {
  const ahead = durationOf(typed);
  return ahead === undefined ? typed : new Date(now + ahead).toISOString();
}

/** Such as `2026-02-24 10:30:00`, in UTC as the log lines are. */
export function timeText(at: number): string {
  return new Date(at).toISOString().slice(0, 19).replace('T', ' ');
}

/** How long something takes or has been, in one unit, such as `3m`. */
export function ageText(ms: number): string {
  const [unit, unitMs] = Object.entries(UNIT_MS).findLast(([, unitMs]) => ms >= unitMs) ?? ['s', 1_000];
  return `${Math.max(Math.floor(ms / unitMs), 0)}${unit}`;
}

/** The same for a sentence, such as `3 min`; in a smaller unit as long as that says more. */
export function spanOf(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 120) return `${minutes} min`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} h` : `${Math.round(hours / 24)} days`;
}

function durationOf(typed: string): number | undefined {
  const [, count, unit = ''] = /^(\d{1,6})([smhd])$/.exec(typed.trim()) ?? [];
  return count === undefined ? undefined : Number(count) * (UNIT_MS[unit] as number);
}

import { createHash } from 'node:crypto';

/** The story of a run, line by line: the same seed tells the same story. */
export interface RunTrace {
  note(who: string, what: () => string): void;
  lines(): string[];
  hash(): string;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** @param isTold whether it is kept: nobody reads the story of a run that passes */
export function trace(now: () => number, isTold: boolean): RunTrace {
  const start = now();
  const notes: { at: number; who: string; what: string }[] = [];
  const lines = () => notes.map(({ at, who, what }) => `${timeOf(at - start)}  ${who.padEnd(12)} ${what}`);
  return {
    note: (who, what) => {
      if (isTold) notes.push({ at: now(), who, what: what() });
    },
    lines,
    hash: () => createHash('sha256').update(lines().join('\n')).digest('hex'),
  };
}

function timeOf(ms: number): string {
  return `day ${Math.floor(ms / DAY_MS)} ${new Date(ms % DAY_MS).toISOString().slice(11, 23)}`;
}

import { type FilterLogEvents, type LogEvent, ThrottledError } from './cloudwatch.ts';

/** The log group of a function. */
export interface FunctionLogs {
  /** Such as `ingest`. */
  function: string;
  logGroupName: string;
}

/** A line with the function that wrote it. */
export interface FunctionLine extends LogEvent {
  function: string;
}

interface Tail {
  groups: FunctionLogs[];
  /** Since when, epoch ms. */
  since: number;
  filterPattern: string | undefined;
}

/** All lines since a time, of all functions, in order. */
export async function linesSince(
  { groups, since, filterPattern }: Tail,
  filter: FilterLogEvents,
): Promise<FunctionLine[]> {
  const lines: FunctionLine[] = [];
  // One after the other: AWS lets an account ask only a few times a second.
  for (const { function: name, logGroupName } of groups) {
    let nextToken: string | undefined;
    do {
      const page = await filter({ logGroupName, startTime: since, filterPattern, nextToken });
      lines.push(...page.events.map((event) => ({ ...event, function: name })));
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
  }
  return lines.sort((a, b) => a.timestamp - b.timestamp);
}

/** How long to wait between two looks, and how long when AWS asks for less, in ms. */
const PAUSE_MS = 2_000;
const LONG_PAUSE_MS = 10_000;

/**
 * A line can be found as late as that after it was written, in ms; looking back further would be paid for again and
 * again.
 */
const LATE_MS = 15_000;

/**
 * Lines as they come, without end: first all since a time, then those that are new. A line that is found late is given
 * late rather than not at all.
 */
export async function* follow(
  tail: Tail,
  filter: FilterLogEvents,
  wait: (ms: number) => Promise<void>,
): AsyncIterable<FunctionLine> {
  const given = new Map<string, number>();
  let { since } = tail;
  for (;;) {
    const lines = await linesSince({ ...tail, since }, filter).catch((error: unknown) => {
      if (error instanceof ThrottledError) return undefined;
      throw error;
    });
    for (const line of lines ?? []) {
      const id = `${line.function} ${line.eventId}`;
      if (given.has(id)) continue;
      given.set(id, line.timestamp);
      yield line;
    }
    const latest = lines?.at(-1)?.timestamp;
    if (latest !== undefined) since = Math.max(since, latest - LATE_MS);
    for (const [id, at] of given) if (at < since) given.delete(id);
    await wait(lines === undefined ? LONG_PAUSE_MS : PAUSE_MS);
  }
}

import { type Result, type Run, simulate } from './simulate.ts';

/** What came of many runs. */
export interface Tally {
  passed: number;
  failures: Failure[];
  /** In how many runs each fault, step and outcome occurred. */
  occurred: Map<string, number>;
}

export interface Failure {
  seed: number;
  complaints: string[];
}

export function emptyTally(): Tally {
  return { passed: 0, failures: [], occurred: new Map() };
}

export function addRun(
  tally: Tally,
  { seed, complaints, counts }: Pick<Result, 'seed' | 'complaints' | 'counts'>,
): void {
  if (complaints.length === 0) tally.passed++;
  else tally.failures.push({ seed, complaints });
  for (const what of counts.keys()) tally.occurred.set(what, (tally.occurred.get(what) ?? 0) + 1);
}

export function addTally(tally: Tally, { passed, failures, occurred }: Tally): void {
  tally.passed += passed;
  tally.failures.push(...failures);
  for (const [what, runs] of occurred) tally.occurred.set(what, (tally.occurred.get(what) ?? 0) + runs);
}

/** What a failure prints: what did not hold, how to run it again, and the whole story. */
export async function storyOf({ seed, crashAt }: Pick<Run, 'seed' | 'crashAt'>): Promise<string> {
  const run = { seed, ...(crashAt !== undefined && { crashAt }) };
  const { complaints, trace } = await simulate({ ...run, isTold: true });
  return [`Seed ${seed}`, ...complaints.map((what) => `  ${what}`), `Again: ${replayOf(run)}`, '', ...trace()].join(
    '\n',
  );
}

/** The command that runs it again. */
export function replayOf({ seed, crashAt }: Pick<Run, 'seed' | 'crashAt'>): string {
  const point = crashAt ? ` --crash-at ${crashAt.await}:${crashAt.effect}` : '';
  return `npm run test:simulation -- --seed ${seed}${point}`;
}

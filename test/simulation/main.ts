import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { addRun, addTally, emptyTally, replayOf, storyOf, type Tally } from './campaign.ts';
import type { CrashPoint } from './engine/faults.ts';
import { crashAtEveryAwait } from './every-await.ts';
import { type Run, simulate } from './simulate.ts';

/*
 * The long form of the simulation:
 *
 *   npm run test:simulation -- --seeds 100000 --from 1 --workers 2    many seeds; exits with 1 when one fails
 *   npm run test:simulation -- --seed 7                               the story of one seed
 *   npm run test:simulation -- --seed 7 --every-await                 that scenario with a crash at every await in turn
 *   npm run test:simulation -- --seed 7 --crash-at 12:after           the story of one of these
 */

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '10000' },
    from: { type: 'string', default: '1' },
    workers: { type: 'string', default: String(availableParallelism()) },
    seed: { type: 'string' },
    'crash-at': { type: 'string' },
    'every-await': { type: 'boolean', default: false },
    // Says that this process is a worker of another one, and which share of the seeds is its own.
    share: { type: 'string' },
  },
});

/** How many seeds a worker runs between two reports. */
const CHUNK = 100;

/** How many failures are told in full. */
const TOLD_FAILURES = 3;

const print = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

if (values.share !== undefined) await work(values.share);
else process.exitCode = await main();

/** @returns the exit code */
async function main(): Promise<number> {
  if (values.seed === undefined) return many(Number(values.from), Number(values.seeds), Number(values.workers));
  const seed = Number(values.seed);
  if (values['every-await']) return everyAwait(seed);
  const crashAt = crashPoint(values['crash-at']);
  const run: Run = { seed, ...(crashAt && { crashAt }) };
  print(await storyOf(run));
  const { complaints } = await simulate(run);
  print(complaints.length === 0 ? 'passed' : `failed\n${complaints.join('\n')}`);
  return complaints.length === 0 ? 0 : 1;
}

/** Runs seeds in several processes. */
async function many(from: number, seeds: number, workers: number): Promise<number> {
  const tally = emptyTally();
  const startedAt = performance.now();
  const report = (part: Tally): void => {
    addTally(tally, part);
    const ran = tally.passed + tally.failures.length;
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(0);
    progress(`${ran} of ${seeds} seeds, ${tally.failures.length} failed, ${seconds} s`, ran === seeds);
  };
  await Promise.all(
    Array.from({ length: workers }, (_, i) => {
      const share = `${from + i}:${from + seeds}:${workers}`;
      const child = fork(process.argv[1] ?? '', ['--share', share], { execArgv: process.execArgv });
      child.on('message', (part) => report(revive(part as SentTally)));
      return new Promise<void>((resolve, reject) => {
        child.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`A worker ended with ${code}`))));
      });
    }),
  );
  print(table(tally.occurred));
  tally.failures.sort((a, b) => a.seed - b.seed);
  for (const failure of tally.failures.slice(0, TOLD_FAILURES)) print(`\n${await storyOf(failure)}`);
  if (tally.failures.length > 0) print(`\nFailed: ${tally.failures.map(({ seed }) => seed).join(' ')}`);
  print(`${tally.passed} passed, ${tally.failures.length} failed`);
  return tally.failures.length === 0 ? 0 : 1;
}

/** One worker's share: every so manieth seed. */
async function work(share: string): Promise<void> {
  const [first = 0, end = 0, step = 1] = share.split(':').map(Number);
  let tally = emptyTally();
  let ran = 0;
  for (let seed = first; seed < end; seed += step) {
    addRun(tally, await simulate({ seed }));
    if (++ran % CHUNK === 0 || seed + step >= end) {
      process.send?.({ ...tally, occurred: [...tally.occurred] } satisfies SentTally);
      tally = emptyTally();
    }
  }
  process.disconnect?.();
}

/** A tally on its way from one process to another, which a Map does not survive. */
type SentTally = Omit<Tally, 'occurred'> & { occurred: [string, number][] };

function revive(part: SentTally): Tally {
  return { ...part, occurred: new Map(part.occurred) };
}

async function everyAwait(seed: number): Promise<number> {
  const tally = emptyTally();
  let shown = 0;
  const runs = await crashAtEveryAwait(seed, (result) => {
    addRun(tally, result);
    const { complaints } = result;
    if (complaints.length > 0 && shown++ < TOLD_FAILURES)
      print([...complaints, `Again: ${replayOf(result)}`].join('\n'));
  });
  print(`${tally.passed} passed, ${tally.failures.length} failed, of ${runs}`);
  return tally.failures.length === 0 ? 0 : 1;
}

function crashPoint(text: string | undefined): CrashPoint | undefined {
  if (text === undefined) return undefined;
  const [point, effect = 'before'] = text.split(':');
  if (effect !== 'before' && effect !== 'after') throw new Error(`--crash-at ${text}: allowed are before and after`);
  return { await: Number(point), effect };
}

/** A line that a terminal overwrites. */
function progress(text: string, isLast: boolean): void {
  if (process.stdout.isTTY) process.stdout.write(`\r${text}${isLast ? '\n' : ''}`);
  else if (isLast) print(text);
}

function table(occurred: Map<string, number>): string {
  const rows = [...occurred].sort(([a], [b]) => a.localeCompare(b));
  return ['In how many runs it occurred:', ...rows.map(([what, runs]) => `${String(runs).padStart(8)}  ${what}`)].join(
    '\n',
  );
}

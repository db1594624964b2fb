import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { MUTANTS, type Mutant } from './mutants.ts';

/*
 * Breaks the code in one place after the other, and runs the tests that must notice:
 *
 *   npm run test:mutants                        all of them; exits with 1 when one survives
 *   npm run test:mutants -- --only burst        those whose name has that word
 */

const { values } = parseArgs({ options: { only: { type: 'string', default: '' } } });

/** Far more than the tests of a mutant take; one that makes them hang is caught. */
const TIMEOUT_MS = 5 * 60_000;

const print = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

process.exitCode = main(MUTANTS.filter(({ what }) => what.includes(values.only)));

/** @returns the exit code */
function main(mutants: Mutant[]): number {
  const tests = [...new Set(mutants.flatMap(({ tests }) => tests))];
  const baseline = run(tests);
  if (baseline !== 'passed') {
    print(`Without a mutant the tests ${baseline}: ${tests.join(' ')}`);
    return 1;
  }
  const survivors = mutants.filter((mutant) => {
    const outcome = run(mutant.tests, mutant);
    const isCaught = outcome === 'failed' || outcome === 'did not end';
    print(`${isCaught ? 'caught' : outcome.padEnd(6)}  ${mutant.what}  (${mutant.file})`);
    return !isCaught;
  });
  print(`${mutants.length - survivors.length} of ${mutants.length} caught`);
  return survivors.length === 0 ? 0 : 1;
}

type Outcome = 'passed' | 'failed' | 'did not end' | 'did not run';

/** Runs tests. Code that cannot be compiled, or loaded, is not caught by a test. */
function run(tests: string[], mutant?: Mutant): Outcome {
  const jest = ['node_modules/jest/bin/jest.js', '--config', 'jest.mutants.config.js', '--runInBand', '--json'];
  const env = { ...process.env, ...(mutant && { MUTANT: JSON.stringify(mutant) }) };
  const child = spawnSync(process.execPath, [...jest, '--runTestsByPath', ...tests], {
    env,
    encoding: 'utf8',
    timeout: TIMEOUT_MS,
    maxBuffer: 1024 ** 3,
  });
  if (child.error !== undefined) return 'did not end';
  const { numFailedTests, numRuntimeErrorTestSuites, numPassedTests } = JSON.parse(child.stdout || '{}');
  if (numFailedTests > 0) return 'failed';
  return numRuntimeErrorTestSuites === 0 && numPassedTests > 0 ? 'passed' : 'did not run';
}

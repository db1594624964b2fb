import { existsSync, readFileSync } from 'node:fs';
import { MUTANTS } from './mutants.ts';

test.each(MUTANTS)('the place where $what breaks $file is there, once, and so are the tests that notice', (mutant) => {
  const { file, source, replacement, tests } = mutant;
  expect(readFileSync(file, 'utf8').split(source)).toHaveLength(2);
  expect(replacement).not.toBe(source);
  expect(tests.filter((test) => !existsSync(test))).toEqual([]);
  expect(tests).not.toEqual([]);
});

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { STEPS } from '../../../lambdas/telemetry/steps.ts';

const LAMBDAS = join(import.meta.dirname, '..', '..', '..', 'lambdas');
const sources = readdirSync(LAMBDAS, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.endsWith('steps.ts'))
  .map((file) => readFileSync(join(LAMBDAS, file), 'utf8'))
  .join('\n');

test.each(Object.keys(STEPS))('some function logs %s', (step) => {
  expect(sources).toContain(`'${step}'`);
});

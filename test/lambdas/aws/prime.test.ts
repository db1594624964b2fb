import { prime } from '../../../lambdas/aws/prime.ts';
import { recordedLog } from '../../support/log.ts';

const never = () => new Promise<never>(() => undefined);

test('priming ends when every step has', async () => {
  const done: string[] = [];
  const step = (name: string) => async () => void done.push(name);
  await prime([step('a'), step('b')], recordedLog(), never);
  expect(done).toEqual(['a', 'b']);
});

test('a step that fails, at once or later, hinders no other, and tells only a debug line', async () => {
  const log = recordedLog();
  const done: string[] = [];
  const steps = [
    () => {
      throw new TypeError('at once');
    },
    () => Promise.reject(new RangeError('later')),
    async () => void done.push('c'),
  ];
  await prime(steps, log, never);
  expect(done).toEqual(['c']);
  expect(log.steps()).toEqual([]);
  expect(log.lines.map(({ step, fields }) => [step, fields.error])).toEqual([
    ['not primed', 'TypeError'],
    ['not primed', 'RangeError'],
    ['primed', undefined],
  ]);
});

test('a step that hangs holds init up for two seconds at most', async () => {
  const waits: number[] = [];
  await prime([never], recordedLog(), async (ms) => void waits.push(ms));
  expect(waits).toEqual([2_000]);
});

import { createSchedules, type Schedule } from '../../../../local/cloud/schedules/schedules.ts';
import { clock } from '../../../support/clock.ts';

const TARGET = { roleArn: 'r', message: { QueueUrl: 'q' }, maxRetries: 0, maxAgeMs: 0 };

test('what waits outlives the process, and what was due meanwhile is due at once', () => {
  const time = clock();
  const schedule = (name: string, inMs: number): Schedule => {
    return { group: 'g', name, at: time.now() + inMs, isDeletedAfter: true, target: TARGET, input: {} };
  };
  let file: unknown;
  const write = (value: unknown): void => {
    file = JSON.parse(JSON.stringify(value));
  };
  const kept = { read: () => file, write };
  const due: string[] = [];
  const open = () => createSchedules(time.now, ({ name }) => due.push(name), kept);

  const first = open();
  for (const [name, inMs] of [
    ['soon', 1_000],
    ['later', 60_000],
    ['never', 2_000],
  ] as const) {
    first.add(schedule(name, inMs));
  }
  first.remove('g', 'never');
  first.stop();
  time.advance(5_000);
  const second = open();
  expect(due).toEqual(['soon']);
  expect(second.list('g').map(({ name }) => name)).toEqual(['later']);
  second.bringForward(60_000);
  second.stop();
  expect(due).toEqual(['soon', 'later']);
  expect(file).toEqual([]);
});

import { climb } from '../../../bench/scale/ladder.ts';
import { readConfig } from '../../../lib/config.ts';

const place = { region: 'us-east-1', concurrency: 1_000 } as const;

test('each rung raises the setting behind what held up the longest, and saves time', () => {
  const rungs = climb({ place, arrivals: [], backlog: 50_000, contacts: 10_000 }, readConfig({}));
  expect(rungs[0]).toMatchObject({ limit: 'rate of replies', setting: 'repliesPerSecond', value: 200 });
  const times = rungs.map(({ outcome }) => outcome.drainedAt);
  expect(times).toEqual([...times].sort((a, b) => b - a));
});

test('nothing is raised where no setting would help', () => {
  const oneContact = { place, arrivals: [], backlog: 100, contacts: 1 };
  expect(climb(oneContact, readConfig({ repliesPerSecond: 1_000 }))).toEqual([]);
});

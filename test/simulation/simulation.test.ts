import { addRun, emptyTally, storyOf } from './campaign.ts';
import { crashAtEveryAwait } from './every-await.ts';
import { MUST_OCCUR } from './expected.ts';
import { simulate } from './simulate.ts';

const SEEDS = 200;

// Minutes on a busy machine: the limit only ends what never comes to an end.
jest.setTimeout(10 * 60_000);

test(`nothing is lost and nothing is answered twice, in ${SEEDS} runs with faults of all kinds`, async () => {
  const tally = emptyTally();
  for (let seed = 1; seed <= SEEDS; seed++) addRun(tally, await simulate({ seed }));
  const [first] = tally.failures;
  if (first) {
    const seeds = tally.failures.map(({ seed }) => seed).join(' ');
    throw new Error(`${tally.failures.length} of ${SEEDS} seeds failed: ${seeds}\n${await storyOf(first)}`);
  }
  expect(MUST_OCCUR.filter((what) => !tally.occurred.has(what))).toEqual([]);
});

test.each([3, 5, 19, 24])('a crash at any await of seed %i loses nothing and repeats nothing', async (seed) => {
  const tally = emptyTally();
  const runs = await crashAtEveryAwait(seed, (result) => addRun(tally, result));
  expect(tally.failures).toEqual([]);
  expect(tally.passed).toBe(runs);
});

test.each([1, 2, 3, 120, 276])('seed %i tells the same story each time', async (seed) => {
  const [once, again] = [await simulate({ seed, isTold: true }), await simulate({ seed, isTold: true })];
  expect(once.trace().length).toBeGreaterThan(20);
  expect(again.hash()).toBe(once.hash());
});

test('another seed tells another story', async () => {
  const [one, another] = [await simulate({ seed: 1, isTold: true }), await simulate({ seed: 2, isTold: true })];
  expect(another.hash()).not.toBe(one.hash());
});

test('the trace does not change what happens', async () => {
  const [told, untold] = [await simulate({ seed: 7, isTold: true }), await simulate({ seed: 7 })];
  expect([...untold.counts]).toEqual([...told.counts]);
});

import { readOptions } from '../../bench/options.ts';

const read = (...argv: string[]) => readOptions(argv, ['cold', 'warm']);

/** What commander says of a wrong command line goes to standard error; here it is in the way. */
beforeEach(() => jest.spyOn(process.stderr, 'write').mockReturnValue(true));
afterEach(() => jest.restoreAllMocks());

test('without arguments every table is meant, each as often as it needs', () => {
  expect(read()).toEqual({ tables: [], full: false });
});

test('names, files and a number of runs are taken in any order', () => {
  expect(read('warm', '--json', 'out.json', 'cold', '--runs', '3', '--plot', 'a.svg', '--full')).toEqual({
    tables: ['warm', 'cold'],
    json: 'out.json',
    plot: 'a.svg',
    runs: 3,
    full: true,
  });
});

test.each([
  ['a table that there is not', ['hot'], /hot.*cold, warm/],
  ['no runs', ['--runs', '0'], /whole number from 1 to 9999/],
  ['half a run', ['--runs', '1.5'], /whole number from 1 to 9999/],
  ['an unknown option', ['--fast'], /--fast/],
])('%s is refused', (_what, argv, message) => {
  expect(() => read(...argv)).toThrow(message);
});

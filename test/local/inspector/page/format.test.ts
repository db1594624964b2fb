import { clockTime, dayOrTime, duration, prettyJson, timeOfDay } from '../../../../local/inspector/page/format.ts';

test.each([
  [0, '< 1 ms'],
  [11.6, '12 ms'],
  [1_270, '1.27 s'],
  [12_340, '12.3 s'],
  [61_500, '1 min 2 s'],
])('%d ms are shown as %s', (ms, shown) => {
  expect(duration(ms)).toBe(shown);
});

test('a time is shown as the clock on the wall has it', () => {
  const at = new Date(2026, 1, 24, 9, 5, 7, 4).getTime();
  expect(timeOfDay(at)).toBe('09:05:07');
  expect(timeOfDay(at, true)).toBe('09:05:07.004');
  expect(clockTime(at)).toBe('09:05');
});

test('of a time of today the hour is shown, of any other the day', () => {
  const now = new Date(2026, 1, 24, 23, 0).getTime();
  expect(dayOrTime(new Date(2026, 1, 24, 9, 5).getTime(), now)).toBe('09:05');
  expect(dayOrTime(new Date(2026, 1, 23, 23, 59).getTime(), now)).toBe('Feb 23');
});

test('JSON is indented, and any other text stays as it is', () => {
  expect(prettyJson('{"a":1}')).toBe('{\n  "a": 1\n}');
  expect(prettyJson('{"a":')).toBe('{"a":');
});

import { alone, compared, jsonOf, readable, render } from '../../bench/row.ts';
import { exact, figure } from '../../bench/statistics.ts';

const peer = { name: 'CDK default', ...exact('ms', 300) };

test('a ratio is of medians, in the direction that the row names', () => {
  const row = { what: 'cold start', ours: figure('ms', [90, 100, 500]), peer };
  expect(compared({ ...row, ratio: 'peer ÷ ours' }).ratio?.value).toBe(3);
  expect(compared({ ...row, ratio: 'ours ÷ peer' }).ratio?.value).toBeCloseTo(1 / 3);
});

test.each([
  [{ atLeast: 3 }, true],
  [{ atLeast: 3.1 }, false],
  [{ atMost: 3 }, true],
  [{ atMost: 2.9 }, false],
])('a ratio of 3 with the gate %j: %s', (gate, pass) => {
  expect(compared({ what: '', ours: exact('ms', 100), peer, ratio: 'peer ÷ ours', gate }).pass).toBe(pass);
});

test('without a peer the gate is for our figure', () => {
  const ours = exact('KB', 220);
  expect(alone({ what: '', ours, gate: { atMost: 220 } }).pass).toBe(true);
  expect(alone({ what: '', ours, gate: { atMost: 219 } }).pass).toBe(false);
});

test('a row without a gate neither passes nor fails', () => {
  expect(alone({ what: '', ours: exact('KB', 1) })).not.toHaveProperty('pass');
});

test('as JSON every row has every field, with null for what it lacks', () => {
  const ours = exact('KB', 2);
  expect(jsonOf('size', alone({ what: 'ingest', ours }))).toEqual({
    table: 'size',
    what: 'ingest',
    ours,
    peer: null,
    ratio: null,
    ratioOf: null,
    gate: null,
    pass: null,
  });
});

test('a printed table is aligned Markdown, and says which gate was missed', () => {
  const rows = [
    compared({ what: 'cold', ours: figure('ms', [90, 100, 110]), peer, ratio: 'peer ÷ ours', gate: { atLeast: 3.5 } }),
    alone({ what: 'log bytes', ours: exact('', 1_200), gate: { atMost: 1_200 } }),
  ];
  expect(render(rows)).toBe(
    [
      '| what      | ours                       | peer                | ratio           | gate    |        |',
      '| --------- | -------------------------- | ------------------- | --------------- | ------- | ------ |',
      '| cold      | 100 ms (min 90, spread 10) | CDK default: 300 ms | 3 (peer ÷ ours) | ≥ 3.5   | MISSED |',
      '| log bytes | 1,200                      |                     |                 | ≤ 1,200 | holds  |',
    ].join('\n'),
  );
});

test('a table without rows says why', () => {
  expect(render([])).toMatch(/^Not measured: /);
});

test.each([
  [0.12345, '0.123'],
  [3, '3'],
  [12.345, '12.3'],
  [123.45, '123'],
  [12_345.6, '12,346'],
])('%d is printed as %s', (value, text) => {
  expect(readable(value)).toBe(text);
});

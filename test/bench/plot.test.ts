import { niceStep, plot } from '../../bench/plot.ts';

const series = (name: string, ...ms: number[]) => ({
  name,
  points: ms.map((value, i) => ({ memoryMb: 128 * 2 ** i, ms: value })),
});

const heights = (svg: string) => [
  ...svg.matchAll(/<rect [^>]*height="([\d.]+)" rx="2" fill="[^"]+"\/><text[^>]*middle/g),
];

test('bars are as high as their cold starts are long', () => {
  const [first, second] = heights(plot([series('ours', 100, 400)])).map(([, height]) => Number(height));
  expect(second).toBeCloseTo((first ?? 0) * 4, 0);
});

test('every series has its name, every bar its milliseconds, every group its size', () => {
  const svg = plot([series('ours', 70.4, 30), series('R&D', 283, 90)]);
  for (const words of ['ours', 'R&amp;D', '70', '30', '283', '90', '128 MB', '256 MB'])
    expect(svg).toContain(`>${words}<`);
});

test('nothing is drawn in black or white or on a background of its own', () => {
  expect(plot([series('ours', 1)])).not.toMatch(/#000|#fff|black|white|background/);
});

test.each([
  [80, 10],
  [81, 20],
  [972, 200],
  [3.1, 0.5],
])('a grid up to %d has lines %d apart', (highest, step) => {
  expect(niceStep(highest)).toBeCloseTo(step);
});

/** How long a cold start takes at each size of memory. */
export interface Series {
  name: string;
  /** In the order in which they stand; all series have the same sizes. */
  points: { memoryMb: number; ms: number }[];
}

const WIDTH = 720;
const HEIGHT = 400;
const LEFT = 64;
const RIGHT = 16;
const TOP = 56;
const BOTTOM = 36;
const LEGEND_WIDTH = 200;

/** How much of its place a group of bars fills. */
const FILLED = 0.84;

/** Colours that differ for the colour-blind too, and stand out from white as from black. */
const COLOURS = ['#2f81f7', '#e36209', '#9a6ee8'];

/** Grey that can be read on a white page and on a black one. */
const INK = '#7d8590';

const TITLE = 'Module load and first invocation to the durable ack, by the memory of the function';

/**
 * Bars in groups, one group for each size of memory, as an SVG. It has no background, so that it can be read in a light
 * and in a dark page.
 */
export function plot(series: readonly Series[]): string {
  const highest = Math.max(...series.flatMap(({ points }) => points.map(({ ms }) => ms)));
  const step = niceStep(highest);
  const top = Math.ceil(highest / step) * step;
  const y = (ms: number) => HEIGHT - BOTTOM - ((HEIGHT - TOP - BOTTOM) * ms) / top;
  const sizes = series[0]?.points.map(({ memoryMb }) => memoryMb) ?? [];
  const groupWidth = (WIDTH - LEFT - RIGHT) / sizes.length;
  const barWidth = (groupWidth * FILLED) / series.length;
  const middle = (group: number) => LEFT + groupWidth * (group + 0.5);
  const parts = [
    ...Array.from({ length: Math.round(top / step) + 1 }, (_, i) => gridLine(y(i * step), `${i * step} ms`)),
    ...sizes.map((size, group) => text(middle(group), HEIGHT - BOTTOM + 22, `${size} MB`, 'middle')),
    ...series.flatMap(({ points }, i) =>
      points.map(({ ms }, group) => {
        const left = middle(group) + (i - series.length / 2) * barWidth;
        return bar({ left, width: barWidth - 2, top: y(ms), bottom: y(0) }, readableMs(ms), colour(i));
      }),
    ),
    ...series.map(({ name }, i) => legend(LEFT + i * LEGEND_WIDTH, name, colour(i))),
  ];
  const size = `viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="system-ui, sans-serif" font-size="12"`;
  const lines = [`<svg xmlns="http://www.w3.org/2000/svg" role="img" ${size}>`, `<title>${TITLE}</title>`, ...parts];
  return `${lines.join('\n')}\n</svg>\n`;
}

/** The step between two lines of the grid: 1, 2 or 5 times a power of ten, so that there are some four to ten. */
export function niceStep(highest: number): number {
  const rough = highest / 8;
  const power = 10 ** Math.floor(Math.log10(rough));
  return power * ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10);
}

function colour(series: number): string {
  return COLOURS[series % COLOURS.length] ?? INK;
}

function gridLine(y: number, label: string): string {
  const [left, right, height] = [LEFT, WIDTH - RIGHT, round(y)];
  const line = `<line x1="${left}" x2="${right}" y1="${height}" y2="${height}" stroke="${INK}" stroke-opacity="0.25"/>`;
  return line + text(LEFT - 8, y + 4, label, 'end');
}

interface Box {
  left: number;
  width: number;
  top: number;
  bottom: number;
}

function bar({ left, width, top, bottom }: Box, label: string, fill: string): string {
  const place = `x="${round(left)}" y="${round(top)}" width="${round(width)}" height="${round(bottom - top)}"`;
  return `<rect ${place} rx="2" fill="${fill}"/>${text(left + width / 2, top - 5, label, 'middle')}`;
}

function legend(x: number, name: string, fill: string): string {
  return `<rect x="${x}" y="16" width="12" height="12" rx="2" fill="${fill}"/>${text(x + 18, 26, name, 'start')}`;
}

function text(x: number, y: number, words: string, anchor: 'start' | 'middle' | 'end'): string {
  const escaped = words.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<text x="${round(x)}" y="${round(y)}" text-anchor="${anchor}" fill="${INK}">${escaped}</text>`;
}

function readableMs(ms: number): string {
  return String(Math.round(ms));
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

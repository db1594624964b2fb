/** How long a cold start takes at each size of memory. */
export interface Curve {
  name: string;
  points: { memoryMb: number; ms: number }[];
}

const WIDTH = 720;
const HEIGHT = 400;
const LEFT = 64;
const RIGHT = 24;
const TOP = 56;
const BOTTOM = 52;

/** Colours that differ for the colour-blind too, and stand out from white as from black. */
const COLOURS = ['#2f81f7', '#e36209', '#8250df'];

/** Grey that can be read on a white page and on a black one. */
const INK = '#7d8590';

/**
 * Cold starts by memory as an SVG, on no background, so that it can be read in a light and in a dark page. Sizes stand side
 * by side as given; milliseconds start at 0.
 */
export function plot(curves: readonly Curve[]): string {
  const sizes = curves[0]?.points.map(({ memoryMb }) => memoryMb) ?? [];
  const highest = Math.max(...curves.flatMap(({ points }) => points.map(({ ms }) => ms)));
  const step = niceStep(highest);
  const top = Math.ceil(highest / step) * step;
  const x = (i: number) => LEFT + ((WIDTH - LEFT - RIGHT) * (i + 0.5)) / sizes.length;
  const y = (ms: number) => HEIGHT - BOTTOM - ((HEIGHT - TOP - BOTTOM) * ms) / top;
  const parts = [
    ...ticks(top, step).map((ms) => gridLine(y(ms), `${ms} ms`)),
    ...sizes.map((size, i) => text(x(i), HEIGHT - BOTTOM + 22, `${size} MB`, 'middle')),
    ...curves.map((curve, i) => drawCurve(curve, COLOURS[i % COLOURS.length] ?? INK, x, y)),
    ...curves.map(({ name }, i) => legend(i, name, COLOURS[i % COLOURS.length] ?? INK)),
  ];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" font-family="system-ui, sans-serif" font-size="13">
<title>Module load and first invocation to the durable ack, by the memory of the function</title>
${parts.join('\n')}
</svg>
`;
}

/** The step between two lines of the grid: 1, 2 or 5 times a power of ten, so that there are five to ten. */
export function niceStep(highest: number): number {
  const rough = highest / 8;
  const power = 10 ** Math.floor(Math.log10(rough));
  return power * ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10);
}

function ticks(top: number, step: number): number[] {
  return Array.from({ length: Math.round(top / step) + 1 }, (_, i) => i * step);
}

function gridLine(y: number, label: string): string {
  const line = `<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${round(y)}" y2="${round(y)}" stroke="${INK}" stroke-opacity="0.25"/>`;
  return line + text(LEFT - 8, y + 4, label, 'end');
}

type Scale = (value: number) => number;

function drawCurve({ points }: Curve, colour: string, x: Scale, y: Scale): string {
  const places = points.map(({ ms }, i) => ({ at: `${round(x(i))},${round(y(ms))}`, x: x(i), y: y(ms), ms }));
  const line = `<polyline points="${places.map(({ at }) => at).join(' ')}" fill="none" stroke="${colour}" stroke-width="2.5"/>`;
  const marks = places.map((place) => {
    const dot = `<circle cx="${round(place.x)}" cy="${round(place.y)}" r="4" fill="${colour}"/>`;
    return dot + text(place.x, place.y - 10, String(Math.round(place.ms)), 'middle', colour);
  });
  return line + marks.join('');
}

function legend(i: number, name: string, colour: string): string {
  const x = LEFT + i * 200;
  return `<circle cx="${x + 5}" cy="22" r="5" fill="${colour}"/>${text(x + 16, 26, name, 'start', colour)}`;
}

function text(x: number, y: number, words: string, anchor: string, colour = INK): string {
  return `<text x="${round(x)}" y="${round(y)}" text-anchor="${anchor}" fill="${colour}">${escapeXml(words)}</text>`;
}

function escapeXml(words: string): string {
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

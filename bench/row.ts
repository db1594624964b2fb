import type { Figure } from './statistics.ts';

/** What a ratio, or a figure without a peer, must be. */
export type Threshold = { atLeast: number } | { atMost: number };

/** One line of a table: a figure of ours, next to that of a peer where there is one. */
export interface Row {
  what: string;
  ours: Figure;
  /** What a user would pick instead. */
  peer?: Figure & { name: string };
  /** Ratio of the medians, and which way it is taken, so that more is better or less is, as the gate says. */
  ratio?: { of: Direction; value: number };
  gate?: Threshold;
  /** Whether the gate holds, for the ratio or else for our median. */
  pass?: boolean;
}

type Direction = 'peer ÷ ours' | 'ours ÷ peer';

interface Comparison extends Pick<Row, 'what' | 'ours' | 'gate'> {
  peer: Figure & { name: string };
  ratio: Direction;
}

/** A row that compares us with a peer; the gate is for the ratio. */
export function compared({ ratio: of, ...row }: Comparison): Row {
  const { ours, peer, gate } = row;
  const value = of === 'peer ÷ ours' ? peer.median / ours.median : ours.median / peer.median;
  return { ...row, ratio: { of, value }, ...(gate && { pass: holds(gate, value) }) };
}

/** A row without a peer; the gate is for our median. */
export function alone(row: Pick<Row, 'what' | 'ours' | 'gate'>): Row {
  return { ...row, ...(row.gate && { pass: holds(row.gate, row.ours.median) }) };
}

function holds(gate: Threshold, value: number): boolean {
  return 'atLeast' in gate ? value >= gate.atLeast : value <= gate.atMost;
}

/** A row as `--json` writes it; what it does not have is null. */
export function jsonOf(table: string, { what, ours, peer, ratio, gate, pass }: Row): object {
  return {
    table,
    what,
    ours,
    peer: peer ?? null,
    ratio: ratio?.value ?? null,
    ratioOf: ratio?.of ?? null,
    gate: gate ? describeGate(gate) : null,
    pass: pass ?? null,
  };
}

const HEADINGS = ['what', 'ours', 'peer', 'ratio', 'gate', ''];

/** Rows as a Markdown table whose columns are aligned, so that a terminal shows it as well. */
export function render(rows: readonly Row[]): string {
  if (rows.length === 0) return 'Not measured: what it is compared with could not be fetched.';
  const cells = [HEADINGS, ...rows.map(cellsOf)];
  const widths = HEADINGS.map((_, column) => Math.max(3, ...cells.map((row) => (row[column] ?? '').length)));
  const line = (row: readonly string[]) => `| ${row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')} |`;
  const [headings = [], ...body] = cells;
  return [line(headings), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)].join('\n');
}

function cellsOf({ what, ours, peer, ratio, gate, pass }: Row): string[] {
  return [
    what,
    describeFigure(ours),
    peer ? `${peer.name}: ${describeFigure(peer)}` : '',
    ratio ? `${readable(ratio.value)} (${ratio.of})` : '',
    gate ? describeGate(gate) : '',
    pass === undefined ? '' : pass ? 'holds' : 'MISSED',
  ];
}

function describeFigure({ unit, median, minimum, spread }: Figure): string {
  const figure = `${readable(median)} ${unit}`.trim();
  return spread === 0 && minimum === median
    ? figure
    : `${figure} (min ${readable(minimum)}, spread ${readable(spread)})`;
}

function describeGate(gate: Threshold): string {
  return 'atLeast' in gate ? `≥ ${readable(gate.atLeast)}` : `≤ ${readable(gate.atMost)}`;
}

/** Three digits that count; whole numbers from a hundred on. */
export function readable(value: number): string {
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en-US');
  return String(Number(value.toPrecision(3)));
}

import { STEPS, type Tone } from '../lambdas/telemetry/steps.ts';

/** One thing that happened to an event on its way, or to the local cloud itself. */
export interface Step {
  /** Epoch ms. */
  at: number;
  /** Where: `ingest`, `processor`, `reply`, `vendor`, `cloud`. */
  where: string;
  /** What: a `LogStep` where a function logged it. */
  step: string;
  /** The rest: ids, hashes, counts, reasons. */
  [field: string]: unknown;
}

/** Fields of a log line that say nothing new: the step has them already, or they never change. */
export const LOG_FRAME = ['level', 'message', 'service', 'timestamp', 'sampling_rate', 'xray_trace_id'];

/** The tones of the steps that no function logs, but its vendor or the local cloud tells. */
const OTHER_TONES: Readonly<Record<string, Tone>> = { received: 'good', delivered: 'good', 'not delivered': 'passing' };

/** How a step is to be taken. What nobody expects is something to look at. */
export function toneOf(step: string): Tone {
  return (Object.hasOwn(STEPS, step) ? STEPS[step as keyof typeof STEPS].tone : OTHER_TONES[step]) ?? 'bad';
}

/** A step as one readable line, with all that it says. */
export function renderStep(step: Step, paint: Paint): string {
  return lineOf(step, fieldsOf(step), paint);
}

/** How wide a short line may be, in columns, and how much room a value that is cut is worth. */
const WIDTH = 100;
const LEAST = 24;

/**
 * A step as a line of at most 100 columns, for a terminal that many of them run through: ids are cut, and what has no
 * room is left out. A step to look at is shown whole.
 */
export function renderShort(step: Step, paint: Paint): string {
  if (toneOf(step.step) === 'bad') return renderStep(step, paint);
  const { conversation: _, coldStart: __, ...shown } = step;
  let room = WIDTH - lineOf(step, [], (text) => text).length;
  const fields = fieldsOf(shown).flatMap(([name, value]): Field[] => {
    const short: Field = [name === 'id' || name === 'event' ? '' : name, cut(value)];
    const columns = 2 + textOf(short).length;
    if (columns > room && room < LEAST) return [];
    if (columns > room) short[1] = `${short[1].slice(0, room - columns - 1)}…`;
    room -= Math.min(columns, room);
    return [short];
  });
  return lineOf(step, fields, paint);
}

export type LineStyle = 'dim' | 'green' | 'yellow' | 'red';
type Paint = (text: string, style: LineStyle) => string;
type Field = [name: string, value: string];

const STYLES = { good: 'green', passing: 'yellow', bad: 'red' } as const;

function fieldsOf({ at: _, where: __, step: ___, ...fields }: Step): Field[] {
  return Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : [[name, brief(value)]]));
}

function lineOf({ at, where, step }: Step, fields: Field[], paint: Paint): string {
  const time = new Date(at).toISOString().slice(11, 23);
  const head = [paint(time, 'dim'), where.padEnd(9), paint(step.padEnd(10), STYLES[toneOf(step)])];
  return [...head, ...fields.map((field) => textOf(field, paint))].join('  ');
}

function textOf([name, value]: Field, paint: Paint = (text) => text): string {
  return name === '' ? value : `${paint(name, 'dim')} ${value}`;
}

/** An id by its first eight characters. */
function cut(value: string): string {
  return /^[\w-]{20,}$/.test(value) ? `${value.slice(0, 8)}…` : value;
}

/** The step that a function's log line describes; a line that is not ours is `printed`. @param at when, epoch ms */
export function logStep(line: string, where: string, at: number): Step {
  try {
    const fields: Record<string, unknown> = JSON.parse(line);
    if (typeof fields.message !== 'string') return { at, where, step: 'printed', line };
    const rest = Object.entries(fields).filter(([name]) => !LOG_FRAME.includes(name));
    return { at, where, step: fields.message, ...Object.fromEntries(rest) };
  } catch {
    return { at, where, step: 'printed', line };
  }
}

/** The functions of a webhook, as their ids end after that of the webhook. */
const OURS = /(Ingest|Processor|Reply|Reconcile|Outbox|Publisher)Function[0-9A-F]{8}$/;

/** `IngestFunctionB02ED0EB` is the ingest function, and so is `ShopIngestFunctionB02ED0EB`, that of the webhook `Shop`. */
export function functionName(logicalId: string): string {
  const ours = OURS.exec(logicalId)?.[1];
  if (ours !== undefined) return ours.toLowerCase();
  return logicalId.replace(/(Function)?[0-9A-F]{8}$/, '').toLowerCase();
}

function brief(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return /^[0-9a-f]{32}$/.test(text) ? text.slice(0, 8) : text;
}

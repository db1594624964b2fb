import type { CloudEvent } from './cloud/events.ts';
import type { VendorActivity } from './simulator/activity.ts';
import type { LoggedDelivery } from './simulator/deliveries.ts';
import type { Message } from './simulator/messages.ts';

/** One thing that happened to an event on its road, or to the local cloud itself. */
export interface Step {
  /** Epoch ms. */
  at: number;
  /** Where: `ingest`, `processor`, `reply`, `vendor`, `cloud`. */
  where: string;
  /** What, in one word of the ledger's vocabulary where there is one. */
  step: string;
  /** The rest: ids, hashes, counts, reasons. */
  [field: string]: unknown;
}

/** Fields of a log line that say nothing new: the step has them already, or they never change. */
export const LOG_FRAME = ['level', 'message', 'service', 'timestamp', 'sampling_rate', 'xray_trace_id'];

/**
 * Turns what happens in the local cloud into steps. A delivery that the events queue drops, because it took the same one
 * within five minutes, is known by the id that the queue gave the first.
 */
export function stepReader(): (event: CloudEvent) => Step[] {
  const queued = new Set<unknown>();
  return (event) => {
    const step = stepOf(event);
    if (step === undefined) return [];
    if (step.step !== 'accepted' || step.queued === undefined) return [step];
    const { queued: queueId, ...accepted } = step;
    if (queued.has(queueId)) return [accepted, { ...accepted, where: 'events', step: 'duplicate' }];
    queued.add(queueId);
    return [accepted];
  };
}

/** The step of one thing that happened; undefined for what is of no interest to a person. */
export function stepOf(event: CloudEvent): Step | undefined {
  const { at } = event;
  switch (event.kind) {
    case 'log':
      return logStep(event.line, functionName(event.function), at);
    case 'init':
      if (event.outcome === 'ok') return undefined;
      return { at, where: functionName(event.function), step: 'not loaded', reason: event.error };
    case 'invocation':
      if (event.outcome === 'ok') return undefined;
      return { at, where: functionName(event.function), step: event.outcome, reason: event.error };
    case 'denied':
      return { at, where: 'cloud', step: 'denied', action: event.action, resource: event.resource, role: event.role };
    case 'problem':
      return { at, where: 'cloud', step: 'problem', reason: event.message };
    default:
      return undefined;
  }
}

/**
 * The step of what happened in the stand-in for the vendor: of a send that it accepted, and of its attempts to deliver an
 * event. Undefined for all else.
 *
 * @param isWatched whether a person watches, or the output is kept
 */
export function vendorStep(activity: VendorActivity, isWatched: boolean): Step | undefined {
  switch (activity.kind) {
    case 'message':
      return isSend(activity.message) ? sendStep(activity.message, isWatched) : undefined;
    case 'delivery':
      return deliveryStep(activity.delivery);
    default:
      return undefined;
  }
}

function isSend({ direction, fromPhone }: Message): boolean {
  return direction === 'OUTBOUND' && !fromPhone;
}

/**
 * Output is kept in files and pasted into issues: of an address it shows the last two characters, and the text only where
 * a person watches, else its length.
 */
function sendStep({ id, destination, content, createdAt }: Message, isWatched: boolean): Step {
  const [address = ''] = Object.values(destination);
  const { text, template, media } = content;
  return {
    at: createdAt,
    where: 'vendor',
    step: 'received',
    id,
    to: address.replace(/.(?=.{2})/gsu, '*'),
    ...(text !== undefined && (isWatched ? { text } : { characters: text.length })),
    ...(template && { template: template.id }),
    ...(media && { media: media.type }),
  };
}

/** Of the webhook's answer it shows the status alone. */
function deliveryStep({ event, status, statusCode, payload, durationMs, createdAt }: LoggedDelivery): Step {
  const step = status === 'SUCCESS' ? 'delivered' : 'not delivered';
  return {
    at: createdAt,
    where: 'vendor',
    step,
    id: payload.data?.id,
    event,
    code: statusCode ?? 'no answer',
    ms: durationMs,
  };
}

/** A step as one readable line. */
export function renderStep(
  { at, where, step, ...fields }: Step,
  paint: (text: string, style: Style) => string,
): string {
  const time = new Date(at).toISOString().slice(11, 23);
  const rest = Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${paint(name, 'dim')} ${brief(value)}`);
  return [paint(time, 'dim'), where.padEnd(9), paint(step.padEnd(10), styleOf(step)), ...rest].join('  ');
}

export type Style = 'dim' | 'green' | 'yellow' | 'red';

const GOOD = new Set(['accepted', 'decided', 'recorded', 'sent', 'received', 'delivered', 'media kept', 'reconciled']);
const PASSING = new Set([
  'duplicate',
  'busy',
  'retry',
  'waiting',
  'paced',
  'refused',
  'expired',
  'overtaken',
  'not postponed',
  'not delivered',
  'media not kept',
]);

/** How a step is to be taken: as it should be, as something that passes, or as something to look at. */
export function toneOf(step: string): 'good' | 'passing' | 'bad' {
  if (GOOD.has(step)) return 'good';
  return PASSING.has(step) ? 'passing' : 'bad';
}

const STYLES = { good: 'green', passing: 'yellow', bad: 'red' } as const;

function styleOf(step: string): Style {
  return STYLES[toneOf(step)];
}

/** The step that a function's log line tells of; a line that is none of ours is `printed`. @param at when, epoch ms */
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

/** `IngestFunctionB02ED0EB` is the ingest function. */
export function functionName(logicalId: string): string {
  return logicalId.replace(/(Function)?[0-9A-F]{8}$/, '').toLowerCase();
}

function brief(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return /^[0-9a-f]{32}$/.test(text) ? text.slice(0, 8) : text;
}

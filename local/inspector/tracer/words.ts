import { STATUS_CODES } from 'node:http';
import { isObject, type JsonObject, parseJson } from '../../../lambdas/runtime/json.ts';
import type { LogStep } from '../../../lambdas/telemetry/steps.ts';
import { LOG_FRAME, toneOf } from '../../../operations/steps.ts';
import type { TimelineStep } from '../protocol.ts';

/** A log line of ours: its step, and what else it says. Undefined for any other line. */
export function readLine(line: string): { step: LogStep; fields: JsonObject } | undefined {
  // What is no object need not be parsed to know it.
  const fields = line.startsWith('{') ? parseJson(line) : undefined;
  return isObject(fields) && typeof fields.message === 'string'
    ? { step: fields.message as LogStep, fields }
    : undefined;
}

/** Fields that are the same in every line about an event. */
const KNOWN = new Set([...LOG_FRAME, 'id', 'event', 'conversation']);

/** The step that a log line describes. */
export function stepOfLine(step: LogStep, fields: JsonObject): Pick<TimelineStep, 'what' | 'tone' | 'fields'> {
  const rest = Object.fromEntries(Object.entries(fields).filter(([name]) => !KNOWN.has(name)));
  return { what: whatOf(step, fields), tone: toneOf(step), ...(Object.keys(rest).length > 0 && { fields: rest }) };
}

function whatOf(step: LogStep, { outcome, replies, because, code, found, state }: JsonObject): string {
  if (step === 'decided') {
    const told = outcome === 'answered' ? `answered, ${count(Number(replies))}` : String(outcome);
    return because === undefined ? `decided: ${told}` : `decided: ${told}, ${because}`;
  }
  if (step === 'sent' && found === true) return 'sent: found in the history';
  if (step === 'duplicate' && state !== undefined) return `duplicate: ${state} before`;
  return code === undefined ? step : `${step}: ${code}`;
}

function count(replies: number): string {
  return replies === 1 ? '1 reply' : `${replies} replies`;
}

/** Such as `202 Accepted`. */
export function statusText(status: number): string {
  return `${status} ${STATUS_CODES[status] ?? ''}`.trim();
}

/** How a status is to be taken: one that passes is worth another try. */
export function toneOfStatus(status: number): TimelineStep['tone'] {
  if (status < 400) return 'good';
  return status === 409 || status === 429 || status >= 500 ? 'passing' : 'bad';
}

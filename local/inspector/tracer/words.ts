import { STATUS_CODES } from 'node:http';
import { parseJson } from '../../../lambdas/json.ts';
import { isObject, type JsonObject } from '../../../lambdas/pilot-status/events.ts';
import { LOG_FRAME, toneOf } from '../../steps.ts';
import type { TimelineStep } from '../protocol.ts';

/** A log line of ours: a word of the ledger, and what it says besides. Undefined for any other line. */
export function readLine(line: string): { word: string; fields: JsonObject } | undefined {
  // What is no object need not be parsed to know it.
  const fields = line.startsWith('{') ? parseJson(line) : undefined;
  return isObject(fields) && typeof fields.message === 'string' ? { word: fields.message, fields } : undefined;
}

/** Fields that are the same in every line about an event. */
const KNOWN = new Set([...LOG_FRAME, 'id', 'event', 'conversation']);

/** The step that a log line tells of. */
export function stepOfLine(word: string, fields: JsonObject): Pick<TimelineStep, 'what' | 'tone' | 'fields'> {
  const rest = Object.fromEntries(Object.entries(fields).filter(([name]) => !KNOWN.has(name)));
  return { what: whatOf(word, fields), tone: toneOf(word), ...(Object.keys(rest).length > 0 && { fields: rest }) };
}

function whatOf(word: string, { outcome, replies, because, code, found, state }: JsonObject): string {
  if (word === 'decided') {
    const told = outcome === 'answered' ? `answered, ${count(Number(replies))}` : String(outcome);
    return because === undefined ? `decided: ${told}` : `decided: ${told}, ${because}`;
  }
  if (word === 'sent' && found === true) return 'sent: found in the history';
  if (word === 'duplicate' && state !== undefined) return `duplicate: ${state} before`;
  return code === undefined ? word : `${word}: ${code}`;
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

import { parseJson } from '../../lambdas/runtime/json.ts';
import { say } from '../../operations/say.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { ageText } from '../terminal/time.ts';
import type { DeadLetter } from './letter.ts';

/** A dead letter with what the ledger knows of it. */
export interface ShownLetter extends DeadLetter {
  /** How often the bot failed on it, of an event that the ledger has. */
  attempts?: number;
}

interface Rendering {
  /** The time in epoch ms. */
  now: number;
  paint: Terminal['paint'];
}

/** SQS moves a message by itself, without saying why, when it was received too often. */
const NO_REASON = 'no reason given: it was received too often';

/** One line: which queue, how long ago, which message, which event, how often it was tried, why. */
export function renderLine(letter: ShownLetter, { now, paint }: Rendering): string {
  const { queue, id, parkedAt, event, attempts } = letter;
  return [
    queue.padEnd(9),
    ageText(now - parkedAt).padStart(4),
    paint(id.slice(0, 8), 'bold'),
    event.event || say('unknown event'),
    paint(event.id, 'dim'),
    ...(attempts === undefined ? [] : [say(`${attempts} attempts`)]),
    paint(shortened(reasonOf(letter)), 'yellow'),
  ].join('  ');
}

/** All of a dead letter, with what the contact wrote. */
export function renderLetter(letter: ShownLetter, { now, paint }: Rendering): string {
  const { queue, id, parkedAt, group, event, reply, attempts, attributes, body } = letter;
  const rows: [string, string][] = [
    ['message', id],
    ['queue', queue],
    ['parked', say(`${new Date(parkedAt).toISOString()} (${ageText(now - parkedAt)} ago)`)],
    ['reason', reasonOf(letter)],
    ['event', `${event.event} ${event.id}`.trim()],
    ...(reply === undefined ? [] : ([['reply', `${reply.id}, ${reply.index}`]] satisfies [string, string][])),
    ['conversation', group],
    ...(attempts === undefined ? [] : ([['attempts', String(attempts)]] satisfies [string, string][])),
    ...(attributes.receivedAt ? ([['received', isoOf(attributes.receivedAt)]] satisfies [string, string][]) : []),
  ];
  const lines = rows.map(([name, value]) => `${paint(say(name).padEnd(12), 'dim')}  ${value}`);
  const json = parseJson(body);
  return [...lines, '', json === undefined ? body : JSON.stringify(json, null, 2)].join('\n');
}

function reasonOf({ attributes }: DeadLetter): string {
  return say(attributes.reason || NO_REASON);
}

function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length > 100 ? `${line.slice(0, 99)}…` : line;
}

function isoOf(epochMs: string): string {
  const time = new Date(Number(epochMs));
  return Number.isNaN(time.getTime()) ? epochMs : time.toISOString();
}

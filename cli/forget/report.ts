import { say } from '../../operations/say.ts';
import type { Terminal } from '../terminal/terminal.ts';
import type { Erasure } from './erase.ts';

/** A place that `forget` does not reach. */
export interface Unreached {
  where: string;
  why: string;
  /** How many messages are there now, of all contacts; where that is known. */
  messages?: number;
}

/** What `forget` has to say; as JSON with `--json`. */
export interface Report extends Erasure {
  /** Masked. */
  contact: string;
  target: string;
  /** Nothing was changed: this is what would be. */
  dryRun: boolean;
  notErased: Unreached[];
}

/** @param counts messages now in the queues and in the dead-letter queues, of all contacts */
export function notErased(counts: { queues: number; deadLetters: number }): Unreached[] {
  return [
    { where: 'queues', messages: counts.queues, why: 'usually handled within minutes, gone after 14 days' },
    { where: 'dead-letter queues', messages: counts.deadLetters, why: 'gone after 14 days, or when they are purged' },
    { where: 'backups', why: 'point-in-time recovery goes back 35 days' },
    { where: 'logs', why: 'they hold only a hash of the contact, and expire after logRetentionDays' },
    { where: 'Pilot Status', why: 'ask the vendor about its own records' },
  ];
}

export function isEmpty({ erased, kept }: Erasure): boolean {
  return [...Object.values(erased), ...Object.values(kept)].every((count) => count === 0);
}

/** The report as a person reads it. */
export function renderReport(report: Report, paint: Terminal['paint']): string {
  const { contact, target, dryRun, kept } = report;
  const title = (text: string) => paint(say(text), 'bold');
  const unreached = [title('Not erased'), ...report.notErased.map(renderUnreached)];
  if (isEmpty(report))
    return [say(`The ledger of ${target} holds nothing about ${contact}.`), '', ...unreached].join('\n');
  return [
    say(`${contact} in the ledger of ${target}`),
    '',
    title(dryRun ? 'Would be erased' : 'Erased'),
    ...renderErased(report),
    ...(kept.inWork > 0 ? ['', title('Left for now'), row('records in work', kept.inWork), `  ${say(RUN_AGAIN)}`] : []),
    '',
    ...unreached,
  ].join('\n');
}

const RUN_AGAIN = 'Run this again when their messages are answered or parked.';
const WHY_TOMBSTONES = 'A tombstone names nobody. It stops a repeated message from being answered again.';

function renderErased({ erased, kept }: Erasure): string[] {
  return [
    row('conversations', erased.conversations),
    row('texts of replies', erased.messages),
    row('ids that WhatsApp gave to replies', erased.whatsappIds),
    ...(erased.files === undefined ? [] : [row('files that they sent', erased.files)]),
    ...(erased.lines === undefined ? [] : [row('lines of transcripts', erased.lines)]),
    row('events and replies, down to a tombstone', kept.tombstones),
    ...(kept.tombstones > 0 ? [`  ${say(WHY_TOMBSTONES)}`] : []),
  ];
}

function renderUnreached({ where, messages, why }: Unreached): string {
  const held = messages === undefined ? '' : `${messages} messages of all contacts; `;
  return `  ${say(where).padEnd(18)}  ${say(`${held}${why}`)}`;
}

function row(what: string, count: number): string {
  return `  ${say(what).padEnd(40)} ${String(count).padStart(5)}`;
}

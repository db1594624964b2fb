import type { OutboxAnswer } from '../../lambdas/outbox/outbox.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { timeText } from '../terminal/time.ts';
import type { ListedSend } from './list.ts';

type Taken = Exclude<OutboxAnswer, { refused: object }>;

/** What became of a message, in a sentence. */
export function renderTaken({ key, state, at, sentId, code }: Taken): string {
  const because = code === undefined ? '' : ` (${code})`;
  switch (state) {
    case 'scheduled':
      return `${key} is scheduled for ${timeText(Date.parse(at ?? ''))} UTC.`;
    case 'queued':
      return `${key} is queued, and leaves in a moment.`;
    case 'sending':
      return `${key} is being sent.`;
    case 'sent':
      return `${key} was sent${sentId === undefined ? '' : ` as ${sentId}`}.`;
    case 'unknown':
      return `${key} may have been sent${because}: the outcome is being looked up.`;
    case 'failed':
      return `${key} failed${because}.`;
    case 'expired':
      return `${key} expired before it could be sent${because}.`;
    case 'overtaken':
      return `${key} was not sent, because the contact opted out${because}.`;
    case 'cancelled':
      return `${key} is cancelled.`;
  }
}

/** What would become of a message that was given with --dry-run. */
export function renderDryRun(taken: Taken): string {
  if (taken.state === 'scheduled') return `${taken.key} would be sent at ${timeText(Date.parse(taken.at ?? ''))} UTC.`;
  return taken.state === 'queued' ? `${taken.key} would be sent now.` : renderTaken(taken);
}

/** One line of the list: when it is due, how it stands, who asked, the contact, the key, and a code. */
export function renderSend({ at, state, by, contact, conversation, key, code }: ListedSend, paint: Terminal['paint']) {
  return [
    paint(at === undefined ? ' '.repeat(19) : timeText(Date.parse(at)), 'dim'),
    paint(state.padEnd(9), toneOf(state)),
    by.padEnd(6),
    paint((contact ?? conversation?.slice(0, 8) ?? '').padEnd(8), 'dim'),
    key ?? 'erased',
    ...(code === undefined ? [] : [code]),
  ].join('  ');
}

function toneOf(state: ListedSend['state']): 'green' | 'yellow' | 'red' | 'dim' {
  if (state === 'sent') return 'green';
  if (state === 'failed') return 'red';
  return state === 'unknown' || state === 'sending' ? 'yellow' : 'dim';
}

import type { ChatMessage } from '../protocol.ts';
import { word } from './texts.ts';

/** What became of a message of ours, in the marks that everybody knows. */
const MARKS: Record<ChatMessage['state'], 'clock' | 'one' | 'two' | 'failed' | undefined> = {
  queued: 'clock',
  sent: 'one',
  delivered: 'two',
  read: 'two',
  failed: 'failed',
  received: undefined,
};

export function Ticks({ state }: { state: ChatMessage['state'] }) {
  const marks = MARKS[state];
  if (marks === undefined) return null;
  return (
    <span class="ticks" data-status={state} title={word(state)}>
      <span class="hidden">{word(state)}</span>
      <svg viewBox="0 0 20 12" aria-hidden="true">
        {marks === 'clock' && <path d="M14 6a5 5 0 1 1-10 0 5 5 0 0 1 10 0ZM9 3v3l2 1.5" />}
        {marks === 'one' && <path d="m5 6.5 3.2 3.2L15 2.5" />}
        {marks === 'two' && <path d="m1 6.5 3.2 3.2L11 2.5m-2.6 5.8 1.4 1.4L17 2.5" />}
        {marks === 'failed' && <path d="M9 1.5v5.5m0 2.8v.4" />}
      </svg>
    </span>
  );
}

import type { QueueName, QueueState } from './protocol.ts';

export type QueueStates = Record<QueueName, QueueState>;

const EMPTY = { waiting: 0, inFlight: 0, deadLetters: 0 };

/** The queues as long as they have not been looked at. */
export const NO_MESSAGES: QueueStates = { events: EMPTY, replies: EMPTY };

interface Watch {
  read(): Promise<QueueStates>;
  /** Whether anybody wants to know. */
  isWanted(): boolean;
  onChange(states: QueueStates): void;
}

/**
 * @returns a function to be called every so often: it reads the queues when somebody wants to know, and tells what
 * changed
 */
export function queueWatch({ read, isWanted, onChange }: Watch): () => Promise<void> {
  let last = JSON.stringify(NO_MESSAGES);
  let isReading = false;
  return async () => {
    if (isReading || !isWanted()) return;
    isReading = true;
    // What cannot be read now is read the next time.
    const states = await read().catch(() => undefined);
    isReading = false;
    const text = JSON.stringify(states);
    if (states === undefined || text === last) return;
    last = text;
    onChange(states);
  };
}

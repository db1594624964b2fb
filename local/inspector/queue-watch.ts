import type { QueueName, QueueState } from './protocol.ts';

export type QueueStates = Record<QueueName, QueueState>;

const EMPTY = { waiting: 0, inFlight: 0, deadLetters: 0 };

/** The queues as long as they have not been looked at. */
export const NO_MESSAGES: QueueStates = { events: EMPTY, replies: EMPTY };

interface Watch<State> {
  /** What is known before it is read. */
  initial: State;
  read(): Promise<State>;
  /** Whether anybody wants to know. */
  isWanted(): boolean;
  onChange(state: State): void;
}

/**
 * @returns a function to be called every so often: it reads the queues when somebody wants to know, and tells what
 * changed
 */
export function queueWatch<State>({ initial, read, isWanted, onChange }: Watch<State>): () => Promise<void> {
  let last = JSON.stringify(initial);
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

import type { QueueName, ShownDeadLetter } from './protocol.ts';
import type { QueueStates } from './queue-watch.ts';

/** The queues, and what is in their dead-letter queues: what is counted is what is listed. */
export interface Watched {
  queues: QueueStates;
  deadLetters: ShownDeadLetter[];
}

interface LetterStores {
  queueStates(): Promise<QueueStates>;
  list(): Promise<ShownDeadLetter[]>;
}

/** A list that is shorter than the count is read again this often: whoever reads letters hides them for a moment. */
const MAX_TRIES = 5;

/**
 * Reads queues and dead letters together. To read dead letters hides them from others for a moment: they are read only
 * when their count is another, when something has been parked or put back, or when some were hidden.
 */
export function letterWatch({ queueStates, list }: LetterStores) {
  let letters: ShownDeadLetter[] = [];
  let counts = '0 0';
  let isStale = false;
  let tries = 0;

  return {
    /** Says that the letters are others now, even where there are as many. */
    stale(): void {
      isStale = true;
    },
    async read(): Promise<Watched> {
      let queues = await queueStates();
      const now = countsOf(queues);
      if (now !== counts || isStale) tries = 0;
      const isShort = total(queues) > letters.length && tries++ < MAX_TRIES;
      if (now !== counts || isStale || isShort) {
        isStale = false;
        letters = await list().catch((error) => {
          isStale = true;
          throw error;
        });
        queues = await queueStates();
        counts = countsOf(queues);
      }
      return { queues: withAtLeast(queues, letters), deadLetters: letters };
    },
  };
}

function countsOf({ events, replies }: QueueStates): string {
  return `${events.deadLetters} ${replies.deadLetters}`;
}

function total({ events, replies }: QueueStates): number {
  return events.deadLetters + replies.deadLetters;
}

/** The counts of SQS can be behind. */
function withAtLeast(queues: QueueStates, letters: readonly ShownDeadLetter[]): QueueStates {
  const counted = (name: QueueName) => {
    const listed = letters.filter(({ queue }) => queue === name).length;
    return { ...queues[name], deadLetters: Math.max(queues[name].deadLetters, listed) };
  };
  return { events: counted('events'), replies: counted('replies') };
}

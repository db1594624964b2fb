import type { Outgoing } from '../queue/sqs.ts';

/**
 * How long a message waits for others to leave with, in ms; only while another conversation may have something to send.
 */
const WAIT_MS = 100;

/** Sends what several conversations have to send at about the same time in one call. */
export interface SendTogether {
  /** Sends a message together with those of other conversations. @returns whether the queue has it. Never throws. */
  send(message: Outgoing): Promise<boolean>;
  /** Does the work of one conversation; until it is over, the messages of others wait a moment for what it may send. */
  during<T>(work: () => Promise<T>): Promise<T>;
}

interface Waiting {
  message: Outgoing;
  resolve(accepted: boolean): void;
}

/**
 * A call leaves as soon as every conversation in work waits for it, and at the latest a moment after the first message
 * came: where all decide at once they share a call, and none waits for one that is still thinking.
 *
 * Each conversation sends one message at a time, so that no call holds two of one conversation: SQS may take a part of
 * a call only, and then what stands behind would come before what it did not take.
 */
export function sendTogether(sendBatch: (messages: Outgoing[]) => Promise<boolean[]>): SendTogether {
  let waiting: Waiting[] = [];
  let working = 0;
  let timer: NodeJS.Timeout | undefined;

  const leave = async (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    const leaving = waiting;
    waiting = [];
    const accepted = await sendBatch(leaving.map(({ message }) => message));
    leaving.forEach(({ resolve }, i) => {
      resolve(accepted[i] === true);
    });
  };
  const leaveIfAllWait = (): void => {
    if (waiting.length > 0 && waiting.length >= working) void leave();
  };

  return {
    send: (message) =>
      new Promise((resolve) => {
        waiting.push({ message, resolve });
        timer ??= setTimeout(leave, WAIT_MS);
        leaveIfAllWait();
      }),
    async during(work) {
      working++;
      try {
        return await work();
      } finally {
        working--;
        leaveIfAllWait();
      }
    },
  };
}

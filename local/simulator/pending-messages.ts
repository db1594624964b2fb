import type { SimulatorClock } from './clock.ts';
import type { SimulatedMessage } from './messages.ts';

/** Where messages that were accepted wait until they may leave. */
export interface PendingMessages {
  /**
   * Takes a message, which leaves when it is due and the number is connected.
   *
   * @param failure the code it is to fail with
   */
  put(message: SimulatedMessage, failure?: string): void;
  /** Lets go what is due: the number is connected again. */
  resume(): void;
}

interface Exits {
  clock: SimulatorClock;
  isConnected(): boolean;
  /** Lets a message go its way, or fail with a code. */
  leave(message: SimulatedMessage, failure?: string): void;
  /** Lets a message fail whose deadline has passed. */
  expire(message: SimulatedMessage): void;
}

export function pendingMessages({ clock, isConnected, leave, expire }: Exits): PendingMessages {
  const due = new Map<SimulatedMessage, string | undefined>();

  const resume = () => {
    if (!isConnected()) return;
    for (const [message, failure] of due) {
      due.delete(message);
      leave(message, failure);
    }
  };
  return {
    resume,
    put(message, failure) {
      const { deliverAt = 0, deliverUntil } = message;
      const fallDue = () => {
        due.set(message, failure);
        resume();
      };
      const waitMs = deliverAt - clock.now();
      if (waitMs > 0) clock.after(waitMs, fallDue);
      else fallDue();
      if (deliverUntil === undefined) return;
      clock.after(deliverUntil - clock.now(), () => {
        if (due.delete(message)) expire(message);
      });
    },
  };
}

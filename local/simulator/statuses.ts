import type { Account } from './account.ts';
import type { SimulatorClock } from './clock.ts';
import type { EmitEvent, VendorEvent } from './events.ts';
import { failureOf } from './failures.ts';
import { iso, type Messages, type SimulatedMessage, whatsappId } from './messages.ts';
import { NUMBER } from './number.ts';

/** When a message is sent, delivered and read, in ms after it left. */
export interface StatusDelays {
  sent: number;
  delivered: number;
  read: number;
}

export const REALISTIC_DELAYS: StatusDelays = { sent: 300, delivered: 900, read: 3_000 };

interface StatusMaker {
  clock: SimulatorClock;
  delays: StatusDelays;
  account: Account;
  messages: Messages;
  newId(): string;
  emit: EmitEvent;
  /** Called when something became of a message. */
  onStatus(message: SimulatedMessage): void;
}

export interface Statuses {
  /** Lets a message that leaves go its way, or fail with a code of the documentation. */
  leave(message: SimulatedMessage, failure?: string): void;
  /** Lets a message fail whose deadline passed before it could leave. */
  expire(message: SimulatedMessage): void;
}

/**
 * Makes what becomes of a message: it is sent, delivered and read, or it fails before it comes to WhatsApp. All events
 * of one message share the `id` of its 202.
 */
export function statusMaker({ clock, delays, account, messages, newId, emit, onStatus }: StatusMaker): Statuses {
  const reach = (delayMs: number, message: SimulatedMessage, change: () => Partial<SimulatedMessage>) =>
    clock.after(delayMs, () => {
      messages.update(message, change());
      onStatus(message);
      return emit(statusEvent(message, account, clock.now()));
    });
  const fail = (delayMs: number, message: SimulatedMessage, errorMessage: string) =>
    reach(delayMs, message, () => ({ status: 'FAILED', errorMessage }));
  const failureNow = (message: SimulatedMessage) => {
    const lastWroteAt = messages.lastWroteAt(message.destination.destinationNumber);
    return failureOf(message, { account, now: clock.now(), lastWroteAt });
  };
  return {
    leave(message, failure = failureNow(message)) {
      if (failure !== undefined) {
        fail(delays.sent, message, failure);
        return;
      }
      reach(delays.sent, message, () => ({ status: 'SENT', messageId: whatsappId(newId) }));
      reach(delays.delivered, message, () => ({ status: 'DELIVERED' }));
      reach(delays.read, message, () => ({ status: 'READ' }));
    },
    expire: (message) => fail(0, message, 'EXPIRED_AFTER_ATTEMPTS'),
  };
}

function statusEvent(
  { id, correlationId, messageId, status, destination, text = '', errorMessage }: SimulatedMessage,
  { retention }: Account,
  now: number,
): VendorEvent {
  return {
    event: `message.${status.toLowerCase()}`,
    data: {
      id,
      internalMessageId: id,
      correlationId,
      messageId,
      numberId: NUMBER.id,
      ...(retention ? destination : { destinationNumber: '' }),
      content: retention ? text : '',
      status,
      errorMessage,
      createdAt: iso(now),
    },
  };
}

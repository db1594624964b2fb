import type { Clock } from './clock.ts';
import type { Emit } from './events.ts';
import { iso, type Message, whatsappId } from './messages.ts';
import { NUMBER } from './number.ts';

/** When a message is sent, delivered and read, in ms after its send was accepted. */
export interface StatusDelays {
  sent: number;
  delivered: number;
  read: number;
}

export const REALISTIC_DELAYS: StatusDelays = { sent: 300, delivered: 900, read: 3_000 };

interface Statuses {
  clock: Clock;
  delays: StatusDelays;
  newId(): string;
  emit: Emit;
  /** Called when something became of a message. */
  onStatus(message: Message): void;
}

/**
 * Makes what becomes of a message: it is sent, delivered and read, or it fails before it comes to WhatsApp. All events of one
 * message share the `id` of its 202.
 *
 * @returns the function that lets a message that was accepted go its way, or fail with a code of the documentation
 */
export function statusMaker({
  clock,
  delays,
  newId,
  emit,
  onStatus,
}: Statuses): (message: Message, failure?: string) => void {
  const reach = (delayMs: number, message: Message, change: () => Partial<Message>) =>
    clock.after(delayMs, () => {
      Object.assign(message, change());
      onStatus(message);
      return emit(statusEvent(message, clock.now()));
    });
  return (message, failure = failureOf(message)) => {
    if (failure !== undefined) {
      reach(delays.sent, message, () => ({ status: 'FAILED', errorMessage: failure }));
      return;
    }
    reach(delays.sent, message, () => ({ status: 'SENT', messageId: whatsappId(newId) }));
    reach(delays.delivered, message, () => ({ status: 'DELIVERED' }));
    reach(delays.read, message, () => ({ status: 'READ' }));
  };
}

/** The area code 00 does not exist in Brazil, so no WhatsApp is behind it. */
function failureOf({ destination: { destinationNumber } }: Message): string | undefined {
  if (destinationNumber === NUMBER.phone) return 'PILOT_SELF_NUMBER';
  return destinationNumber?.startsWith('+5500') ? 'WHATSAPP_NOT_EXIST' : undefined;
}

function statusEvent({ id, correlationId, messageId, status, destination, text, errorMessage }: Message, now: number) {
  return {
    event: `message.${status.toLowerCase()}`,
    data: {
      id,
      internalMessageId: id,
      correlationId,
      messageId,
      numberId: NUMBER.id,
      ...destination,
      content: text ?? '',
      status,
      errorMessage,
      createdAt: iso(now),
    },
  };
}

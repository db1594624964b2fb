import { keyPart } from '../../../lambdas/pilot-status/identity.ts';
import type { SimulatedMessage } from '../../simulator/messages.ts';
import type { ChatMessage } from '../protocol.ts';

/** What contacts and the bot said, as the vendor knows it. */
export interface Chat {
  /** Takes a message that is new, or what became of one. @param n the event that brought it, where that is known */
  put(message: SimulatedMessage, n?: number): ChatMessage;
  /** Says which event brought a message. @returns undefined for a message that is not in the chat */
  link(id: string, n: number): ChatMessage | undefined;
  all(): ChatMessage[];
}

/** @param limit how many messages are kept */
export function chat(limit: number): Chat {
  /** By the id as it stands in keys. */
  const messages = new Map<string, ChatMessage>();

  const keep = (id: string, message: ChatMessage): ChatMessage => {
    messages.set(id, message);
    const [oldest] = messages.keys();
    if (messages.size > limit && oldest !== undefined) messages.delete(oldest);
    return message;
  };

  return {
    put(message, n = messages.get(keyPart(message.id))?.n) {
      // The simulator goes on changing its own.
      return keep(keyPart(message.id), { ...message, ...(n !== undefined && { n }) });
    },
    link(id, n) {
      const message = messages.get(id);
      return message === undefined || message.n === n ? undefined : keep(id, { ...message, n });
    },
    all: () => [...messages.values()],
  };
}

import { keyPart } from '../../../lambdas/pilot-status/identity.ts';
import type { ChatMessage } from '../protocol.ts';

/** What was said in all chats. */
export interface Chat {
  /** Takes a message that is new, or a newer state of one. What is known of its event stays. */
  put(message: ChatMessage): ChatMessage;
  /**
   * Changes a message; its state only forwards.
   *
   * @param id as it stands in keys
   * @returns undefined when it is not in the chat, or nothing changes
   */
  change(id: string, changes: Partial<ChatMessage>): ChatMessage | undefined;
  has(id: string): boolean;
  /** Forgets all that was said in a chat. */
  forget(chat: string): void;
  /** In the order in which they came. */
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
  const change: Chat['change'] = (id, { state, code, ...changes }) => {
    const known = messages.get(id);
    if (known === undefined) return undefined;
    const isForward = state !== undefined && isAfter(state, known.state);
    const changed = {
      ...known,
      ...changes,
      ...(isForward && { state, ...(code !== undefined && { code }) }),
    };
    return JSON.stringify(changed) === JSON.stringify(known) ? undefined : keep(id, changed);
  };

  return {
    put(message) {
      const id = keyPart(message.id);
      return messages.has(id) ? (change(id, message) ?? (messages.get(id) as ChatMessage)) : keep(id, message);
    },
    change,
    has: (id) => messages.has(id),
    forget(chat) {
      for (const [id, message] of messages) if (message.chat === chat) messages.delete(id);
    },
    all: () => [...messages.values()],
  };
}

const ORDER: readonly ChatMessage['state'][] = ['received', 'queued', 'sent', 'delivered', 'read', 'failed'];

function isAfter(one: ChatMessage['state'], other: ChatMessage['state']): boolean {
  return ORDER.indexOf(one) > ORDER.indexOf(other);
}

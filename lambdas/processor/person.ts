import type { Conversation, ConversationRecords, Decision } from '../ledger/conversations.ts';
import type { MessageRecords } from '../ledger/messages.ts';
import type { OwnMessage } from '../pilot-status/events.ts';
import { keyPart } from '../pilot-status/identity.ts';
import { ConversationChanged } from './conversation-changed.ts';
import { answerKey, type ReceivedEvent } from './event.ts';
import { isEcho, type Rules, takenOver } from './rules.ts';

interface Ledger {
  conversations: ConversationRecords;
  messages: MessageRecords;
  rules: Rules;
  now(): number;
}

/**
 * Leaves the conversation to the person who wrote from our number for a while, unless it was the bot.
 *
 * @throws ConversationChanged when another worker was faster
 */
export async function takeOver(
  event: ReceivedEvent,
  message: OwnMessage,
  conversation: Conversation,
  { conversations, messages, rules, now }: Ledger,
): Promise<Decision | 'echo'> {
  const isKnown = message.id !== undefined && (await messages.isOurs(keyPart(message.id)));
  if (isKnown || isEcho(message, conversation.rules, now())) return 'echo';
  const decision: Decision = { replies: [], cause: event.key, because: 'handed over' };
  const remembered = { memory: conversation.memory, rules: takenOver(conversation.rules, rules, now()) };
  if (await conversations.decide(conversation, { [answerKey(event)]: decision }, remembered)) return decision;
  throw new ConversationChanged();
}

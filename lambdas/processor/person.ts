import type { Conversation, ConversationRecords, Decision } from '../ledger/conversations.ts';
import type { MessageRecords } from '../ledger/messages.ts';
import type { SendingOf } from '../ledger/sendings.ts';
import type { OwnMessage } from '../pilot-status/events.ts';
import { keyPart } from '../pilot-status/identity.ts';
import { ConversationChanged } from './conversation-changed.ts';
import { answerKey, type ReceivedEvent, writtenAt } from './event.ts';
import { isEcho, type Rules, takenOver } from './rules.ts';

interface Ledger {
  conversations: ConversationRecords;
  messages: MessageRecords;
  sendingOf: SendingOf;
  rules: Rules;
  /** How long after it was decided a reply may be sent, in ms. */
  usefulMs: number;
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
  ledger: Ledger,
): Promise<Decision | 'echo'> {
  const { conversations, rules, now } = ledger;
  if ((await isKnown(message, ledger)) || (await wasSaid(event, message, conversation, ledger))) return 'echo';
  const decision: Decision = { replies: [], cause: event.key, because: 'handed over' };
  const remembered = { memory: conversation.memory, rules: takenOver(conversation.rules, rules, now()) };
  if (await conversations.decide(conversation, { [answerKey(event)]: decision }, remembered)) return decision;
  throw new ConversationChanged();
}

/** Whether it is a reply of ours by the vendor's id of the send, or by the id that WhatsApp gave it, as `message.sent` told. */
async function isKnown({ id, messageId }: OwnMessage, { messages }: Ledger): Promise<boolean> {
  const ids = [
    ...(id === undefined ? [] : [{ sentId: keyPart(id) }]),
    ...(messageId === undefined ? [] : [{ whatsappId: keyPart(messageId) }]),
  ];
  return (await Promise.all(ids.map(messages.isOurs))).includes(true);
}

/** Whether the bot said it, by its words and by when it left. When a reply was sent is read where its decision does not tell. */
async function wasSaid(
  event: ReceivedEvent,
  message: OwnMessage,
  { rules: { said } }: Conversation,
  { sendingOf, usefulMs, now }: Ledger,
): Promise<boolean> {
  const at = writtenAt(event) ?? now();
  if (said.some((one) => isEcho(message, at, { said: one, usefulMs }))) return true;
  const sent = await Promise.all(
    said.map(async (one) => ({ said: one, sending: one.reply && (await sendingOf(one.reply, one.index ?? 0)) })),
  );
  return sent.some(({ said, sending }) => sending && isEcho(message, at, { said, sending, usefulMs }));
}

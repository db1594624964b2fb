import type { Decision, LedgerConversation } from '../ledger/conversation.ts';
import type { ConversationRecords } from '../ledger/conversations.ts';
import type { MessageRecords } from '../ledger/messages.ts';
import type { SendingOf } from '../ledger/sendings.ts';
import type { UnaskedRecords } from '../ledger/unasked.ts';
import type { OwnMessage } from '../pilot-status/events.ts';
import { keyPart } from '../pilot-status/identity.ts';
import type { QueueMessage } from '../queue/message.ts';
import { ConversationChanged } from './conversation-changed.ts';
import { answerKey, type ReceivedEvent, readEvent, writtenAt } from './received-event.ts';
import { isEcho, type Rules, takenOver } from './rules.ts';

interface Ledger {
  conversations: ConversationRecords;
  messages: MessageRecords;
  sendingOf: SendingOf;
  unasked: Pick<UnaskedRecords, 'said'>;
  rules: Rules;
  /** How long after it was decided a reply may be sent, in ms. */
  usefulMs: number;
  now(): number;
}

/**
 * Leaves the conversation to the person who wrote from our number for a while, unless it was the bot or another system.
 * Where sender and addressee may be either way round, it is that of whoever has written to us; of all, where none has.
 *
 * @throws ConversationChanged when another worker was faster
 */
export async function handleOwnMessage(
  event: ReceivedEvent,
  message: OwnMessage,
  conversation: LedgerConversation,
  ledger: Ledger,
): Promise<Decision | 'echo'> {
  const { conversations, rules, now } = ledger;
  if (rules.humanTakeoverMinutes === 0) return 'echo';
  const all = [conversation, ...(await othersOf(event, conversation, ledger))];
  if (!(await isOfPerson(event, message, all, ledger))) return 'echo';
  const decision: Decision = {
    replies: [],
    cause: event.key,
    because: 'handed over',
    changes: (conversation.rules.pausedUntil ?? 0) > now() ? [] : ['conversation.handed-over'],
  };
  const heard = all.filter(({ rules: { heardAt } }) => heardAt !== undefined);
  // The decision is kept with that of the event, which comes last.
  for (const one of (heard.length > 0 ? heard : all).toReversed()) {
    const decisions = one === conversation ? { [answerKey(event)]: decision } : {};
    const remembered = { memory: one.memory, rules: takenOver(one.rules, rules, now()) };
    if (!(await conversations.saveDecisions(one, decisions, remembered))) throw new ConversationChanged();
  }
  return decision;
}

/** Whether a person has answered by now: what they wrote is on the queue behind what the contact did. */
export async function hasAnswered(
  behind: readonly QueueMessage[],
  conversation: LedgerConversation,
  ledger: Ledger,
): Promise<boolean> {
  if (ledger.rules.humanTakeoverMinutes === 0) return false;
  for (const queued of behind) {
    const event = readEvent(queued);
    if (event?.inbound?.kind !== 'own') continue;
    if (await isOfPerson(event, event.inbound.message, [conversation], ledger)) return true;
  }
  return false;
}

async function othersOf(
  { contact: { others = [] } }: ReceivedEvent,
  { hash }: LedgerConversation,
  { conversations }: Ledger,
): Promise<LedgerConversation[]> {
  const homes = await Promise.all(
    others.map((other) => conversations.homeOf({ conversation: other, links: [], isLasting: false })),
  );
  return Promise.all([...new Set(homes)].filter((home) => home !== hash).map(conversations.read));
}

async function isOfPerson(
  event: ReceivedEvent,
  message: OwnMessage,
  conversations: LedgerConversation[],
  ledger: Ledger,
): Promise<boolean> {
  const { messages, rules } = ledger;
  const { id, messageId } = message;
  const ids = {
    ...(id !== undefined && { sentId: keyPart(id) }),
    ...(messageId !== undefined && { whatsappId: keyPart(messageId) }),
  };
  const { is } = await messages.identify(ids, NO_REPLY);
  if (is === 'another') return false;
  const said = conversations.map((conversation) => wasSaid(event, message, conversation, ledger));
  if ((await Promise.all(said)).includes(true)) return false;
  const isFromApi = message.isFromApi ?? is === 'a send';
  return rules.apiMessagesTakeOver || !isFromApi;
}

/** Whatever reply of ours a message is, it is another than this. */
const NO_REPLY = { id: '', event: '' };

/**
 * Whether we said it, by its words and by when it left. What was sent unasked, and when a reply was sent, is read where
 * the decisions do not tell.
 */
async function wasSaid(
  event: ReceivedEvent,
  message: OwnMessage,
  { hash, rules: { said } }: LedgerConversation,
  { sendingOf, unasked, usefulMs, now }: Ledger,
): Promise<boolean> {
  const at = writtenAt(event) ?? now();
  if (said.some((one) => isEcho(message, at, { said: one, usefulMs }))) return true;
  const sent = await Promise.all(
    [...said, ...(await unasked.said(hash))].map(async (one) => ({
      said: one,
      sending: one.reply && (await sendingOf(one.reply, one.index ?? 0)),
    })),
  );
  return sent.some(({ said, sending }) => sending && isEcho(message, at, { said, sending, usefulMs }));
}

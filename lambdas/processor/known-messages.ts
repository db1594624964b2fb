import type { EventRecords } from '../ledger/events.ts';
import type { MessageRecords } from '../ledger/messages.ts';
import { type InboundMessage, type Reaction, readStatus, type StatusEvent } from '../pilot-status/events.ts';
import { keyPart } from '../pilot-status/identity.ts';
import type { ReceivedEvent } from './event.ts';

/** Ties a status of a message of ours to the vendor's id of the send, and to the id that WhatsApp gave it. */
export async function linkStatus(
  { key, delivery, fields }: ReceivedEvent,
  { events, messages }: { events: EventRecords; messages: MessageRecords },
): Promise<void> {
  const status = readStatus(delivery);
  if (status === undefined) return;
  const sentId = keyPart(status.sentId);
  if (key.event === 'message.sent' && status.whatsappId !== undefined) {
    await messages.linkWhatsappId(keyPart(status.whatsappId), sentId, fields.conversation);
  }
  // Should data.id be the id of the event, the status is found under the id of the message as well.
  if (sentId !== key.id) await events.record({ id: sentId, event: key.event }, fields);
}

/** Adds what the ledger knows of the message of ours that a message quotes. */
export async function withQuoted(inbound: InboundMessage, messages: MessageRecords): Promise<InboundMessage> {
  const { quotedMessageId, quotedSentId } = inbound;
  if (quotedMessageId === undefined && quotedSentId === undefined) return inbound;
  const quoted = await messages.quoted({
    ...(quotedMessageId !== undefined && { whatsappId: keyPart(quotedMessageId) }),
    ...(quotedSentId !== undefined && { sentId: keyPart(quotedSentId) }),
  });
  return { ...inbound, quoted };
}

/** Adds what the ledger knows of the message of ours that somebody reacted to. */
export async function withReacted(reaction: Reaction, messages: MessageRecords): Promise<Reaction> {
  const { reactedMessageId } = reaction;
  if (reactedMessageId === undefined) return reaction;
  return { ...reaction, reacted: await messages.quoted({ whatsappId: keyPart(reactedMessageId) }) };
}

/** Adds what the ledger knows of the message of ours that a status is about. */
export async function withReply(status: StatusEvent, messages: MessageRecords): Promise<StatusEvent> {
  if (status.sentId === undefined) return status;
  const reply = await messages.quoted({ sentId: keyPart(status.sentId) });
  return reply.reply === undefined ? status : { ...status, reply };
}

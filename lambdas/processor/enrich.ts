import type { MessageRecords } from '../ledger/messages.ts';
import { withArchivedMedia } from '../media/archive.ts';
import type { InboundMessage, Reaction, StatusEvent } from '../pilot-status/events.ts';
import { keyPart } from '../pilot-status/identity.ts';
import type { Claimed } from './claims.ts';
import type { BotEvent } from './inbound-event.ts';
import type { Processor } from './processor.ts';
import { inOrderWritten } from './received-event.ts';

type Sources = Pick<Processor, 'messages' | 'archive'>;

/**
 * What the bot is asked about, with all that is known: the messages of a burst in the order in which they were written.
 */
export async function enrich(inbound: BotEvent, claims: Claimed[], sources: Sources): Promise<BotEvent> {
  if (inbound.kind === 'status') return { ...inbound, status: await withReply(inbound.status, sources.messages) };
  if (inbound.kind === 'reaction') {
    return { ...inbound, message: await withReacted(inbound.message, sources.messages) };
  }
  if (inbound.kind !== 'message') return inbound;
  const burst = await Promise.all(
    inOrderWritten(claims).flatMap((claimed) => {
      const { inbound } = claimed.event;
      return inbound?.kind === 'message' ? [wholeMessage(inbound.message, claimed, sources)] : [];
    }),
  );
  return { kind: 'message', message: burst.at(-1) ?? inbound.message, burst };
}

async function wholeMessage(
  message: InboundMessage,
  { event: { key, receivedAt }, message: { group: conversation, receiveCount } }: Claimed,
  { messages, archive }: Sources,
): Promise<InboundMessage> {
  const known = await withQuoted(message, messages);
  return withArchivedMedia(known, { key, conversation, receivedAt, receiveCount }, archive);
}

/** Adds what the ledger knows of the message of ours that a message quotes. */
async function withQuoted(inbound: InboundMessage, messages: MessageRecords): Promise<InboundMessage> {
  const { quotedMessageId, quotedSentId } = inbound;
  if (quotedMessageId === undefined && quotedSentId === undefined) return inbound;
  const quoted = await messages.quoted({
    ...(quotedMessageId !== undefined && { whatsappId: keyPart(quotedMessageId) }),
    ...(quotedSentId !== undefined && { sentId: keyPart(quotedSentId) }),
  });
  return { ...inbound, quoted };
}

/** Adds what the ledger knows of the message of ours that somebody reacted to. */
async function withReacted(reaction: Reaction, messages: MessageRecords): Promise<Reaction> {
  const { reactedMessageId } = reaction;
  if (reactedMessageId === undefined) return reaction;
  return { ...reaction, reacted: await messages.quoted({ whatsappId: keyPart(reactedMessageId) }) };
}

/** Adds what the ledger knows of the message of ours that a status is about. */
async function withReply(status: StatusEvent, messages: MessageRecords): Promise<StatusEvent> {
  if (status.sentId === undefined) return status;
  const { reply: key, ...reply } = await messages.quoted({ sentId: keyPart(status.sentId) });
  return key === undefined ? status : { ...status, reply: { ...reply, key } };
}

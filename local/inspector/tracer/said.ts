import type { ReplyContent } from '../../../lambdas/pilot-status/content.ts';
import {
  type Delivery,
  readGroupMessage,
  readInbound,
  readOwnMessage,
  readReaction,
} from '../../../lambdas/pilot-status/events.ts';
import type { EventKey } from '../../../lambdas/pilot-status/identity.ts';
import { optional, text } from '../../../lambdas/runtime/json.ts';
import type { SimulatedMessage } from '../../simulator/messages.ts';
import type { ChatMessage, MessageContent } from '../protocol.ts';

/** A message as the simulator knows it. */
export function fromSimulator(message: SimulatedMessage): ChatMessage {
  const { id, messageId, direction, status, destination, writer, fromPhone, content, errorMessage, createdAt } =
    message;
  return {
    id,
    ...optional('messageId', messageId ?? undefined),
    chat: Object.values(destination)[0] ?? '',
    side: direction === 'INBOUND' ? 'contact' : fromPhone ? 'team' : 'bot',
    ...optional('writer', writer),
    at: createdAt,
    state: status.toLowerCase() as ChatMessage['state'],
    ...optional('code', errorMessage),
    content,
  };
}

/** The message that an event brings; undefined for an event that brings none. @param at when it came, epoch ms */
export function fromEvent({ id }: EventKey, delivery: Delivery, at: number): ChatMessage | undefined {
  const own = readOwnMessage(delivery);
  if (own !== undefined) {
    return { id, chat: own.to, side: 'team', at, state: 'sent', content: contentOf(own) };
  }
  const received = { id, side: 'contact', at, state: 'received' } as const;
  const group = readGroupMessage(delivery);
  if (group !== undefined) {
    const { groupId, groupName, from } = group;
    const names = { ...optional('writer', from), ...optional('name', groupName) };
    return { ...received, ...names, chat: groupId, content: contentOf(group) };
  }
  const message = readInbound(delivery);
  if (message !== undefined) {
    const { from, name, location, contacts, quotedMessageId, quotedSentId } = message;
    const more = { ...optional('location', location), ...optional('contacts', contacts) };
    const quotes = optional('quotes', quotedMessageId ?? quotedSentId);
    const content = { ...contentOf(message), ...more, ...quotes };
    return { ...received, chat: from, ...optional('name', name), content };
  }
  const reaction = readReaction(delivery);
  if (reaction === undefined) return undefined;
  const { from, name, emoji = '', reactedMessageId } = reaction;
  const content = { reaction: emoji, ...optional('quotes', reactedMessageId) };
  return { ...received, chat: from, ...optional('name', name), content };
}

type Written = Pick<NonNullable<ReturnType<typeof readOwnMessage>>, 'text' | 'media'>;

function contentOf({ text: words, media }: Written): MessageContent {
  if (media === undefined) return optional('text', text(words));
  const { type, link = '', caption, filename } = media;
  return { media: { link, type, ...optional('caption', caption), ...optional('filename', filename) } };
}

/** What a reply holds. */
export function contentOfReply(reply: ReplyContent): MessageContent {
  if ('templateId' in reply) {
    return { template: { id: reply.templateId, ...optional('variables', reply.variables) } };
  }
  if ('media' in reply) {
    const { media, mediaType, caption } = reply;
    return { media: { link: media, type: mediaType, ...optional('caption', caption) } };
  }
  const { text, buttons, header, footer } = reply;
  const framed = { ...optional('header', header), ...optional('footer', footer) };
  return { text, ...framed, ...(buttons && { buttons: [...buttons] }) };
}

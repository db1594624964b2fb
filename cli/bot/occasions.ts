import { type Delivery, OUTBOUND_STATUSES } from '../../lambdas/pilot-status/events.ts';
import { type BotEvent, readInboundEvent } from '../../lambdas/processor/inbound-event.ts';
import type { JsonObject } from '../../lambdas/runtime/json.ts';
import { UsageError } from '../terminal/errors.ts';

/** The contact that the bot believes to speak with, and our number. */
export const CONTACT = { from: '+5511999999999', to: '+5511888888888', numberId: 'local' };

/** The ids of what the bot sent last, at the vendor and at WhatsApp. */
const LAST_SENT = { id: 'msg_local', messageId: 'wamid.local' };

/** What an occasion is made from, apart from the words of a line. */
export interface ChatScene {
  /** Which one it is: part of its id. */
  count: number;
  /** The contact's name on WhatsApp. */
  name: string | undefined;
  /** The text that the bot sent last. */
  lastText: string | undefined;
  /** The time in epoch ms. */
  now: number;
}

/** A command that makes something happen to the bot. */
interface InboundEvent {
  /** What stands behind the command. */
  usage: string;
  purpose: string;
  /** @throws UsageError for words that make no sense */
  occasion(words: string, scene: ChatScene): BotEvent;
}

const STATUS_USAGE = 'sent|delivered|read|failed [code]';

/** By the name of the command. */
export const HAPPENINGS = new Map<string, InboundEvent>(
  Object.entries({
    button: {
      usage: '<text>',
      purpose: 'press a button',
      occasion: (content, scene) => occasionOf(inbound({ type: 'button', content }, scene)),
    },
    image: {
      usage: '[caption]',
      purpose: 'send an image',
      occasion: (mediaCaption, scene) =>
        occasionOf(inbound({ type: 'image', mediaLink: 'https://example.com/image.jpg', mediaCaption }, scene)),
    },
    location: {
      usage: '[name]',
      purpose: 'send a place',
      occasion: (name, scene) =>
        occasionOf(inbound({ type: 'location', location: { latitude: -23.56, longitude: -46.66, name } }, scene)),
    },
    contacts: {
      usage: '<name>',
      purpose: 'send a contact card',
      occasion: (name, scene) =>
        occasionOf(inbound({ type: 'contacts', contacts: [{ name, phones: [CONTACT.from] }] }, scene)),
    },
    reaction: {
      usage: '[emoji]',
      purpose: "react to the bot's last message; without an emoji, take that back",
      occasion: (content, scene) => {
        const reaction = occasionOf(inbound({ type: 'reaction', content, ...TO_LAST_SENT }, scene));
        return reaction.kind === 'reaction'
          ? { ...reaction, message: { ...reaction.message, reacted: lastOf(scene) } }
          : reaction;
      },
    },
    edit: {
      usage: '<text>',
      purpose: 'change your last message',
      occasion: (content, scene) => occasionOf(inbound({ type: 'edited', content, ...toYourLast(scene) }, scene)),
    },
    delete: {
      usage: '',
      purpose: 'delete your last message',
      occasion: (_words, scene) => occasionOf(inbound({ type: 'revoked', ...toYourLast(scene) }, scene)),
    },
    reply: {
      usage: '<text>',
      purpose: "quote the bot's last message",
      occasion: (content, scene) => {
        const quote = occasionOf({
          ...inbound({ type: 'text', content, ...TO_LAST_SENT }, scene),
          event: 'message.reply',
        });
        return quote.kind === 'message' ? { ...quote, message: { ...quote.message, quoted: lastOf(scene) } } : quote;
      },
    },
    status: {
      usage: STATUS_USAGE,
      purpose: "report what became of the bot's last message",
      occasion: statusOccasion,
    },
  }),
);

/** What happens when a contact writes. */
export function written(content: string, scene: ChatScene): BotEvent {
  return occasionOf(inbound({ type: 'text', content }, scene));
}

const TO_LAST_SENT = { quotedMessageId: LAST_SENT.messageId };

function toYourLast({ count }: ChatScene): JsonObject {
  return { quotedMessageId: `wamid.in.${count - 1}` };
}

function lastOf({ lastText }: ChatScene): { text?: string } {
  return lastText === undefined ? {} : { text: lastText };
}

/** What the vendor would post. */
function inbound(fields: JsonObject, { count, name, now }: ChatScene): Delivery {
  const ids = { id: `in_${count}`, messageId: `wamid.in.${count}` };
  const data = { ...CONTACT, ...ids, fromMe: false, participantName: name, createdAt: iso(now), ...fields };
  return { event: 'message.received', data };
}

function occasionOf(delivery: Delivery): BotEvent {
  const happening = readInboundEvent(delivery);
  if (happening === undefined || happening.kind === 'own') throw new Error('The bot hears nothing of this');
  return happening;
}

function statusOccasion(words: string, scene: ChatScene): BotEvent {
  const [status, errorCode] = words.split(/\s+/);
  const event = `message.${status}`;
  if (!OUTBOUND_STATUSES.has(event)) throw new UsageError(`Usage: /status ${STATUS_USAGE}`);
  const { from: destinationNumber, numberId } = CONTACT;
  const data = { ...LAST_SENT, numberId, destinationNumber, errorCode, createdAt: iso(scene.now) };
  const told = occasionOf({ event, data });
  if (told.kind !== 'status' || scene.lastText === undefined) return told;
  return { kind: 'status', status: { ...told.status, reply: { text: scene.lastText } } };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}

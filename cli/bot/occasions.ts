import {
  type Delivery,
  type JsonObject,
  OUTBOUND_STATUSES,
  readInbound,
  readStatusEvent,
} from '../../lambdas/pilot-status/events.ts';
import type { Occasion } from '../../lambdas/processor/occasion.ts';
import { UsageError } from '../errors.ts';

/** The contact that the bot believes to speak with, and our number. */
export const CONTACT = { from: '+5511999999999', to: '+5511888888888', numberId: 'local' };

/** The ids of what the bot sent last, at the vendor and at WhatsApp. */
const LAST_SENT = { id: 'msg_local', messageId: 'wamid.local' };

/** What an occasion is made from beside the words of a line. */
export interface Scene {
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
interface Happening {
  /** What stands behind the command. */
  usage: string;
  purpose: string;
  /** @throws UsageError for words that make no sense */
  occasion(words: string, scene: Scene): Occasion;
}

const STATUS_USAGE = 'sent|delivered|read|failed [code]';

/** By the name of the command. */
export const HAPPENINGS = new Map<string, Happening>(
  Object.entries({
    button: {
      usage: '<text>',
      purpose: 'press a button',
      occasion: (content, scene) => message(inbound({ type: 'button', content }, scene)),
    },
    image: {
      usage: '[caption]',
      purpose: 'send an image',
      occasion: (mediaCaption, scene) =>
        message(inbound({ type: 'image', mediaLink: 'https://example.com/image.jpg', mediaCaption }, scene)),
    },
    reply: {
      usage: '<text>',
      purpose: "quote the bot's last message",
      occasion: (content, scene) => {
        const quote = inbound({ type: 'text', content, quotedMessageId: LAST_SENT.messageId }, scene);
        const quoted = scene.lastText === undefined ? {} : { text: scene.lastText };
        return message({ ...quote, event: 'message.reply' }, quoted);
      },
    },
    status: {
      usage: STATUS_USAGE,
      purpose: "tell what became of the bot's last message",
      occasion: statusOccasion,
    },
  }),
);

/** What happens when a contact writes. */
export function written(content: string, scene: Scene): Occasion {
  return message(inbound({ type: 'text', content }, scene));
}

/** What the vendor would post. */
function inbound(fields: JsonObject, { count, name, now }: Scene): Delivery {
  const ids = { id: `in_${count}`, messageId: `wamid.in.${count}` };
  const data = { ...CONTACT, ...ids, fromMe: false, participantName: name, createdAt: iso(now), ...fields };
  return { event: 'message.received', data };
}

function message(delivery: Delivery, quoted?: { text?: string }): Occasion {
  const read = readInbound(delivery);
  if (read === undefined) throw new Error('This is no message of a contact');
  return { kind: 'message', message: quoted === undefined ? read : { ...read, quoted } };
}

function statusOccasion(words: string, { lastText, now }: Scene): Occasion {
  const [status, errorCode] = words.split(/\s+/);
  const event = `message.${status}`;
  if (!OUTBOUND_STATUSES.has(event)) throw new UsageError(`It is /status ${STATUS_USAGE}`);
  const { from: destinationNumber, numberId } = CONTACT;
  const data = { ...LAST_SENT, numberId, destinationNumber, errorCode, createdAt: iso(now) };
  const read = readStatusEvent({ event, data });
  if (read === undefined) throw new Error('This is no status');
  return { kind: 'status', status: lastText === undefined ? read : { ...read, reply: { text: lastText } } };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}

import { expiry, FORMAT, type LedgerSettings } from './lease.ts';
import type { Item, Key, Table } from './table.ts';

/**
 * What is known of the messages that we sent. The vendor's id of a send (the `id` of its 202) is the partition of
 * everything about it: our own record (`#reply`), and the events `message.sent`, `.delivered`, `.read` and `.failed` in
 * whatever order they come. So one query finds what became of it.
 *
 * A quote names a message by the id that WhatsApp gave it, which only `message.sent` ties to the vendor's id: partition
 * `whatsapp#<messageId>`, sort `#message`.
 */

/** The sort keys of the two records that are ours. */
export const REPLY_LINK = '#reply';
export const WHATSAPP_LINK = '#message';

/** The events that tell what became of a send; they lie under its id. */
const STATUSES = ['message.sent', 'message.delivered', 'message.read', 'message.failed'];

/** A message of ours that a contact quoted. */
export interface Quoted {
  /** Its text, when we sent it and still remember it. */
  text?: string;
  /** The key of the answer it was part of. */
  reply?: string;
  /** The bot's own name for it. */
  reference?: string;
}

/** A message of ours, by the vendor's id of the send or by the id that WhatsApp gave it. */
export interface MessageId {
  sentId?: string;
  whatsappId?: string;
}

/** What a message is, if not a reply of ours. */
export type Identity =
  /** That reply, or a send of ours that no reply is known of, and which it may be; by the vendor's id of the send. */
  | { is: 'it' | 'a send'; sentId: string }
  /** Another reply, or another part of the same answer. */
  | { is: 'another' }
  /** Nothing ties it to a send of ours. */
  | { is: 'nothing known' };

interface LinkedFields {
  text: string | undefined;
  reference?: string | undefined;
  conversation: string;
}

export interface MessageRecords {
  /** Remembers which reply a message is, its words, and its addressee. Safe to repeat. */
  linkReply(sentId: string, reply: Key, fields: LinkedFields): Promise<void>;
  /** Remembers the id that WhatsApp gave a message. Safe to repeat. */
  linkWhatsappId(whatsappId: string, sentId: string, conversation: string): Promise<void>;
  /** The vendor's id of the send of a message, where it is known. */
  sentIdOf(message: MessageId): Promise<string | undefined>;
  /** What a message in the vendor's history is, as far as its ids tell. */
  identify(message: MessageId, reply: Key): Promise<Identity>;
  /** What is known of a message that was quoted, by its WhatsApp id or by the vendor's id of the send. */
  quoted(message: MessageId): Promise<Quoted>;
}

export function messageRecords(table: Table, settings: LedgerSettings): MessageRecords {
  const remember = async (key: Key, fields: Item): Promise<void> => {
    await table.put({ ...key, ...fields, format: FORMAT, expiresAt: expiry(settings) });
  };
  const sentIdOf = async ({ sentId, whatsappId }: MessageId): Promise<string | undefined> => {
    if (sentId !== undefined || whatsappId === undefined) return sentId;
    return (await table.get(whatsappKey(whatsappId)))?.sentId as string | undefined;
  };
  const linkOf = async (message: MessageId): Promise<Item | undefined> => {
    const id = await sentIdOf(message);
    return id === undefined ? undefined : table.get(replyLinkKey(id));
  };

  /** Whether the vendor reported what became of a send with that id. */
  const isSend = async (id: string): Promise<boolean> => {
    const statuses = await Promise.all(STATUSES.map((event) => table.get({ id, event })));
    return statuses.some((status) => status !== undefined);
  };

  return {
    sentIdOf,

    linkReply: (sentId, reply, fields) => remember(replyLinkKey(sentId), { reply, ...fields }),
    linkWhatsappId: (whatsappId, sentId, conversation) => remember(whatsappKey(whatsappId), { sentId, conversation }),

    async identify({ sentId, whatsappId }, { id, event }) {
      const byWhatsapp = whatsappId === undefined ? undefined : await sentIdOf({ whatsappId });
      // What the history calls `id` may be something else than the id of the send.
      const ids = [byWhatsapp, sentId].filter((one) => one !== undefined);
      const replies = await Promise.all(
        ids.map(async (one) => ({ one, reply: (await linkOf({ sentId: one }))?.reply as Key | undefined })),
      );
      const linked = replies.filter(({ reply }) => reply !== undefined);
      const own = linked.find(({ reply }) => reply?.id === id && reply.event === event);
      if (own !== undefined) return { is: 'it', sentId: own.one };
      if (linked.length > 0) return { is: 'another' };
      if (byWhatsapp !== undefined) return { is: 'a send', sentId: byWhatsapp };
      return sentId !== undefined && (await isSend(sentId)) ? { is: 'a send', sentId } : { is: 'nothing known' };
    },

    async quoted(message) {
      const item = await linkOf(message);
      if (item === undefined) return {};
      const text = item.text as string | undefined;
      const reference = item.reference as string | undefined;
      return {
        ...(text !== undefined && { text }),
        reply: (item.reply as Key).id,
        ...(reference !== undefined && { reference }),
      };
    },
  };
}

/** How far a message has come. */
export type DeliveryStatus = 'queued' | 'sent' | 'failed' | 'delivered' | 'read';

/** From the least to the most telling: what was delivered did not fail, whatever comes later. */
const PROGRESS: [string, DeliveryStatus][] = [
  [REPLY_LINK, 'queued'],
  ['message.sent', 'sent'],
  ['message.failed', 'failed'],
  ['message.delivered', 'delivered'],
  ['message.read', 'read'],
];

/**
 * What became of a message, from its records in any order. More records never take it back a step.
 *
 * @returns undefined when nothing is known of it
 */
export function deliveryStatus(records: Item[]): DeliveryStatus | undefined {
  const known = new Set(records.map(({ event }) => event));
  return PROGRESS.findLast(([event]) => known.has(event))?.[1];
}

/** What became of a message of ours, by the vendor's id of the send. One Query. */
export async function readDeliveryStatus(table: Table, sentId: string): Promise<DeliveryStatus | undefined> {
  return deliveryStatus(await table.query(sentId));
}

function replyLinkKey(sentId: string): Key {
  return { id: sentId, event: REPLY_LINK };
}

function whatsappKey(whatsappId: string): Key {
  return { id: `whatsapp#${whatsappId}`, event: WHATSAPP_LINK };
}

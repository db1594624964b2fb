import type { FastifyInstance } from 'fastify';
import type { Account } from './account.ts';
import { ApiError } from './api-error.ts';
import type { SimulatorClock } from './clock.ts';
import type { EmitEvent } from './events.ts';
import { eventsOf } from './inbound-events.ts';
import { type Messages, type SimulatedMessage, whatsappId } from './messages.ts';
import { contentOf, mediaOf, placeOf, WRITING, type Writing } from './writing.ts';

interface Inbox {
  clock: SimulatorClock;
  account: Account;
  messages: Messages;
  newId(): string;
  emit: EmitEvent;
  /** Keeps a file for a while. @returns its id */
  keepMedia(link: string): string;
  /** Called for each message that is written. */
  onMessage(message: SimulatedMessage): void;
}

/**
 * `POST /simulator/messages`: a contact writes, or a person does on the phone of the number. This is no API of the
 * vendor, and needs no key. The answer is the event, of two the first, which is delivered as any other:
 *
 * ```sh curl http://127.0.0.1:4000/simulator/messages -H 'content-type: application/json' -d
 * '{"from":"+5511999999999","text":"Hi"}' ```
 */
export function addInbound(app: FastifyInstance, inbox: Inbox): void {
  const { clock, account, messages, emit, keepMedia, onMessage } = inbox;
  app.post<{ Body: Writing }>('/simulator/messages', { schema: { body: WRITING } }, async ({ body }, reply) => {
    const quoted = body.quotes === undefined ? undefined : quotedMessage(body.quotes, messages);
    const message = messageOf(body, quoted?.id, inbox);
    messages.add(message);
    onMessage(message);
    const link = mediaOf(body)?.link;
    const mediaId = account.meta && link !== undefined ? keepMedia(link) : undefined;
    const events = eventsOf(body, message, { quotedMessageId: quoted?.messageId, mediaId });
    for (const event of events) clock.after(0, () => emit(event));
    return reply.code(201).send(events[0]);
  });
}

/** Only what has come to WhatsApp can be quoted: the event names it by WhatsApp's id. */
function quotedMessage(id: string, messages: Messages): { id: string; messageId: string } {
  const { id: recordId, messageId } = messages.find(id) ?? {};
  if (recordId && messageId) return { id: recordId, messageId };
  throw new ApiError(404, 'MESSAGE_NOT_FOUND', 'There is no such message on WhatsApp to quote');
}

function messageOf(
  writing: Writing,
  quotedId: string | undefined,
  { clock, newId }: Pick<Inbox, 'clock' | 'newId'>,
): SimulatedMessage {
  const { from, text, button, media, group, newsletter, fromMe } = writing;
  const words = text ?? button?.text ?? media?.caption;
  return {
    id: `cmm_${newId()}`,
    messageId: whatsappId(newId),
    ...(fromMe
      ? { direction: 'OUTBOUND', status: 'SENT', fromPhone: true }
      : { direction: 'INBOUND', status: 'RECEIVED' }),
    destination: placeOf(writing),
    ...((group || newsletter) && !fromMe && { writer: from }),
    ...(words !== undefined && { text: words }),
    content: contentOf(writing, quotedId),
    createdAt: clock.now(),
  };
}

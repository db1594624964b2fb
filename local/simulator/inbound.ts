import type { FastifyInstance } from 'fastify';
import { ApiError } from './api-error.ts';
import type { Clock } from './clock.ts';
import type { Emit, VendorEvent } from './events.ts';
import { iso, type Message, type Messages, whatsappId } from './messages.ts';
import { NUMBER } from './number.ts';

/** What a contact writes. */
interface Writing {
  /** E.164 with `+`, or a BSUID. */
  from: string;
  name?: string;
  text?: string;
  media?: { link: string; type: string; caption?: string; filename?: string };
  button?: { text: string; id?: string };
  /** Any id of the message that is quoted. */
  quotes?: string;
  group?: { id: string; name?: string };
}

const text = { type: 'string', minLength: 1 };
const object = (required: string[], optional: string[]) => ({
  type: 'object',
  additionalProperties: false,
  required,
  properties: Object.fromEntries([...required, ...optional].map((name) => [name, text])),
});

const WRITING = {
  type: 'object',
  additionalProperties: false,
  required: ['from'],
  properties: {
    from: { type: 'string', pattern: '^(\\+[1-9]\\d{6,14}|[A-Z]{2}\\.\\w+)$' },
    name: text,
    text,
    media: object(['link', 'type'], ['caption', 'filename']),
    button: object(['text'], ['id']),
    quotes: text,
    group: object(['id'], ['name']),
  },
  oneOf: ['text', 'media', 'button'].map((mode) => ({ required: [mode] })),
};

interface Inbox {
  clock: Clock;
  messages: Messages;
  newId(): string;
  emit: Emit;
  /** Called for each message that a contact writes. */
  onMessage(message: Message): void;
}

/**
 * `POST /simulator/messages`: a contact writes a text, a file or a button, perhaps as a quote or in a group. This is no API
 * of the vendor, and needs no key. The answer is the event, which is delivered as any other:
 *
 * ```sh
 * curl http://127.0.0.1:4000/simulator/messages -H 'content-type: application/json' -d '{"from":"+5511999999999","text":"Hi"}'
 * ```
 */
export function addInbound(app: FastifyInstance, { clock, messages, newId, emit, onMessage }: Inbox): void {
  app.post<{ Body: Writing }>('/simulator/messages', { schema: { body: WRITING } }, async ({ body }, reply) => {
    const quoted = body.quotes === undefined ? undefined : messages.find(body.quotes);
    const quotedMessageId = body.quotes === undefined ? undefined : quotedId(quoted);
    const message = messageOf(body, quoted, { clock, newId });
    messages.add(message);
    onMessage(message);
    const event = eventOf(body, message, quotedMessageId);
    clock.after(0, () => emit(event));
    return reply.code(201).send(event);
  });
}

/** WhatsApp's id of the message that is quoted, by which the event names it. */
function quotedId(message: Message | undefined): string {
  if (message?.messageId) return message.messageId;
  throw new ApiError(404, 'MESSAGE_NOT_FOUND', 'There is no such message on WhatsApp to quote');
}

function messageOf(
  { from, text, media, button, group }: Writing,
  quoted: Message | undefined,
  { clock, newId }: Pick<Inbox, 'clock' | 'newId'>,
) {
  const words = text ?? button?.text ?? media?.caption;
  const message: Message = {
    id: `cmm_${newId()}`,
    messageId: whatsappId(newId),
    direction: 'INBOUND',
    status: 'RECEIVED',
    destination: group ? { groupId: group.id } : { destinationNumber: from },
    ...(group && { writer: from }),
    ...(words !== undefined && { text: words }),
    content: {
      ...(words !== undefined && !media && { text: words }),
      ...(media && { media }),
      ...(quoted && { quotes: quoted.id }),
    },
    createdAt: clock.now(),
  };
  return message;
}

function eventOf(writing: Writing, { id, messageId, createdAt }: Message, quotedMessageId?: string): VendorEvent {
  const { text, media, button, group } = writing;
  return {
    event: group ? 'message.group' : quotedMessageId ? 'message.reply' : 'message.received',
    data: {
      ...writerFields(writing),
      to: NUMBER.phone,
      numberId: NUMBER.id,
      messageId,
      id,
      type: media?.type ?? (button ? 'button' : 'text'),
      fromMe: false,
      content: text ?? button?.text ?? '',
      createdAt: iso(createdAt),
      ...(quotedMessageId && { quotedMessageId }),
      ...(button?.id && { buttonId: button.id }),
      ...(media && { mediaLink: media.link, mediaType: media.type }),
      ...(media?.caption && { mediaCaption: media.caption }),
      ...(media?.filename && { mediaFilename: media.filename }),
    },
  };
}

/** In a group the documentation names the writer by other fields than outside. */
function writerFields({ from, name, group }: Writing) {
  if (!group) return { from, ...(name && { participantName: name }) };
  return {
    fromNumber: from,
    ...(name && { fromName: name }),
    groupId: group.id,
    ...(group.name && { groupName: group.name }),
  };
}

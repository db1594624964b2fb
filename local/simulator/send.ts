import type { FastifyInstance, FastifyReply } from 'fastify';
import { ApiError } from './api-error.ts';
import type { Clock } from './clock.ts';
import type { Faults } from './faults.ts';
import { isTenants, type Keys } from './keys.ts';
import { type Content, iso, type Message, type Messages } from './messages.ts';
import { NUMBER } from './number.ts';

/** The body of a send that the rules have let through. */
interface SendBody {
  destinationNumber?: string;
  groupId?: string;
  newsletterId?: string;
  text?: string;
  buttons?: unknown[];
  header?: string;
  footer?: string;
  templateId?: string;
  variables?: Record<string, unknown>;
  media?: string;
  mediaType?: string;
  caption?: string;
}

const oneOf = (...names: string[]) => ({ oneOf: names.map((name) => ({ required: [name] })) });

/** The rules for the body of a send: exactly one destination, exactly one mode, and what may stand beside it. */
const SEND_BODY = {
  type: 'object',
  properties: {
    destinationNumber: { type: 'string', pattern: '^(\\+[1-9]\\d{6,14}|[A-Z]{2}\\.\\w+)$' },
    groupId: { type: 'string', pattern: '@g\\.us$' },
    newsletterId: { type: 'string', pattern: '@newsletter$' },
    text: { type: 'string', minLength: 1 },
    buttons: { type: 'array', minItems: 1, maxItems: 3 },
    header: { type: 'string' },
    footer: { type: 'string' },
    templateId: { type: 'string', minLength: 1 },
    variables: { type: 'object' },
    media: { type: 'string', format: 'uri', pattern: '^https?://' },
    mediaType: { enum: ['image', 'video', 'document', 'audio'] },
    caption: { type: 'string' },
  },
  dependencies: {
    buttons: ['text'],
    header: ['buttons'],
    footer: ['buttons'],
    variables: ['templateId'],
    media: ['mediaType'],
    mediaType: ['media'],
    caption: ['media'],
  },
  allOf: [oneOf('destinationNumber', 'groupId', 'newsletterId'), oneOf('text', 'templateId', 'media')],
  not: { properties: { mediaType: { const: 'audio' } }, required: ['mediaType', 'caption'] },
};

interface Sends {
  clock: Clock;
  keys: Keys;
  messages: Messages;
  faults: Faults;
  newId(): string;
  /** Lets a message that was accepted go its way, or fail with a code. */
  follow(message: Message, failure?: string): void;
  /** Called for each send that is accepted. */
  onMessage(message: Message): void;
}

/** `POST /v1/messages/send`. It sends nothing to anybody. */
export function addSend(app: FastifyInstance, sends: Sends): void {
  app.post<{ Body: SendBody }>('/v1/messages/send', { schema: { body: SEND_BODY } }, async (request, reply) => {
    if (isTenants(request, sends.keys)) {
      throw new ApiError(403, 'TENANT_SCOPE_NOT_ALLOWED', 'Sending needs the key of a number');
    }
    const fault = sends.faults.ofSend();
    switch (fault?.kind) {
      case 'unauthorized':
        throw new ApiError(401, 'INVALID_API_KEY', 'The API key is missing or invalid');
      case 'numberOffline':
        throw new ApiError(409, 'WHATSAPP_INSTANCE_NOT_CONNECTED', 'The number is offline');
      case 'broken':
        throw new ApiError(500, 'INTERNAL_ERROR', 'Something went wrong');
      case 'rateLimited':
        if (fault.retryAfterSeconds !== undefined) reply.header('retry-after', fault.retryAfterSeconds);
        throw new ApiError(429, 'RATE_LIMIT_EXCEEDED', 'Too many requests');
    }
    const message = accept(request.body, fault?.kind === 'failed' ? fault.code : undefined, sends);
    if (fault?.kind === 'lost') return cut(reply);
    if (fault?.kind === 'slow') await new Promise<void>((resolve) => sends.clock.after(fault.ms, resolve));
    return reply.code(202).send(receipt(message));
  });
}

function accept(body: SendBody, failure: string | undefined, sends: Sends): Message {
  const { destinationNumber, groupId, newsletterId, caption, text = caption } = body;
  const message: Message = {
    id: `msg_${sends.newId()}`,
    correlationId: `corr_${sends.newId()}`,
    messageId: null,
    direction: 'OUTBOUND',
    status: 'QUEUED',
    destination: {
      ...(destinationNumber && { destinationNumber }),
      ...(groupId && { groupId }),
      ...(newsletterId && { newsletterId }),
    },
    ...(text !== undefined && { text }),
    content: contentOf(body),
    createdAt: sends.clock.now(),
  };
  sends.messages.add(message);
  sends.onMessage(message);
  sends.follow(message, failure);
  return message;
}

function contentOf({
  text,
  buttons,
  header,
  footer,
  templateId,
  variables,
  media,
  mediaType,
  caption,
}: SendBody): Content {
  return {
    ...(text !== undefined && { text }),
    ...(buttons && { buttons }),
    ...(header !== undefined && { header }),
    ...(footer !== undefined && { footer }),
    ...(templateId !== undefined && { template: { id: templateId, ...(variables && { variables }) } }),
    ...(media !== undefined && {
      media: { link: media, type: mediaType ?? '', ...(caption !== undefined && { caption }) },
    }),
  };
}

/** The answer to a send that was accepted: it is queued, not yet sent. */
function receipt({ id, correlationId, createdAt }: Message) {
  const times = { createdAt: iso(createdAt) };
  return { id, correlationId, status: 'QUEUED', ...times, origin: 'api', sourceNumber: NUMBER.phone };
}

function cut(reply: FastifyReply): FastifyReply {
  reply.hijack();
  reply.raw.destroy();
  return reply;
}

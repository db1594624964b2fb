import { randomUUID } from 'node:crypto';
import Fastify from 'fastify';

/** What was accepted by `POST /v1/messages/send`. */
export interface AcceptedSend {
  id: string;
  body: Record<string, unknown>;
}

export interface VendorOptions {
  /** The one API key that is valid. */
  apiKey: string;
  /** Called for each send that is accepted. */
  onSend(send: AcceptedSend): void;
}

export interface Vendor {
  /** The origin of the API, such as `http://127.0.0.1:40123`. */
  url: string;
  stop(): Promise<void>;
}

const oneOf = (...names: string[]) => ({ oneOf: names.map((name) => ({ required: [name] })) });

/** The rules for the body of a send: exactly one destination, exactly one mode. */
const SEND_BODY = {
  type: 'object',
  properties: {
    destinationNumber: { type: 'string', pattern: '^(\\+[1-9]\\d{6,14}|[A-Z]{2}\\.\\w+)$' },
    groupId: { type: 'string', pattern: '@g\\.us$' },
    newsletterId: { type: 'string', pattern: '@newsletter$' },
    text: { type: 'string', minLength: 1 },
    templateId: { type: 'string', minLength: 1 },
    media: { type: 'string', format: 'uri' },
  },
  allOf: [oneOf('destinationNumber', 'groupId', 'newsletterId'), oneOf('text', 'templateId', 'media')],
};

/** Starts a stand-in for the vendor's send API on a free port of 127.0.0.1. It sends nothing to anybody. */
export async function startVendor({ apiKey, onSend }: VendorOptions): Promise<Vendor> {
  // The vendor takes a string where a string belongs: no coercion of types.
  const app = Fastify({ ajv: { customOptions: { coerceTypes: false } } });

  app.addHook('onRequest', async (request, reply) => {
    if (request.headers['x-api-key'] === apiKey) return;
    await reply.code(401).send({ code: 'INVALID_API_KEY', message: 'The API key is missing or invalid' });
  });
  app.setErrorHandler<Error & { statusCode?: number }>((error, _request, reply) => {
    reply.code(error.statusCode ?? 500).send({ code: 'INVALID_PAYLOAD', message: error.message });
  });
  app.post<{ Body: Record<string, unknown> }>(
    '/v1/messages/send',
    { schema: { body: SEND_BODY } },
    (request, reply) => {
      const id = `msg_${randomUUID()}`;
      onSend({ id, body: request.body });
      reply.code(202).send({
        id,
        correlationId: `corr_${randomUUID()}`,
        status: 'QUEUED',
        createdAt: new Date().toISOString(),
        origin: 'api',
      });
    },
  );

  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  return { url, stop: () => app.close() };
}

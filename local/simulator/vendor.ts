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

interface HistoryQuery {
  startDate: string;
  endDate: string;
  page?: string;
  pageSize?: string;
}

const HISTORY_QUERY = {
  type: 'object',
  required: ['startDate', 'endDate'],
  properties: {
    startDate: { type: 'string', format: 'date-time' },
    endDate: { type: 'string', format: 'date-time' },
    page: { type: 'string', pattern: '^[1-9]\\d*$' },
    pageSize: { type: 'string', pattern: '^([1-9]\\d?|100)$' },
  },
};

/** Starts a stand-in for the vendor's API on a free port of 127.0.0.1: send and history. It sends nothing to anybody. */
export async function startVendor({ apiKey, onSend }: VendorOptions): Promise<Vendor> {
  const history: Record<string, unknown>[] = [];
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
    ({ body }, reply) => {
      const id = `msg_${randomUUID()}`;
      const createdAt = new Date().toISOString();
      const participantPhone = body.destinationNumber ?? body.groupId ?? body.newsletterId;
      const text = body.text ?? body.caption;
      history.push({ id, direction: 'OUTBOUND', status: 'QUEUED', participantPhone, text, createdAt });
      onSend({ id, body });
      reply.code(202).send({ id, correlationId: `corr_${randomUUID()}`, status: 'QUEUED', createdAt, origin: 'api' });
    },
  );

  app.get<{ Querystring: HistoryQuery }>(
    '/v1/messages/history',
    { schema: { querystring: HISTORY_QUERY } },
    async ({ query: { startDate, endDate, page = '1', pageSize = '20' } }) => {
      const inRange = history.filter(({ createdAt }) => isBetween(startDate, endDate, String(createdAt)));
      const from = (Number(page) - 1) * Number(pageSize);
      return { items: inRange.slice(from, from + Number(pageSize)), page: Number(page), pageSize: Number(pageSize) };
    },
  );

  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  return { url, stop: () => app.close() };
}

function isBetween(from: string, to: string, time: string): boolean {
  return Date.parse(from) <= Date.parse(time) && Date.parse(time) <= Date.parse(to);
}

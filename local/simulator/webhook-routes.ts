import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ApiError } from './api-error.ts';
import { isTenants, type Keys } from './keys.ts';
import { iso } from './messages.ts';
import { NUMBER } from './number.ts';
import { type SimulatedWebhook, shownWebhook, type WebhookFields, type Webhooks } from './webhooks.ts';

const FIELDS = {
  url: { type: 'string', format: 'uri', pattern: '^https?://' },
  name: { type: 'string', minLength: 1 },
  events: { type: 'array', items: { type: 'string' } },
};

const NEW_WEBHOOK = {
  type: 'object',
  required: ['url', 'name', 'events'],
  properties: { ...FIELDS, whatsappNumberId: { type: 'string' } },
};

const CHANGES = { type: 'object', additionalProperties: false, properties: { ...FIELDS, active: { type: 'boolean' } } };

const LOGS_QUERY = {
  type: 'object',
  properties: { limit: { type: 'string', pattern: '^([1-9]|[1-4]\\d|50)$' }, event: { type: 'string' } },
};

interface NewWebhook extends Pick<WebhookFields, 'url' | 'name' | 'events'> {
  whatsappNumberId?: string;
}

type ById = { Params: { id: string } };

/** `/v1/webhooks`: to list, create, read, change and delete webhooks, and to read their latest deliveries. */
export function addWebhookRoutes(app: FastifyInstance, webhooks: Webhooks, keys: Keys): void {
  const webhookOf = (request: FastifyRequest<ById>): SimulatedWebhook => {
    const webhook = webhooks.find(request.params.id);
    if (webhook === undefined) throw new ApiError(404, 'WEBHOOK_NOT_FOUND', 'There is no such webhook');
    return webhook;
  };

  app.get('/v1/webhooks', async () => ({ items: webhooks.all().map(shownWebhook) }));

  app.post<{ Body: NewWebhook }>('/v1/webhooks', { schema: { body: NEW_WEBHOOK } }, async (request, reply) => {
    const { url, name, events, whatsappNumberId } = request.body;
    checkNumber(whatsappNumberId, isTenants(request, keys));
    return reply.code(201).send(shownWebhook(webhooks.add({ url, name, events })));
  });

  app.get<ById>('/v1/webhooks/:id', async (request) => shownWebhook(webhookOf(request)));

  app.patch<ById & { Body: Partial<WebhookFields> }>(
    '/v1/webhooks/:id',
    { schema: { body: CHANGES } },
    async (request) => {
      const webhook = webhookOf(request);
      webhooks.update(webhook, request.body);
      return shownWebhook(webhook);
    },
  );

  app.delete<ById>('/v1/webhooks/:id', async (request, reply) => {
    webhooks.remove(webhookOf(request).id);
    return reply.code(204).send();
  });

  app.get<ById & { Querystring: { limit?: string; event?: string } }>(
    '/v1/webhooks/:id/logs',
    { schema: { querystring: LOGS_QUERY } },
    async (request) => {
      const { limit = '20', event } = request.query;
      const logs = webhookOf(request).logs.filter((delivery) => event === undefined || delivery.event === event);
      const latest = logs.reverse().slice(0, Number(limit));
      return { items: latest.map((delivery) => ({ ...delivery, createdAt: iso(delivery.createdAt) })) };
    },
  );
}

/** The key of a number fixes the number; a key of the account must name it. */
function checkNumber(number: string | undefined, ofTenant: boolean): void {
  if (!ofTenant) {
    if (number === undefined || number === NUMBER.id) return;
    throw new ApiError(400, 'NUMBER_MISMATCH', 'The key belongs to another number');
  }
  if (number === undefined) throw new ApiError(400, 'NUMBER_REQUIRED', 'whatsappNumberId is needed with this key');
  if (number !== NUMBER.id) throw new ApiError(404, 'NUMBER_NOT_FOUND', 'There is no such number');
}

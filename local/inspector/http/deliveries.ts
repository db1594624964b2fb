import type { FastifyInstance } from 'fastify';
import type { Delivered, NewDelivery } from '../protocol.ts';

const DELIVERY = {
  type: 'object',
  additionalProperties: false,
  required: ['body'],
  properties: { body: { type: 'string', minLength: 1 } },
};

/** `POST /inspector/deliveries`: delivers an event to the webhook. @param deliver gives the status of the answer */
export function addDeliveries(app: FastifyInstance, deliver: (body: string) => Promise<number>): void {
  app.post<{ Body: NewDelivery }>(
    '/inspector/deliveries',
    { schema: { body: DELIVERY } },
    async ({ body: { body } }): Promise<Delivered> => ({ status: await deliver(body) }),
  );
}

import type { FastifyInstance } from 'fastify';

const FIND = {
  type: 'object',
  additionalProperties: false,
  required: ['text'],
  properties: { text: { type: 'string', minLength: 1, maxLength: 500 } },
};

/**
 * `POST /inspector/find`: loads what a person looks for, and the stream brings it.
 *
 * @param find gives how many events it has found that were not on the page
 */
export function addFind(app: FastifyInstance, find: (text: string) => Promise<number>): void {
  app.post<{ Body: { text: string } }>('/inspector/find', { schema: { body: FIND } }, async ({ body }) => ({
    found: await find(body.text.trim()),
  }));
}

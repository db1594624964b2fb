import type { FastifyInstance, FastifyReply } from 'fastify';
import { Refusal } from './app.ts';

/**
 * `POST /inspector/messages`, `PUT /inspector/faults` and `PUT /inspector/account`: what a contact writes, and what
 * goes wrong. Our simulator checks and answers them; its answers are passed on unchanged.
 *
 * @param vendorUrl undefined where replies do not go to our simulator
 */
export function addChat(app: FastifyInstance, vendorUrl: string | undefined): void {
  const pass = async (method: string, path: string, body: unknown, reply: FastifyReply) => {
    if (vendorUrl === undefined) {
      throw new Refusal(409, 'Replies do not go to our simulator, so there is no chat and there are no faults to set.');
    }
    const answer = await fetch(`${vendorUrl}${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body ?? null),
    });
    return reply
      .code(answer.status)
      .type('application/json')
      .send(await answer.text());
  };
  app.post('/inspector/messages', ({ body }, reply) => pass('POST', '/simulator/messages', body, reply));
  for (const name of ['faults', 'account']) {
    app.put(`/inspector/${name}`, ({ body }, reply) => pass('PUT', `/simulator/${name}`, body, reply));
  }
}

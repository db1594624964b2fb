import type { FastifyInstance } from 'fastify';
import type { EventDetail } from '../protocol.ts';
import { Refusal } from './app.ts';

/**
 * `GET /inspector/events/{n}`: all that is known of one event.
 *
 * @param detailOf undefined for an event that is not kept
 */
export function addEvents(app: FastifyInstance, detailOf: (n: number) => Promise<EventDetail | undefined>): void {
  app.get<{ Params: { n: string } }>('/inspector/events/:n', async ({ params: { n } }) => {
    const detail = /^\d{1,9}$/.test(n) ? await detailOf(Number(n)) : undefined;
    if (detail === undefined) throw new Refusal(404, `There is no event ${n}, or it is no longer kept.`);
    return detail;
  });
}

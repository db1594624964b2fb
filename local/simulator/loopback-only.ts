import type { FastifyInstance } from 'fastify';
import { isLoopbackRequest } from '../../operations/loopback.ts';
import { ApiError } from './api-error.ts';

/** Lets nothing in that a page of a foreign site makes a browser send, not even where no key is needed. */
export function allowLoopbackOnly(app: FastifyInstance): void {
  app.addHook('onRequest', async ({ headers }) => {
    if (isLoopbackRequest(headers)) return;
    throw new ApiError(403, 'FOREIGN_REQUEST', 'Only this computer may call, by the name localhost or its address');
  });
}

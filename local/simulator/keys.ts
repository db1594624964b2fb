import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ApiError } from './api-error.ts';

export interface Keys {
  /** The key of the number. */
  apiKey: string;
  /** A key of the whole account, which may not send. */
  tenantKey?: string;
}

/** Lets nobody into the vendor's API without one of its keys. */
export function requireKey(app: FastifyInstance, { apiKey, tenantKey }: Keys): void {
  app.addHook('onRequest', async (request) => {
    const key = keyOf(request);
    if (!request.url.startsWith('/v1/') || key === apiKey || (key !== undefined && key === tenantKey)) return;
    throw new ApiError(401, 'INVALID_API_KEY', 'The API key is missing or invalid');
  });
}

/** Whether a request comes with the key of the whole account. */
export function isTenants(request: FastifyRequest, { tenantKey }: Keys): boolean {
  return tenantKey !== undefined && keyOf(request) === tenantKey;
}

function keyOf(request: FastifyRequest): unknown {
  return request.headers['x-api-key'];
}

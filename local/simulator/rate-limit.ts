import type { FastifyInstance } from 'fastify';
import type { Account } from './account.ts';
import { rateLimited } from './refusals.ts';

const WINDOW_MS = 1_000;

/**
 * Lets through so many calls of the vendor's API in any second as the account may make; those above it count for
 * nothing.
 */
export function limitRate(app: FastifyInstance, account: Account, now: () => number): void {
  let recent: number[] = [];
  app.addHook('onRequest', async (request) => {
    if (account.requestsPerSecond === null || !request.url.startsWith('/v1/')) return;
    recent = recent.filter((at) => now() - at < WINDOW_MS);
    if (recent.length >= account.requestsPerSecond) throw rateLimited({ retryAfterSeconds: 1 }, now());
    recent.push(now());
  });
}

import { STATUS_CODES } from 'node:http';
import type { FastifyReply } from 'fastify';

/** Answers as a gateway in front of the vendor does: with a page of its own, and nothing of the vendor's. */
export function gatewayPage(reply: FastifyReply, status: number, location?: string): FastifyReply {
  const title = `${status} ${STATUS_CODES[status] ?? 'Unknown'}`;
  if (location !== undefined) reply.header('location', location);
  return reply
    .code(status)
    .type('text/html')
    .send(`<html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`);
}

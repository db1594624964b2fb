import Fastify, { type FastifyInstance, type FastifySchemaValidationError } from 'fastify';
import { isLoopbackRequest } from '../../../operations/loopback.ts';

/** What the page may load: its own files, and nothing from elsewhere. */
const HEADERS = {
  'content-security-policy':
    "default-src 'self'; img-src 'self' data:; media-src 'self'; " +
    "frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
};

/** A refusal, in one sentence for whoever asked. */
export class Refusal extends Error {
  override name = 'Refusal';
  readonly statusCode: number;

  constructor(statusCode: number, message: string) {
    super(message);
    this.statusCode = statusCode;
  }
}

/** A server without a port of its own that answers this computer alone, and errors as `{ message }`. */
export function createApp(): FastifyInstance {
  // A page sends a string where a string belongs: no coercion of types.
  const app = Fastify({
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false } },
    schemaErrorFormatter: ([error]) => new Error(sentenceOf(error)),
  });
  app.addHook('onRequest', async ({ headers }, reply) => {
    reply.headers(HEADERS);
    if (!isLoopbackRequest(headers)) throw new Refusal(403, 'The inspector answers this computer only.');
  });
  app.setErrorHandler<Error & { statusCode?: number }>((error, _request, reply) => {
    reply.code(error.statusCode ?? 500).send({ message: error.message });
  });
  app.setNotFoundHandler((_request, reply) => {
    reply.code(404).send({ message: 'There is nothing here.' });
  });
  return app;
}

/** What a schema refuses, with what it allows. */
function sentenceOf(error: FastifySchemaValidationError | undefined): string {
  const { instancePath = '', message = 'is not allowed', params = {} } = error ?? {};
  const { allowedValues } = params;
  const allowed = Array.isArray(allowedValues) ? `: ${allowedValues.join(', ')}` : '';
  return `The body${instancePath.replaceAll('/', '.')} ${message}${allowed}`;
}

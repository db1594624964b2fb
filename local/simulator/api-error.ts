import type { FastifyInstance } from 'fastify';

/** A refusal in the vendor's form: a status, a code and a sentence. */
export class ApiError extends Error {
  override name = 'ApiError';
  readonly statusCode: number;
  readonly code: string;

  constructor(statusCode: number, code: string, message: string) {
    super(message);
    this.statusCode = statusCode;
    this.code = code;
  }
}

/** Answers errors in the vendor's form; what the rules of a route refuse is an `INVALID_PAYLOAD`. */
export function answerErrors(app: FastifyInstance): void {
  app.setErrorHandler<Error & { statusCode?: number }>((error, _request, reply) => {
    const code = error instanceof ApiError ? error.code : 'INVALID_PAYLOAD';
    reply.code(error.statusCode ?? 500).send({ code, message: error.message });
  });
}

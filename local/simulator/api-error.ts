import type { FastifyInstance, FastifyReply, FastifyRequest, FastifySchemaValidationError } from 'fastify';

interface Extras {
  /** What exactly is wrong: names, or sentences. */
  details?: string[];
  headers?: Record<string, string>;
  /** Whether the code and the sentence stand in an `error`, as some APIs have it. */
  nested?: boolean;
}

/** A refusal in the vendor's form: a status, a code, a sentence, and details where they help. */
export class ApiError extends Error {
  override name = 'ApiError';
  readonly statusCode: number;
  readonly code: string | number;
  readonly details: string[] | undefined;
  readonly headers: Record<string, string>;
  readonly nested: boolean;

  constructor(
    statusCode: number,
    code: string | number,
    message: string,
    { details, headers = {}, nested = false }: Extras = {},
  ) {
    super(message);
    this.statusCode = statusCode;
    this.code = code;
    this.details = details;
    this.headers = headers;
    this.nested = nested;
  }
}

/** Answers every error in the vendor's form, unknown paths and bodies that break the rules of a route among them. */
export function answerErrors(app: FastifyInstance): void {
  app.setSchemaErrorFormatter(payloadError);
  app.setErrorHandler<AnyError>(answerError);
  app.setNotFoundHandler(async ({ method, url }) => {
    throw new ApiError(404, 'NOT_FOUND', `There is no ${method} ${url}`);
  });
}

type AnyError = Error & { statusCode?: number; code?: string | number };

/** Answers an error of ours, or one of the web framework. */
export function answerError(error: AnyError, _request: FastifyRequest, reply: FastifyReply): void {
  const refusal = error instanceof ApiError ? error : frameworkError(error);
  const { statusCode, code, message, details, headers, nested } = refusal;
  reply.code(statusCode).headers(headers);
  const body = { code, message, ...(details && { details }) };
  reply.send(nested ? { error: body } : body);
}

const INVALID_JSON = new Set(['FST_ERR_CTP_INVALID_JSON_BODY', 'FST_ERR_CTP_EMPTY_JSON_BODY']);

/** A request that the web framework could not read, or a fault of the simulator itself. */
function frameworkError({ statusCode = 500, code = '', message }: AnyError): ApiError {
  if (statusCode >= 500) return new ApiError(statusCode, 'INTERNAL_ERROR', message);
  return new ApiError(statusCode, INVALID_JSON.has(String(code)) ? 'INVALID_JSON' : 'INVALID_PAYLOAD', message);
}

/** What the rules of a route refuse; the details say where, and what is wrong. */
function payloadError(violations: FastifySchemaValidationError[], part: string): ApiError {
  const details = violations.map((violation) => describe(violation, part));
  return new ApiError(400, 'INVALID_PAYLOAD', details.join('; '), { details });
}

/** The words of the validator, with what they leave out: which field is unknown, which values are allowed. */
function describe({ instancePath, message, params }: FastifySchemaValidationError, part: string): string {
  const { additionalProperty, allowedValues } = params;
  const named = Array.isArray(allowedValues) ? allowedValues.join(', ') : additionalProperty;
  return `${part}${instancePath} ${message}${named === undefined ? '' : `: ${named}`}`;
}

import { validateHeaderName, validateHeaderValue } from 'node:http';
import { z } from 'zod';

/** What the API answers. */
export interface ApiResponse {
  status: number;
  headers: Record<string, string | string[]>;
  body: Buffer;
}

/** Headers that belong to the connection, which is not the function's to speak about. */
const HOP_BY_HOP = ['connection', 'content-length', 'keep-alive', 'trailer', 'transfer-encoding', 'upgrade'];

const scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String);

const functionResponse = z.object({
  statusCode: z.coerce.number().int().min(100).max(599),
  headers: z.record(z.string(), scalar).nullish(),
  cookies: z.array(z.string()).nullish(),
  body: z.string().nullish(),
  isBase64Encoded: z.boolean().nullish(),
});

/**
 * Turns the result of a function (JSON) into the answer of the API. A result without `statusCode` is itself the body of
 * a 200; a malformed one is a 500.
 *
 * @see the API Gateway developer guide, "Lambda function response for format 2.0"
 */
export function toResponse(result: string): ApiResponse {
  const value: unknown = JSON.parse(result);
  if (typeof value !== 'object' || value === null || !('statusCode' in value)) {
    const body = Buffer.from(typeof value === 'string' ? value : result);
    return { status: 200, headers: { 'content-type': 'application/json' }, body };
  }
  const parsed = functionResponse.safeParse(value);
  if (!parsed.success) return ERRORS.internal;
  const { statusCode, headers, cookies, body, isBase64Encoded } = parsed.data;
  const given = Object.entries(headers ?? {})
    .map(([name, text]) => [name.toLowerCase(), text] as const)
    .filter(([name]) => !HOP_BY_HOP.includes(name));
  if (!given.every(([name, text]) => isValidHeader(name, text))) return ERRORS.internal;
  return {
    status: statusCode,
    headers: {
      'content-type': 'text/plain;charset=UTF-8',
      ...Object.fromEntries(given),
      ...(cookies && cookies.length > 0 && { 'set-cookie': cookies }),
    },
    body: Buffer.from(body ?? '', isBase64Encoded === true ? 'base64' : 'utf8'),
  };
}

function isValidHeader(name: string, text: string): boolean {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, text);
    return true;
  } catch {
    return false;
  }
}

/** The answers that API Gateway gives by itself, in its words. */
export const ERRORS = {
  badRequest: message(400, 'Bad Request'),
  notFound: message(404, 'Not Found'),
  tooLarge: message(413, 'Request Entity Too Large'),
  tooMany: message(429, 'Too Many Requests'),
  internal: message(500, 'Internal Server Error'),
  /** The function was throttled, or took longer than the integration's timeout. */
  unavailable: message(503, 'Service Unavailable'),
} as const satisfies Record<string, ApiResponse>;

function message(status: number, text: string): ApiResponse {
  const body = Buffer.from(JSON.stringify({ message: text }));
  return { status, headers: { 'content-type': 'application/json' }, body };
}

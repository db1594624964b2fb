import type { APIGatewayProxyEventV2 } from 'aws-lambda';

/**
 * The bytes of a request, as they were sent. API Gateway passes what it takes for binary in base64, and the rest as
 * text.
 *
 * @returns undefined when they cannot be known any more: bytes that are no UTF-8 became replacement characters on their
 *   way
 */
export function rawBody({ body = '', isBase64Encoded, headers }: APIGatewayProxyEventV2): Uint8Array | undefined {
  if (isBase64Encoded) return Buffer.from(body, 'base64');
  const raw = Buffer.from(body);
  const sentBytes = Number(headers['content-length'] ?? raw.length);
  return body.includes('\uFFFD') && sentBytes !== raw.length ? undefined : raw;
}

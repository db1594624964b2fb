import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { reasonOf } from '../errors.ts';
import type { ServeHttp } from '../http-endpoint.ts';
import { accessKeyOf, type CredentialStore, serviceOf } from './credentials.ts';
import type { Gate } from './gate.ts';
import {
  type AwsReply,
  awsError,
  CONTENT_TYPES,
  type Json,
  SERVICES,
  type Service,
  TARGET_PREFIXES,
  unknownKey,
} from './replies.ts';
import type { RestHandler } from './rest.ts';

/**
 * Speaks the JSON protocols of SQS, DynamoDB, Secrets Manager and EventBridge to the AWS SDK, in the functions and in tools. What is
 * signed for a service with a REST protocol, such as S3, is passed on.
 *
 * Requests arrive at `/` and, for SQS, at the path of the queue's URL, which is where the SDK sends them.
 */
export function createAwsHandler(
  credentials: CredentialStore,
  gate: Gate,
  rest: Readonly<Record<string, RestHandler>>,
): ServeHttp {
  return async (request, response) => {
    const { authorization } = request.headers;
    const restHandler = rest[serviceOf(authorization) ?? ''];
    if (restHandler) return restHandler(request, response, credentials.find(accessKeyOf(authorization)));
    const [prefix = '', operation = ''] = String(request.headers['x-amz-target'] ?? '').split('.');
    const service = SERVICES.find((candidate) => TARGET_PREFIXES[candidate] === prefix);
    if (service === undefined) return send(response, 'application/json', unknownService(request));
    const reply = await answer(service, operation, request, response).catch((error: unknown) =>
      awsError(service, 'InternalFailure', reasonOf(error), { status: 500 }),
    );
    send(response, CONTENT_TYPES[service], reply);
  };

  async function answer(
    service: Service,
    operation: string,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<AwsReply> {
    const principal = credentials.find(accessKeyOf(request.headers.authorization));
    if (principal === undefined) return unknownKey(service);
    const input = parse(await text(request));
    if (input === undefined) return awsError(service, 'SerializationException', 'The request is not a JSON object.');
    return gate.call({ principal, service, operation, input, signal: whenClosed(response) });
  }
}

/** Fires when the caller hangs up, so that a long poll does not receive a message that nobody is there to take. */
function whenClosed(response: ServerResponse): AbortSignal {
  const controller = new AbortController();
  response.once('close', () => controller.abort());
  return controller.signal;
}

function unknownService({ method, headers }: IncomingMessage): AwsReply {
  const asked = `${method} ${headers['x-amz-target'] ?? 'without X-Amz-Target'}`;
  const message = `The local cloud has only SQS, DynamoDB, Secrets Manager, S3, EventBridge, Scheduler and Lambda, not ${asked}.`;
  return { status: 501, body: { __type: 'NotImplemented', message } };
}

function parse(body: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(body || '{}');
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

function send(response: ServerResponse, contentType: string, { status, body, headers }: AwsReply): void {
  const bytes = Buffer.from(JSON.stringify(body));
  response
    .writeHead(status, {
      'content-type': contentType,
      'content-length': bytes.length,
      'x-amzn-requestid': randomUUID(),
      ...headers,
    })
    .end(bytes);
}

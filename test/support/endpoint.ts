import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { firstDeliveryReport } from '../../lambdas/ingest/first-delivery.ts';
import { type Endpoint, receive } from '../../lambdas/ingest/receive.ts';
import { sampledRefusals } from '../../lambdas/ingest/sampled-refusals.ts';
import type { Outgoing } from '../../lambdas/queue/sqs.ts';
import { type Clock, clock } from './clock.ts';
import { type RecordedLog, recordedLog } from './log.ts';

export const TOKEN = 'right-token';

/** A request as API Gateway passes it on; the body as text unless it is given as bytes, which come in base64. */
export interface Posted {
  token?: string;
  headers?: Record<string, string>;
  body: string | Buffer;
}

export interface OpenEndpoint {
  post(request: Posted): ReturnType<typeof receive>;
  sent: Outgoing[];
  log: RecordedLog;
  time: Clock;
}

/** The ingest function with a queue that takes everything, but for what is given. */
export function openEndpoint(overrides: Partial<Endpoint> = {}, time = clock()): OpenEndpoint {
  const sent: Outgoing[] = [];
  const log = recordedLog();
  const endpoint: Endpoint = {
    policy: { token: true },
    readWebhookSecret: async () => JSON.stringify({ token: TOKEN }),
    enqueue: async (message) => {
      sent.push(message);
      return 'queued-1';
    },
    contactHashKey: 'k',
    now: time.now,
    log,
    reportDelivery: firstDeliveryReport(log),
    reportRefusal: sampledRefusals(log, time.now),
    ...overrides,
  };
  return { post: (request) => receive(apiEvent(request), endpoint), sent, log, time };
}

function apiEvent({ token = TOKEN, headers = {}, body }: Posted): APIGatewayProxyEventV2 {
  const isBytes = typeof body !== 'string';
  const length = String(Buffer.byteLength(body));
  return {
    pathParameters: { token },
    headers: { 'content-length': length, ...headers },
    body: isBytes ? body.toString('base64') : body,
    isBase64Encoded: isBytes,
  } as unknown as APIGatewayProxyEventV2;
}

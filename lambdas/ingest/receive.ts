import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { readDelivery } from '../pilot-status/events.ts';
import { conversationHash, eventKey } from '../pilot-status/identity.ts';
import type { Outgoing } from '../queue/sqs.ts';
import type { ReadSecret } from '../secrets.ts';
import { errorFields, type Log } from '../telemetry/log.ts';
import { isAuthentic, readWebhookSecret } from './authenticate.ts';
import { type Body, BodyError, rawBody, readBody } from './read-body.ts';

/** The largest message that SQS takes, attributes included, in bytes; the attributes stay far below what is kept for them. */
const SQS_LIMIT_BYTES = 1_048_576;
const ATTRIBUTES_BYTES = 2_048;

export interface Door {
  readWebhookSecret: ReadSecret;
  /** Puts a message on the events queue; when it resolves, the message is durable. */
  enqueue(message: Outgoing): Promise<string | undefined>;
  contactHashKey: string;
  /** The time in epoch ms. */
  now(): number;
  log: Log;
}

type Answer = APIGatewayProxyStructuredResultV2;

/**
 * Receives one delivery: 200 once SQS has it. Any other answer means that it was not accepted: 401 for a wrong token, 400
 * for a body that is no JSON object, 413 for one that no queue holds, 503 when AWS does not do its part, so that the vendor
 * tries again. Never throws.
 */
export async function receive(request: APIGatewayProxyEventV2, door: Door): Promise<Answer> {
  const { log } = door;
  try {
    const secret = await door.readWebhookSecret();
    if (secret === undefined) throw new Error('The webhook secret has no value');
    if (!isAuthentic(request.pathParameters?.token ?? '', readWebhookSecret(secret))) {
      return refuse(401, 'The token in the URL is not valid', log);
    }
    const body = readBody(rawBody(request.body, request.isBase64Encoded));
    if (Buffer.byteLength(body.text) > SQS_LIMIT_BYTES - ATTRIBUTES_BYTES) {
      return refuse(413, 'The body is too large', log);
    }
    await accept(body, door);
    return answer(200, {});
  } catch (error) {
    if (error instanceof BodyError) return refuse(400, error.message, log);
    log.error('unavailable', errorFields(error));
    return answer(503, { error: 'Try again later' });
  }
}

async function accept({ raw, text, json }: Body, { enqueue, contactHashKey, now, log }: Door): Promise<void> {
  const delivery = readDelivery(json);
  const key = eventKey(delivery, raw);
  const conversation = conversationHash(delivery, key, contactHashKey);
  const queued = await enqueue({
    body: text,
    group: conversation,
    deduplicateBy: `${key.event} ${key.id}`,
    attributes: { ...key, receivedAt: String(now()) },
  });
  log.info('accepted', { ...key, conversation, queued });
}

function refuse(status: number, error: string, log: Log): Answer {
  log.warn('refused', { status, reason: error });
  return answer(status, { error });
}

function answer(statusCode: number, body: object): Answer {
  return { statusCode, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

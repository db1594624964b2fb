import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { type AuthenticationRefusal, authenticate, type Presented } from '../authentication/authenticate.ts';
import type { Policy } from '../authentication/policy.ts';
import { readWebhookSecret, type WebhookSecret } from '../authentication/webhook-secret.ts';
import type { ReadSecret } from '../aws/secrets.ts';
import { deduplicationText } from '../pilot-status/identity.ts';
import { type Body, type BodyRefusal, readBody } from '../queue/event-body.ts';
import { eventMessage } from '../queue/event-message.ts';
import type { Outgoing } from '../queue/sqs.ts';
import { errorFields, type Log } from '../telemetry/log.ts';
import type { ReportDelivery } from './first-delivery.ts';
import { rawBody } from './raw-body.ts';

export interface Endpoint {
  policy: Policy;
  readWebhookSecret: ReadSecret;
  /** Puts a message on the events queue; when it resolves, the message is durable. */
  enqueue(message: Outgoing): Promise<string | undefined>;
  contactHashKey: string;
  /** The time in epoch ms. */
  now(): number;
  log: Log;
  reportDelivery: ReportDelivery;
  /** Logs that somebody was not let in. */
  reportRefusal(reason: AuthenticationRefusal): void;
}

type Answer = APIGatewayProxyStructuredResultV2;

/** The answer to a delivery that was let in, about its body. */
const BODY_ANSWERS: Record<BodyRefusal, { status: number; error: string }> = {
  'not-utf8': { status: 400, error: 'The body must be UTF-8' },
  'not-json': { status: 400, error: 'The body must be JSON' },
  'not-an-object': { status: 400, error: 'The body must be a JSON object' },
  'too-large': { status: 413, error: 'The body is too large' },
};

/**
 * Receives one delivery: 200 once SQS has it. Any other answer means that it was not accepted: 401 for whatever the
 * policy asks for and is missing or wrong, 400 for a body that is no JSON object, 413 for one that no queue holds, 503
 * when AWS does not do its part, so that the vendor tries again. Never throws.
 */
export async function receive(request: APIGatewayProxyEventV2, endpoint: Endpoint): Promise<Answer> {
  const { log } = endpoint;
  try {
    const raw = rawBody(request);
    const presented = { token: request.pathParameters?.token ?? '', headers: request.headers, raw: raw ?? NO_BYTES };
    const judgement = await judge(presented, endpoint);
    if (judgement.refusal !== undefined) {
      endpoint.reportRefusal(judgement.refusal);
      return answer(401, { error: 'Unauthorized' });
    }
    endpoint.reportDelivery(presented, judgement.secret.unusedSigningSecret);
    const body = raw === undefined ? 'not-utf8' : readBody(raw);
    if (typeof body === 'string') return refuse(body, log);
    await accept(body, endpoint);
    return answer(200, {});
  } catch (error) {
    log.error('unavailable', errorFields(error));
    return answer(503, { error: 'Try again later' });
  }
}

const NO_BYTES = new Uint8Array();

interface Judgement {
  refusal: AuthenticationRefusal | undefined;
  secret: WebhookSecret;
}

/** A credential that is new is known at once: before anybody is refused, the secret is read again, if that is due. */
async function judge(presented: Presented, endpoint: Endpoint): Promise<Judgement> {
  const { policy, readWebhookSecret: read, now } = endpoint;
  const judgeBy = (value: string | undefined): Judgement => {
    const secret = readWebhookSecret(value, policy);
    return { secret, refusal: authenticate(presented, policy, secret, now()) };
  };
  const known = await read();
  const judgement = judgeBy(known);
  if (judgement.refusal === undefined) return judgement;
  const latest = await read(0);
  return latest === known ? judgement : judgeBy(latest);
}

async function accept(body: Body, { enqueue, contactHashKey, now, log }: Endpoint): Promise<void> {
  const receivedAt = now();
  const { delivery, key, message } = eventMessage(body, { contactHashKey, receivedAt });
  const queued = await enqueue({ ...message, deduplicateBy: deduplicationText(delivery, key, receivedAt) });
  log.info('accepted', { ...key, conversation: message.group, queued });
}

function refuse(reason: BodyRefusal, log: Log): Answer {
  const { status, error } = BODY_ANSWERS[reason];
  log.warn('refused', { status, reason });
  return answer(status, { error });
}

function answer(statusCode: number, body: object): Answer {
  return { statusCode, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

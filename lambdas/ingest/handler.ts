import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { readPolicy } from '../authentication/policy.ts';
import { secretsManagerClient, sqsClient } from '../aws/clients.ts';
import { prime } from '../aws/prime.ts';
import { cached, readSecret } from '../aws/secrets.ts';
import { openConnection, sender } from '../queue/sqs.ts';
import { variable } from '../runtime/environment.ts';
import { createLog } from '../telemetry/log.ts';
import { firstDeliveryReport } from './first-delivery.ts';
import { type Endpoint, receive } from './receive.ts';
import { rehearse } from './rehearse.ts';
import { sampledRefusals } from './sampled-refusals.ts';

const log = createLog();
const queueUrl = variable('EVENTS_QUEUE_URL');
const sqs = sqsClient(queueUrl);

const endpoint: Endpoint = {
  policy: readPolicy(variable('AUTHENTICATION')),
  readWebhookSecret: cached(readSecret(secretsManagerClient(), variable('WEBHOOK_SECRET_ARN')), Date.now, log),
  enqueue: sender(sqs, queueUrl),
  contactHashKey: variable('CONTACT_HASH_KEY'),
  now: Date.now,
  log,
  reportDelivery: firstDeliveryReport(log),
  reportRefusal: sampledRefusals(log, Date.now),
};

/** Answers `POST /hooks/whatsapp/{token}`. */
export const handler = (request: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> =>
  receive(request, endpoint);

await prime([() => openConnection(sqs, queueUrl), () => endpoint.readWebhookSecret(), () => rehearse(endpoint)], log);

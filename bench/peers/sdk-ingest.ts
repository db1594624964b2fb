// The ingest function as one would write it: the SDK's clients as they come, and nothing done in init.

import { createHash } from 'node:crypto';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { readPolicy } from '../../lambdas/authentication/policy.ts';
import { cached } from '../../lambdas/aws/secrets.ts';
import { firstDeliveryReport } from '../../lambdas/ingest/first-delivery.ts';
import { type Endpoint, receive } from '../../lambdas/ingest/receive.ts';
import { sampledRefusals } from '../../lambdas/ingest/sampled-refusals.ts';
import { variable } from '../../lambdas/runtime/environment.ts';
import { createLog } from '../../lambdas/telemetry/log.ts';

const log = createLog();
const sqs = new SQSClient();
const secrets = new SecretsManagerClient();

async function readSecret(): Promise<string | undefined> {
  const command = new GetSecretValueCommand({ SecretId: variable('WEBHOOK_SECRET_ARN') });
  return (await secrets.send(command)).SecretString;
}

const enqueue: Endpoint['enqueue'] = async ({ body, group, deduplicateBy, attributes = {} }) => {
  const values = Object.entries(attributes).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]);
  const command = new SendMessageCommand({
    QueueUrl: variable('EVENTS_QUEUE_URL'),
    MessageBody: body,
    MessageGroupId: group,
    MessageDeduplicationId: createHash('sha256').update(deduplicateBy).digest('hex'),
    MessageAttributes: Object.fromEntries(values),
  });
  return (await sqs.send(command)).MessageId;
};

const endpoint: Endpoint = {
  policy: readPolicy(variable('AUTHENTICATION')),
  readWebhookSecret: cached(readSecret, Date.now, log),
  enqueue,
  contactHashKey: variable('CONTACT_HASH_KEY'),
  now: Date.now,
  log,
  reportDelivery: firstDeliveryReport(log),
  reportRefusal: sampledRefusals(log, Date.now),
};

export const handler = (request: APIGatewayProxyEventV2) => receive(request, endpoint);

import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import { variable } from '../runtime/environment.ts';
import { keepConnections } from './connections.ts';
import { environmentCredentials } from './credentials.ts';
import { requestHandler } from './request-handler.ts';
import { signer } from './signer.ts';

/** How often a call is tried, by the SDK's standard retries: together the tries fit into every function's timeout. */
const MAX_TRIES = 3;

/** SQS, at the host of the URLs of this stack's queues. */
export function sqsClient(queueUrl: string): SQSClient {
  return new SQSClient({ ...configuration('sqs', new URL(queueUrl).origin), useQueueUrlAsEndpoint: false });
}

/** DynamoDB, where the stack says it is; at the endpoint that stands in for it, where the SDK's variable names one. */
export function dynamoDBClient(): DynamoDBClient {
  const endpoint = process.env.AWS_ENDPOINT_URL_DYNAMODB || variable('DYNAMODB_URL');
  return new DynamoDBClient({
    ...configuration('dynamodb', endpoint),
    accountIdEndpointMode: 'disabled',
    endpointDiscoveryEnabled: false,
  });
}

/**
 * Secrets Manager, where the stack says it is; at the endpoint that stands in for it, where the SDK's variable names
 * one.
 */
export function secretsManagerClient(): SecretsManagerClient {
  const endpoint = process.env.AWS_ENDPOINT_URL_SECRETS_MANAGER || variable('SECRETS_MANAGER_URL');
  return new SecretsManagerClient(configuration('secretsmanager', endpoint));
}

/** EventBridge, where the stack says it is, or at the endpoint that the SDK's variable names. */
export function eventBridgeClient(): EventBridgeClient {
  const endpoint = process.env.AWS_ENDPOINT_URL_EVENTBRIDGE || variable('EVENTBRIDGE_URL');
  return new EventBridgeClient(configuration('events', endpoint));
}

/** EventBridge Scheduler, where the stack says it is, or at the endpoint that the SDK's variable names. */
export function schedulerClient(): SchedulerClient {
  const endpoint = process.env.AWS_ENDPOINT_URL_SCHEDULER || variable('SCHEDULER_URL');
  return new SchedulerClient(configuration('scheduler', endpoint));
}

/**
 * What makes the SDK's clients light: nothing is looked up that the function knows, above all not in files, and what
 * does not change is made once. All of it is documented configuration.
 */
function configuration(service: string, endpoint: string) {
  const signs = signer(service);
  return {
    endpoint,
    region: variable('AWS_REGION'),
    credentials: environmentCredentials,
    signer: async () => signs,
    requestHandler: requestHandler(keepConnections(new URL(endpoint).protocol, Date.now), Date.now),
    maxAttempts: MAX_TRIES,
    retryMode: 'standard',
    defaultsMode: 'standard' as const,
    cacheMiddleware: true,
    disableClockSkewCorrection: false,
    useDualstackEndpoint: false,
    useFipsEndpoint: false,
    userAgentAppId: async () => undefined,
    authSchemePreference: [],
  };
}

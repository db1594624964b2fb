import * as http from 'node:http';
import * as https from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { variable } from '../environment.ts';
import { request } from '../http.ts';
import { type AwsCall, awsCaller, type JsonService } from './call.ts';
import { signer } from './signer.ts';

/** SQS, at the host of the URLs of this stack's queues. */
export function sqs(queueUrl: string): AwsCall {
  const { origin } = new URL(queueUrl);
  return callsOf({
    name: 'sqs',
    target: 'AmazonSQS',
    contentType: 'application/x-amz-json-1.0',
    url: new URL(origin),
  });
}

/**
 * How many connections to DynamoDB a function has. A batch of ten would open ten, and a handshake is dear to a function with
 * little CPU; over so few, its requests wait some milliseconds for each other. All of them are opened in init.
 */
export const DYNAMODB_CONNECTIONS = 4;

/** DynamoDB, where the stack says it is; at the endpoint that stands in for it, where the SDK's variable names one. */
export function dynamodb(): AwsCall {
  const service: JsonService = {
    name: 'dynamodb',
    target: 'DynamoDB_20120810',
    contentType: 'application/x-amz-json-1.0',
    url: new URL(process.env.AWS_ENDPOINT_URL_DYNAMODB || variable('DYNAMODB_URL')),
  };
  return callsOf(service, DYNAMODB_CONNECTIONS);
}

/** Secrets Manager, where the stack says it is; at the endpoint that stands in for it, where the SDK's variable names one. */
export function secretsManager(): AwsCall {
  return callsOf({
    name: 'secretsmanager',
    target: 'secretsmanager',
    contentType: 'application/x-amz-json-1.1',
    url: new URL(process.env.AWS_ENDPOINT_URL_SECRETS_MANAGER || variable('SECRETS_MANAGER_URL')),
  });
}

/** Connections are kept: to open one takes longer than a call. */
function callsOf(service: JsonService, maxSockets = Number.POSITIVE_INFINITY): AwsCall {
  const { Agent } = service.url.protocol === 'https:' ? https : http;
  const agent = new Agent({ keepAlive: true, maxSockets });
  return awsCaller(service, { sign: signer(service.name), request, agent, now: Date.now, random: Math.random, sleep });
}

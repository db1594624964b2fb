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
function callsOf(service: JsonService): AwsCall {
  const { Agent } = service.url.protocol === 'https:' ? https : http;
  const agent = new Agent({ keepAlive: true });
  return awsCaller(service, { sign: signer(service.name), request, agent, now: Date.now, random: Math.random, sleep });
}

import { Aws } from 'aws-cdk-lib/core';

/** The services' URLs in the stack's region; some partitions have another suffix than `amazonaws.com`. */
export const SERVICE_URLS = {
  DYNAMODB_URL: urlOf('dynamodb'),
  EVENTBRIDGE_URL: urlOf('events'),
  SCHEDULER_URL: urlOf('scheduler'),
  SECRETS_MANAGER_URL: urlOf('secretsmanager'),
};

function urlOf(service: string): string {
  return `https://${service}.${Aws.REGION}.${Aws.URL_SUFFIX}`;
}

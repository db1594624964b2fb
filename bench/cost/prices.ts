/** What AWS bills by. A bill is a number of each. */
export type Unit =
  | 'httpRequests'
  | 'restRequests'
  | 'invocations'
  | 'armGbSeconds'
  | 'x86GbSeconds'
  | 'sqsRequests'
  | 'writeUnits'
  | 'readUnits'
  | 'tableGbMonths'
  | 'backupGbMonths'
  | 'logGb'
  | 'logGbMonths'
  | 'scheduledCalls'
  | 'busEvents'
  | 'secretReads'
  | 'secretMonths'
  | 'alarmMonths'
  | 'metricMonths';

export const REGIONS = ['us-east-1', 'sa-east-1'] as const;
export type Region = (typeof REGIONS)[number];

/** One price of the list, in US dollars, before taxes, free tiers and discounts for volume. */
interface Price extends Record<Region, number> {
  /** What stands on the bill. */
  name: string;
  /** The price is for so many. */
  per: number;
  /** The page of the price list. */
  source: string;
}

/**
 * When the prices were written down, by hand, from the pages that `source` names: look there before you rely on a sum.
 * API Gateway in sa-east-1 is an estimate, half as much again as in us-east-1, and so is EventBridge, the same as there.
 */
export const PRICES_AS_OF = '2026-01';

const MILLION = 1_000_000;
const LAMBDA = 'https://aws.amazon.com/lambda/pricing/';
const API_GATEWAY = 'https://aws.amazon.com/api-gateway/pricing/';
const SQS = 'https://aws.amazon.com/sqs/pricing/';
const DYNAMODB = 'https://aws.amazon.com/dynamodb/pricing/on-demand/';
const CLOUDWATCH = 'https://aws.amazon.com/cloudwatch/pricing/';
const EVENTBRIDGE = 'https://aws.amazon.com/eventbridge/pricing/';
const SECRETS = 'https://aws.amazon.com/secrets-manager/pricing/';

/** Every price that a bill here is made of. Each stands once. */
export const PRICES: Record<Unit, Price> = {
  httpRequests: price('API Gateway, HTTP API', MILLION, 1, 1.5, API_GATEWAY),
  restRequests: price('API Gateway, REST API', MILLION, 3.5, 5.25, API_GATEWAY),
  invocations: price('Lambda, invocations', MILLION, 0.2, 0.2, LAMBDA),
  armGbSeconds: price('Lambda, time on arm64', 1, 0.000_013_333_4, 0.000_013_333_4, LAMBDA),
  x86GbSeconds: price('Lambda, time on x86', 1, 0.000_016_666_7, 0.000_016_666_7, LAMBDA),
  sqsRequests: price('SQS FIFO, requests', MILLION, 0.5, 0.5, SQS),
  writeUnits: price('DynamoDB, writes', MILLION, 0.625, 0.9375, DYNAMODB),
  readUnits: price('DynamoDB, reads', MILLION, 0.125, 0.1875, DYNAMODB),
  tableGbMonths: price('DynamoDB, storage', 1, 0.25, 0.375, DYNAMODB),
  backupGbMonths: price('DynamoDB, point-in-time recovery', 1, 0.2, 0.3, DYNAMODB),
  logGb: price('CloudWatch, logs taken in', 1, 0.5, 0.9, CLOUDWATCH),
  logGbMonths: price('CloudWatch, logs kept', 1, 0.03, 0.0408, CLOUDWATCH),
  scheduledCalls: price('EventBridge Scheduler, calls', MILLION, 1, 1, EVENTBRIDGE),
  busEvents: price('EventBridge, custom events', MILLION, 1, 1, EVENTBRIDGE),
  secretReads: price('Secrets Manager, reads', 10_000, 0.05, 0.05, SECRETS),
  secretMonths: price('Secrets Manager, secrets', 1, 0.4, 0.4, SECRETS),
  alarmMonths: price('CloudWatch, alarms', 1, 0.1, 0.1, CLOUDWATCH),
  metricMonths: price('CloudWatch, metrics', 1, 0.3, 0.3, CLOUDWATCH),
};

function price(name: string, per: number, usEast1: number, saEast1: number, source: string): Price {
  return { name, per, 'us-east-1': usEast1, 'sa-east-1': saEast1, source };
}

/** A quota of AWS, as it is in an account that never asked for more. */
interface Quota {
  value: number;
  unit: string;
  /** The page of AWS that states it. */
  source: string;
}

const API_GATEWAY = 'https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html';
const LAMBDA = 'https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html';
const LAMBDA_SCALING = 'https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html';
const LAMBDA_SQS = 'https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html';
const SQS = 'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html';
const DYNAMODB = 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode.html';
const DYNAMODB_WARM = 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/warm-throughput-scenarios.html';

/** Every quota that the model knows. Each stands once. */
export const QUOTAS = {
  apiRequests: quota(10_000, 'requests/s', API_GATEWAY),
  apiBurst: quota(5_000, 'requests', API_GATEWAY),
  concurrency: quota(1_000, 'invocations at once', LAMBDA),
  newAccountConcurrency: quota(10, 'invocations at once', LAMBDA_SCALING),
  invocationsPerConcurrency: quota(10, 'invocations/s', LAMBDA),
  environmentsAtOnce: quota(1_000, 'environments', LAMBDA_SCALING),
  environmentsPerSecond: quota(100, 'environments/s, as 1,000 in ten seconds', LAMBDA_SCALING),
  batchesAtFirst: quota(5, 'batches at once', LAMBDA_SQS),
  batchesPerMinute: quota(300, 'batches more each minute', LAMBDA_SQS),
  batchesPerPoller: quota(10, 'batches at once for a provisioned poller', LAMBDA_SQS),
  fifoCalls: { 'us-east-1': quota(70_000, 'calls/s', SQS), 'sa-east-1': quota(4_500, 'calls/s', SQS) },
  tableWrites: quota(4_000, 'units/s of a new table', DYNAMODB),
  tableDoubling: quota(30, 'min until twice the peak', DYNAMODB),
  partitionWrites: quota(1_000, 'units/s of one partition', DYNAMODB_WARM),
} as const;

function quota(value: number, unit: string, source: string): Quota {
  return { value, unit, source };
}

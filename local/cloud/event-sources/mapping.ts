import type { Gate } from '../aws/gate.ts';
import { CloudError } from '../errors.ts';
import { readFunctionArns } from '../functions/function-arns.ts';
import type { LambdaFunction } from '../functions/lambda-function.ts';
import { type QueueResource, queueArn } from '../queues/attributes.ts';
import { eventSourceMapping } from '../resources/lambda.ts';
import type { ResourceOf } from '../resources/resource-type.ts';
import type { Stack } from '../template.ts';

/** A queue that feeds a function. */
export interface Mapping {
  queue: QueueResource;
  lambda: LambdaFunction;
  batchSize: number;
  /** How long a batch of a standard queue may take to fill, in seconds. */
  windowSeconds: number;
  /** How many batches may be in work at a time. */
  concurrency: number;
  /** Whether the function says which messages of a batch have failed. */
  reportsFailures: boolean;
}

/** Lambda starts with five concurrent batches. */
const DEFAULT_CONCURRENCY = 5;

/** How many batches one provisioned poller may have in work at a time. */
const BATCHES_PER_POLLER = 10;

/** What Lambda needs, in the function's role, to poll a queue. */
const NEEDED_ACTIONS = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'];

/**
 * Reads the event source mappings that are enabled.
 *
 * @throws CloudError for what Lambda refuses when a mapping is created: a role without the permissions, a visibility
 *   timeout shorter than the function's timeout, a batch that is too large
 */
export function readMappings(
  stack: Stack,
  functions: LambdaFunction[],
  queues: QueueResource[],
  allows: Gate['allows'],
): Mapping[] {
  const arns = readFunctionArns(stack);
  return stack
    .all(eventSourceMapping)
    .filter(({ properties }) => properties.Enabled)
    .map(({ logicalId, properties }) => {
      const { FunctionName } = properties;
      const lambda = functions.find(({ name, arn }) => FunctionName === name || arns.get(FunctionName) === arn);
      const queue = queues.find((candidate) => queueArn(candidate) === properties.EventSourceArn);
      if (lambda === undefined) throw new CloudError(`${logicalId}: its function is not in the stack.`);
      if (queue === undefined) throw new CloudError(`${logicalId}: its event source is not a queue of the stack.`);
      const concurrency = concurrencyOf(logicalId, properties);
      const mapping: Mapping = {
        queue,
        lambda,
        batchSize: properties.BatchSize,
        windowSeconds: properties.MaximumBatchingWindowInSeconds,
        concurrency: Math.min(concurrency, lambda.reservedConcurrency ?? concurrency),
        reportsFailures: properties.FunctionResponseTypes.includes('ReportBatchItemFailures'),
      };
      checkBatch(logicalId, mapping);
      checkVisibility(logicalId, mapping);
      checkPermissions(logicalId, mapping, allows);
      return mapping;
    });
}

type MappingProperties = ResourceOf<typeof eventSourceMapping>['properties'];

/** @see Lambda's guide, "Configuring scaling behavior for SQS event source mappings" */
function concurrencyOf(logicalId: string, { ScalingConfig, ProvisionedPollerConfig }: MappingProperties): number {
  if (ProvisionedPollerConfig === undefined) return ScalingConfig?.MaximumConcurrency ?? DEFAULT_CONCURRENCY;
  if (ScalingConfig?.MaximumConcurrency === undefined)
    return ProvisionedPollerConfig.MaximumPollers * BATCHES_PER_POLLER;
  throw new CloudError(`${logicalId}: Lambda takes a maximum concurrency or provisioned pollers, not both.`);
}

/** @see the Lambda API, CreateEventSourceMapping: a batch of more than ten needs a standard queue and a window */
function checkBatch(logicalId: string, { queue, batchSize, windowSeconds }: Mapping): void {
  if (queue.properties.FifoQueue && windowSeconds > 0) {
    throw new CloudError(`${logicalId}: a FIFO queue cannot have a batching window.`);
  }
  if (batchSize > 10 && windowSeconds === 0) {
    throw new CloudError(`${logicalId}: a batch of more than 10 needs a batching window and a standard queue.`);
  }
}

function checkVisibility(logicalId: string, { queue, lambda }: Mapping): void {
  const { VisibilityTimeout: visibility } = queue.properties;
  if (visibility >= lambda.timeoutSeconds) return;
  throw new CloudError(
    `${logicalId}: Lambda refuses it, because the queue's visibility timeout (${visibility} s) is less than ` +
      `the function's timeout (${lambda.timeoutSeconds} s).`,
  );
}

function checkPermissions(logicalId: string, { queue, lambda }: Mapping, allows: Gate['allows']): void {
  const resource = queueArn(queue);
  const caller = { role: lambda.role.arn, account: resource.split(':')[4] ?? '' };
  const missing = NEEDED_ACTIONS.find((action) => !allows(caller, { action, resource }));
  if (missing === undefined) return;
  throw new CloudError(
    `${logicalId}: Lambda refuses it, because the function's role has no permission for ${missing} on ${resource}.`,
  );
}

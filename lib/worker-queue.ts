import { EventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import { DeduplicationScope, FifoThroughputLimit, Queue, QueueEncryption, type QueueProps } from 'aws-cdk-lib/aws-sqs';
import { Duration, Fn, Validations } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { BundledFunction } from './bundled-function.ts';
import { removalPolicyOf } from './removal-policy.ts';
import type { Config } from './settings.ts';
import { stackUuid } from './stack-uuid.ts';
import { webhookName } from './webhook-name.ts';

/** A queue's visibility timeout is this many times its function's timeout, as Lambda's guide recommends. */
const VISIBILITY_FACTOR = 6;

/** SQS's limit for one message, attributes included; ingest accepts no larger bodies. */
const MAX_MESSAGE_BYTES = 1_048_576;

/** Lambda needs the first three to poll; with the last a function sets when a message comes back. */
const READ_ACTIONS = [
  'sqs:ReceiveMessage',
  'sqs:DeleteMessage',
  'sqs:GetQueueAttributes',
  'sqs:ChangeMessageVisibility',
];

interface WorkerQueueProps {
  config: Config;
  /** The timeout of the function that will read the queue. */
  functionTimeout: Duration;
  /** How often a message is received before it goes to the dead-letter queue. */
  maxReceiveCount: number;
}

/**
 * A FIFO queue in high-throughput mode with its dead-letter queue. Messages of one group are handled in order; a group
 * that fails does not delay another.
 */
export class WorkerQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;
  readonly #visibilityTimeout: Duration;

  constructor(scope: Construct, id: string, { config, functionTimeout, maxReceiveCount }: WorkerQueueProps) {
    super(scope, id);
    const common: QueueProps = {
      fifo: true,
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
      maxMessageSizeBytes: MAX_MESSAGE_BYTES,
      removalPolicy: removalPolicyOf(config),
    };
    this.#visibilityTimeout = Duration.seconds(functionTimeout.toSeconds() * VISIBILITY_FACTOR);
    this.deadLetters = new Queue(this, 'DeadLetters', { ...common, queueName: this.#queueName('-dead-letters') });
    this.queue = new Queue(this, 'Queue', {
      ...common,
      queueName: this.#queueName(),
      deduplicationScope: DeduplicationScope.MESSAGE_GROUP,
      fifoThroughputLimit: FifoThroughputLimit.PER_MESSAGE_GROUP_ID,
      visibilityTimeout: this.#visibilityTimeout,
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount },
    });
    Validations.of(this.deadLetters).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason: 'This queue is the dead-letter queue; a dead-letter queue needs none of its own.',
    });
  }

  /**
   * Lets the function read the queue, in batches of up to ten, and report the records that failed one by one.
   *
   * @param pollers how many Lambda keeps ready; with pollers, each allows ten batches at a time and `maxConcurrency` is
   *   unused, because Lambda accepts only one of the two
   * @throws Error when the function may run so long that the queue would deliver its messages again
   */
  feed(worker: BundledFunction, maxConcurrency: number, pollers = 0): void {
    const needed = worker.timeoutSeconds * VISIBILITY_FACTOR;
    if (this.#visibilityTimeout.toSeconds() < needed) {
      throw new Error(
        `${this.node.path}: its visibility timeout is ${this.#visibilityTimeout.toSeconds()} s, ` +
          `but ${worker.node.path} needs at least ${needed} s (${VISIBILITY_FACTOR} × its timeout)`,
      );
    }
    this.queue.grant(worker, ...READ_ACTIONS);
    new EventSourceMapping(this, 'Mapping', {
      target: worker.live,
      eventSourceArn: this.queue.queueArn,
      batchSize: 10,
      reportBatchItemFailures: true,
      ...(pollers > 0
        ? { provisionedPollerConfig: { minimumPollers: pollers, maximumPollers: pollers } }
        : { maxConcurrency }),
    });
  }

  /** A readable name; a new stack can use its own even if the queues of a deleted one were kept. */
  #queueName(suffix = ''): string {
    const unique = Fn.select(0, Fn.split('-', stackUuid()));
    return `${webhookName(this)}-${this.node.id.toLowerCase()}${suffix}-${unique}.fifo`;
  }
}

import { z } from 'zod';
import { arn, physicalName } from '../place.ts';
import { defineType, flag, TAGS, whole } from './resource-type.ts';

export const queue = defineType({
  type: 'AWS::SQS::Queue',
  honoured: z.strictObject({
    QueueName: z.string().optional(),
    FifoQueue: flag.default(false),
    ContentBasedDeduplication: flag.default(false),
    DeduplicationScope: z.enum(['queue', 'messageGroup']).default('queue'),
    DelaySeconds: whole.default(0),
    MaximumMessageSize: whole.default(1_048_576),
    MessageRetentionPeriod: whole.default(345_600),
    ReceiveMessageWaitTimeSeconds: whole.default(0),
    VisibilityTimeout: whole.default(30),
    RedrivePolicy: z.strictObject({ deadLetterTargetArn: z.string(), maxReceiveCount: whole }).optional(),
  }),
  noDifference: {
    ...TAGS,
    SqsManagedSseEnabled: 'Messages are in memory, or in a folder of the user with --keep.',
    FifoThroughputLimit: 'No quota on throughput is enforced.',
  },
  identify({ logicalId, place, property }) {
    const suffix = property('FifoQueue') === 'true' ? '.fifo' : '';
    const name = property('QueueName') ?? physicalName(place, logicalId, 80, suffix);
    const url = `${place.awsUrl}/${place.account}/${name}`;
    return { ref: url, attributes: { Arn: arn(place, 'sqs', name), QueueName: name, QueueUrl: url } };
  },
});

export const queuePolicy = defineType({
  type: 'AWS::SQS::QueuePolicy',
  honoured: z.strictObject({ PolicyDocument: z.unknown(), Queues: z.array(z.string()) }),
  noDifference: {},
  identify: ({ logicalId, place }) => ({ ref: physicalName(place, logicalId, 80) }),
});

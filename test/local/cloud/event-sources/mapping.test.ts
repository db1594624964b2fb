import { readMappings } from '../../../../local/cloud/event-sources/mapping.ts';
import type { LambdaFunction } from '../../../../local/cloud/functions/lambda-function.ts';
import { placeOf } from '../../../../local/cloud/place.ts';
import { queue } from '../../../../local/cloud/resources/sqs.ts';
import { readTemplate } from '../../../../local/cloud/template.ts';

const place = placeOf({ stackName: 'shop', apiUrl: '', awsUrl: '' });
const worker = {
  id: 'Worker',
  name: 'shop-Worker',
  arn: 'arn:aws:lambda:us-east-1:000000000000:function:shop-Worker',
  timeoutSeconds: 10,
  role: { arn: 'arn:aws:iam::000000000000:role/worker' },
} as LambdaFunction;

function read(
  mapping: object,
  { jobs = {}, lambda = worker, missing = '' }: { jobs?: object; lambda?: LambdaFunction; missing?: string } = {},
) {
  const Properties = { EventSourceArn: { 'Fn::GetAtt': ['Jobs', 'Arn'] }, FunctionName: 'shop-Worker', ...mapping };
  const Resources = {
    Jobs: { Type: 'AWS::SQS::Queue', Properties: { FifoQueue: true, VisibilityTimeout: 60, ...jobs } },
    Poll: { Type: 'AWS::Lambda::EventSourceMapping', Properties },
  };
  const stack = readTemplate({ Resources }, place);
  return readMappings(stack, [lambda], stack.all(queue), (_caller, { action }) => action !== missing);
}

describe('an event source mapping', () => {
  test('has the defaults of Lambda', () => {
    expect(read({})).toMatchObject([{ batchSize: 10, windowSeconds: 0, concurrency: 5, reportsFailures: false }]);
  });

  test('has what the template sets', () => {
    const mapping = {
      BatchSize: 3,
      ScalingConfig: { MaximumConcurrency: 8 },
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    };
    expect(read(mapping)).toMatchObject([{ batchSize: 3, concurrency: 8, reportsFailures: true }]);
  });

  test('has ten batches in work for each of its provisioned pollers', () => {
    expect(read({ ProvisionedPollerConfig: { MinimumPollers: 2, MaximumPollers: 3 } })).toMatchObject([
      { concurrency: 30 },
    ]);
  });

  test("never exceeds the function's reserved concurrency", () => {
    expect(read({}, { lambda: { ...worker, reservedConcurrency: 2 } })).toMatchObject([{ concurrency: 2 }]);
  });

  test('that is disabled is left out', () => {
    expect(read({ Enabled: false })).toEqual([]);
  });
});

describe('what Lambda refuses to create stops the start', () => {
  test.each<[message: string, mapping: object, context?: Parameters<typeof read>[1]]>([
    [
      "the queue's visibility timeout (5 s) is less than the function's timeout (10 s)",
      {},
      { jobs: { VisibilityTimeout: 5 } },
    ],
    ["the function's role has no permission for sqs:DeleteMessage", {}, { missing: 'sqs:DeleteMessage' }],
    ['a FIFO queue cannot have a batching window', { MaximumBatchingWindowInSeconds: 5 }],
    ['a batch of more than 10 needs a batching window', { BatchSize: 100 }, { jobs: { FifoQueue: false } }],
    [
      'a maximum concurrency or provisioned pollers, not both',
      { ScalingConfig: { MaximumConcurrency: 8 }, ProvisionedPollerConfig: { MinimumPollers: 2 } },
    ],
    ['its function is not in the stack', { FunctionName: 'other' }],
    ['its event source is not a queue of the stack', { EventSourceArn: 'arn:aws:kinesis:x' }],
  ])('%s', (message, mapping, ...[context]) => {
    expect(() => read(mapping, context)).toThrow(message);
  });
});

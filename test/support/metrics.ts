import type { Template } from 'aws-cdk-lib/assertions';

/** The metrics of AWS that the stack looks at, from the services' documentation. */
const AWS_METRICS: Record<string, string[]> = {
  'AWS/ApiGateway': ['Count', '4xx', '5xx', 'Latency'],
  'AWS/Lambda': ['Invocations', 'Errors', 'Throttles', 'Duration', 'ConcurrentExecutions'],
  'AWS/SQS': [
    'ApproximateNumberOfMessagesVisible',
    'ApproximateNumberOfMessagesNotVisible',
    'NumberOfMessagesSent',
    'NumberOfMessagesDeleted',
  ],
  'AWS/DynamoDB': [
    'ConsumedReadCapacityUnits',
    'ConsumedWriteCapacityUnits',
    'ReadThrottleEvents',
    'WriteThrottleEvents',
  ],
};

/** Whether somebody publishes a metric: AWS does, or a metric filter of the stack, split by the same field. */
export function isPublished(
  { namespace, name, by }: { namespace: string; name: string; by?: string | undefined },
  stack: Template,
): boolean {
  if (namespace in AWS_METRICS) return AWS_METRICS[namespace]?.includes(name) === true;
  return Object.values(stack.findResources('AWS::Logs::MetricFilter')).some(({ Properties }) => {
    const [metric] = Properties.MetricTransformations;
    const isSame = metric.MetricNamespace === namespace && metric.MetricName === name;
    return isSame && metric.Dimensions?.[0]?.Key === by;
  });
}

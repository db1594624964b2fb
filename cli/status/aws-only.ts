import { isObject, type JsonObject, text } from '../../lambdas/pilot-status/events.ts';
import type { AwsRequest, CallAws } from '../aws-call.ts';
import { listMappings } from '../mappings.ts';
import type { Target } from '../target.ts';
import { type CommandOn, type Finding, ok } from './finding.ts';

/** Looks whether the queues are handed to their functions. */
export async function checkMappings(target: Target, callAws: CallAws, command: CommandOn): Promise<Finding[]> {
  const mappings = await listMappings(target, callAws);
  const stopped = mappings.filter(({ state }) => !['Enabled', 'Enabling', 'Updating'].includes(state));
  if (mappings.length > 0 && stopped.length === 0) return [ok('workers', 'the queues are handed to their functions')];
  const queues = stopped.map(({ queue, state }) => `${queue} (${state})`).join(' and ');
  return [
    {
      check: 'workers',
      level: 'bad',
      what: mappings.length === 0 ? 'no function reads the queues' : `nobody works on the queue of ${queues}`,
      why: 'People are heard, and wait for their answers.',
      fix: mappings.length === 0 ? 'npx cdk deploy' : command('resume'),
    },
  ];
}

/** Looks which alarms of the stack are going off. */
export async function checkAlarms({ stackId }: Target, callAws: CallAws): Promise<Finding[]> {
  const stack = `${stackId.split('/')[1]}-`;
  const { MetricAlarms = [] } = await callAws(
    cloudWatch('DescribeAlarms', { AlarmNamePrefix: stack, StateValue: 'ALARM' }),
  );
  const found = Array.isArray(MetricAlarms) ? MetricAlarms.filter(isObject) : [];
  // The names of another stage, prod-2, begin in the same way; those of alarms have a capital after it.
  const alarms = found.filter(({ AlarmName }) => /^[A-Z]/.test(String(AlarmName).slice(stack.length)));
  if (alarms.length === 0) return [ok('alarms', 'no alarm is going off')];
  return alarms.map(
    (alarm): Finding => ({
      check: 'alarms',
      level: 'bad',
      what: `${text(alarm.AlarmName)} is going off`,
      ...(text(alarm.AlarmDescription) !== undefined && { why: `${text(alarm.AlarmDescription)}` }),
    }),
  );
}

/** How far back the age of messages is looked at, in ms; CloudWatch has it every minute or five. */
const LOOK_BACK_MS = 10 * 60 * 1000;

/**
 * How long the oldest message of a queue has been there, in s, as CloudWatch measured it last.
 *
 * @param now epoch ms
 * @returns undefined when it was not measured: SQS measures only queues in use
 */
export async function oldestMessageSeconds(
  queueUrl: string,
  now: number,
  callAws: CallAws,
): Promise<number | undefined> {
  const input = {
    Namespace: 'AWS/SQS',
    MetricName: 'ApproximateAgeOfOldestMessage',
    Dimensions: [{ Name: 'QueueName', Value: queueUrl.split('/').at(-1) }],
    StartTime: (now - LOOK_BACK_MS) / 1000,
    EndTime: now / 1000,
    Period: 60,
    Statistics: ['Maximum'],
  };
  const { Datapoints = [] } = await callAws(cloudWatch('GetMetricStatistics', input));
  const points = (Array.isArray(Datapoints) ? Datapoints : []) as { Timestamp: number; Maximum: number }[];
  return points.sort((a, b) => b.Timestamp - a.Timestamp)[0]?.Maximum;
}

/** The JSON protocol of CloudWatch. */
function cloudWatch(operation: string, body: JsonObject): AwsRequest {
  const headers = {
    'content-type': 'application/x-amz-json-1.0',
    'x-amz-target': `GraniteServiceVersion20100801.${operation}`,
  };
  return { service: 'monitoring', method: 'POST', path: '/', headers, body };
}

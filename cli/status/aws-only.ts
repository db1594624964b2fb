import type { CloudWatch } from '@aws-sdk/client-cloudwatch';
import type { Lambda } from '@aws-sdk/client-lambda';
import { listMappings } from '../stack/mappings.ts';
import type { Target } from '../stack/target.ts';
import { ok, type StatusFinding } from './finding.ts';

/** Looks whether the queues are handed to their functions. */
export async function checkMappings(target: Target, lambda: Lambda): Promise<StatusFinding[]> {
  const mappings = await listMappings(target, lambda);
  const stopped = mappings.filter(({ state }) => !['Enabled', 'Enabling', 'Updating'].includes(state));
  if (mappings.length > 0 && stopped.length === 0) return [ok('workers', 'the queues are handed to their functions')];
  const queues = stopped.map(({ queue, state }) => `${queue} (${state})`).join(' and ');
  return [
    {
      check: 'workers',
      level: 'bad',
      what: mappings.length === 0 ? 'no function reads the queues' : `work is paused on the queue of ${queues}`,
      why: 'Messages arrive, and wait for their answers.',
      fix: mappings.length === 0 ? target.deploy : target.command('resume'),
    },
  ];
}

/** Looks which alarms of the stack are going off. */
export async function checkAlarms({ stackId }: Target, cloudWatch: CloudWatch): Promise<StatusFinding[]> {
  const stack = `${stackId.split('/')[1]}-`;
  const { MetricAlarms = [] } = await cloudWatch.describeAlarms({ AlarmNamePrefix: stack, StateValue: 'ALARM' });
  // The names of another stage, prod-2, begin in the same way; those of alarms have a capital after it.
  const alarms = MetricAlarms.filter(({ AlarmName = '' }) => /^[A-Z]/.test(AlarmName.slice(stack.length)));
  if (alarms.length === 0) return [ok('alarms', 'no alarm is going off')];
  return alarms.map(
    ({ AlarmName, AlarmDescription }): StatusFinding => ({
      check: 'alarms',
      level: 'bad',
      what: `${AlarmName} is going off`,
      ...(AlarmDescription !== undefined && { why: AlarmDescription }),
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
  cloudWatch: CloudWatch,
): Promise<number | undefined> {
  const { Datapoints = [] } = await cloudWatch.getMetricStatistics({
    Namespace: 'AWS/SQS',
    MetricName: 'ApproximateAgeOfOldestMessage',
    Dimensions: [{ Name: 'QueueName', Value: queueUrl.split('/').at(-1) }],
    StartTime: new Date(now - LOOK_BACK_MS),
    EndTime: new Date(now),
    Period: 60,
    Statistics: ['Maximum'],
  });
  return Datapoints.sort((a, b) => Number(b.Timestamp) - Number(a.Timestamp))[0]?.Maximum;
}

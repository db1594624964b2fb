import { CloudWatch } from '@aws-sdk/client-cloudwatch';
import { Lambda } from '@aws-sdk/client-lambda';
import { checkAlarms, checkMappings, oldestMessageSeconds } from '../../../cli/status/aws-only.ts';
import { awsOf, targetIn } from '../../support/json-aws.ts';

const NOW = Date.parse('2026-02-24T10:30:00.000Z');

async function findingsOn(State: string) {
  const aws = await awsOf(() => ({ EventSourceMappings: [{ UUID: 'uuid', State }] }));
  const target = targetIn(aws);
  const findings = await checkMappings(target, new Lambda(target.aws));
  await aws.stop();
  return findings;
}

test('a queue that nobody works on is a finding', async () => {
  expect(await findingsOn('Enabled')).toMatchObject([{ level: 'ok' }]);
  expect(await findingsOn('Disabled')).toMatchObject([
    {
      level: 'bad',
      what: 'work is paused on the queue of events (Disabled) and replies (Disabled)',
      fix: 'pilot resume',
    },
  ]);
});

async function alarmsAmong(MetricAlarms: object[]) {
  const aws = await awsOf(() => ({ MetricAlarms }));
  const target = targetIn(aws);
  const findings = await checkAlarms(target, new CloudWatch(target.aws));
  await aws.stop();
  return { findings, requests: aws.requests };
}

test('an alarm that is going off is reported with its own text, and none of another stage', async () => {
  const { findings, requests } = await alarmsAmong([
    { AlarmName: 'pilot-status-prod-DeadLetters', AlarmDescription: 'Somebody waits.' },
    { AlarmName: 'pilot-status-prod-2-DeadLetters' },
  ]);
  expect(findings).toEqual([
    { check: 'alarms', level: 'bad', what: 'pilot-status-prod-DeadLetters is going off', why: 'Somebody waits.' },
  ]);
  expect(requests[0]?.body).toEqual({ AlarmNamePrefix: 'pilot-status-prod-', StateValue: 'ALARM' });
  expect((await alarmsAmong([])).findings).toMatchObject([{ level: 'ok' }]);
});

async function ageAmong(answer: object) {
  const aws = await awsOf(() => answer);
  const seconds = await oldestMessageSeconds('https://sqs/1/events.fifo', NOW, new CloudWatch(targetIn(aws).aws));
  await aws.stop();
  return { seconds, requests: aws.requests };
}

test('the age of the oldest message is the latest that was measured', async () => {
  const { seconds, requests } = await ageAmong({
    Datapoints: [
      { Timestamp: 1, Maximum: 10 },
      { Timestamp: 3, Maximum: 30 },
      { Timestamp: 2, Maximum: 20 },
    ],
  });
  expect(seconds).toBe(30);
  expect(requests[0]?.body).toMatchObject({
    Dimensions: [{ Name: 'QueueName', Value: 'events.fifo' }],
    EndTime: NOW / 1000,
  });
  expect((await ageAmong({})).seconds).toBeUndefined();
});

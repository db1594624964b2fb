import { RESOURCE_TYPES } from '../../local/cloud/resources/index.ts';
import { isPublished } from '../support/metrics.ts';
import { template } from '../support/stack.ts';

const standard = template();

interface MetricRef {
  Namespace: string;
  MetricName: string;
  Dimensions?: { Name: string }[];
}

interface Alarm {
  AlarmName: string;
  AlarmDescription: string;
  AlarmActions: unknown[];
  OKActions: unknown[];
  TreatMissingData: string;
  Threshold: number;
  Metrics?: { MetricStat?: { Metric: MetricRef } }[];
}

const alarms = (stack = standard): (Alarm & MetricRef)[] =>
  Object.values(stack.findResources('AWS::CloudWatch::Alarm')).map(({ Properties }) => Properties);

/** The metrics that an alarm looks at: each is charged. */
function metricsOf(alarm: Alarm & MetricRef): MetricRef[] {
  if (alarm.Metrics === undefined) return [alarm];
  return alarm.Metrics.flatMap(({ MetricStat }) => (MetricStat === undefined ? [] : [MetricStat.Metric]));
}

const named = (name: string): Alarm & MetricRef => {
  const alarm = alarms().find(({ AlarmName }) => AlarmName === `pilot-status-prod-${name}`);
  if (alarm === undefined) throw new Error(`no alarm ${name}`);
  return alarm;
};

test('there is an alarm for whatever keeps people from being answered', () => {
  expect(
    alarms()
      .map(({ AlarmName }) => AlarmName)
      .sort(),
  ).toEqual(
    [
      'ApiKeyRejected',
      'EventDeadLetters',
      'EventsWaiting',
      'IngestUnavailable',
      'NumberOffline',
      'ProcessorErrors',
      'RefusedSpike',
      'RepliesWaiting',
      'ReplyDeadLetters',
      'ReplyErrors',
      'Throttles',
      'UnknownSends',
      'UnreadableMessages',
    ].map((id) => `pilot-status-prod-${id}`),
  );
});

test.each(alarms())('$AlarmName tells somebody when it begins and when it is over', ({ AlarmActions, OKActions }) => {
  const [topic] = Object.keys(standard.findResources('AWS::SNS::Topic'));
  expect([AlarmActions, OKActions]).toEqual([[{ Ref: topic }], [{ Ref: topic }]]);
});

test.each(alarms(template({ stage: 'staging', reconcileMinutes: 15 })))(
  '$AlarmName says the impact on people, the likely cause, and a command for this stage',
  ({ AlarmDescription }) => {
    const [, impact, cause, nextStep] =
      /^Impact: (.+) Likely cause: (.+) Next step: (.+)$/.exec(AlarmDescription) ?? [];
    expect(impact).toMatch(/people|somebody|nobody|message/i);
    expect(cause).toMatch(/\.$/);
    expect(nextStep).toMatch(/`npm run pilot -- [a-z]+[^`]* --stage staging`/);
    expect(AlarmDescription.length).toBeLessThanOrEqual(1024);
  },
);

test.each(alarms())('$AlarmName looks at metrics that somebody publishes', (alarm) => {
  for (const { Namespace, MetricName, Dimensions } of metricsOf(alarm)) {
    const by = Namespace.startsWith('AWS/') ? undefined : Dimensions?.[0]?.Name;
    expect({ MetricName, published: isPublished({ namespace: Namespace, name: MetricName, by }, standard) }).toEqual({
      MetricName,
      published: true,
    });
  }
});

test('a queue that reports nothing is as it was; what is counted and reports nothing did not happen', () => {
  for (const alarm of alarms()) {
    const isQueue = metricsOf(alarm).every(({ Namespace }) => Namespace === 'AWS/SQS');
    expect(alarm.TreatMissingData).toBe(isQueue ? 'ignore' : 'notBreaching');
  }
});

test('one dead letter is enough', () => {
  for (const name of ['EventDeadLetters', 'ReplyDeadLetters']) {
    expect(named(name)).toMatchObject({ Threshold: 1, MetricName: 'ApproximateNumberOfMessagesVisible' });
  }
});

test('what waits because a setting says so raises no alarm', () => {
  const longestDebounce = 60;
  const tenInLine = 10 * 60;
  expect(named('EventsWaiting').Threshold).toBeGreaterThan(longestDebounce);
  expect(named('RepliesWaiting').Threshold).toBeGreaterThan(tenInLine);
});

test('a search that fails again when Lambda repeats it is told of, where there is one', () => {
  const isOfReconciler = ({ AlarmName }: Alarm) => AlarmName === 'pilot-status-prod-ReconcilerErrors';
  expect(alarms().filter(isOfReconciler)).toEqual([]);
  const [alarm] = alarms(template({ reconcileMinutes: 15 })).filter(isOfReconciler);
  expect(alarm).toMatchObject({
    Namespace: 'AWS/Lambda',
    MetricName: 'Errors',
    Threshold: 2,
    Period: 900,
    Dimensions: expect.arrayContaining([
      { Name: 'FunctionName', Value: { Ref: expect.stringMatching(/^ReconcileFunction/) } },
    ]),
  });
});

test('the alarms look at seventeen metrics, which is what they are charged for', () => {
  expect(alarms().flatMap(metricsOf)).toHaveLength(17);
});

test('the local cloud runs a stack with alarms and metric filters', () => {
  for (const type of ['AWS::CloudWatch::Alarm', 'AWS::Logs::MetricFilter']) expect(RESOURCE_TYPES.has(type)).toBe(true);
});

import { RESOURCE_TYPES } from '../../local/cloud/resources/index.ts';
import { type AlarmState, cloudWatch } from '../support/cloudwatch.ts';
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
      'EventDeadLetters',
      'EventsWaiting',
      'IngestUnavailable',
      'NumberOffline',
      'ProcessorErrors',
      'RefusedSpike',
      'RepliesExpired',
      'RepliesFailed',
      'RepliesWaiting',
      'ReplyDeadLetters',
      'ReplyErrors',
      'ScheduleDeadLetters',
      'SendingBlocked',
      'SendsRetried',
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

test.each(alarms(template({ stage: 'staging', reconcileMinutes: 15, eventBus: 'default' })))(
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

const inEach = (language: string) =>
  alarms(template({ stage: 'staging', reconcileMinutes: 15, eventBus: 'default', language }));

test.each(inEach('pt-BR'))(
  '$AlarmName says the same in Portuguese, with the chapter about it, where that is the language',
  ({ AlarmName, AlarmDescription }) => {
    const [, nextStep, chapter] =
      /^Impacto: .+\. Causa provável: .+\. Próximo passo: (.+)\. Veja (.+)\.$/.exec(AlarmDescription) ?? [];
    expect(chapter).toBe(`docs/pt-BR/operations.md#${AlarmName.replace('pilot-status-staging-', '').toLowerCase()}`);
    expect(nextStep).toMatch(/`npm run pilot -- [a-z]+[^`]* --stage staging`/);
    expect(AlarmDescription.length).toBeLessThanOrEqual(1024);
  },
);

test('the language changes what an alarm says, and nothing else; only Portuguese does', () => {
  const without = (list: ReturnType<typeof alarms>) => list.map(({ AlarmDescription: _, ...rest }) => rest);
  expect(without(inEach('pt-BR'))).toEqual(without(inEach('auto')));
  expect(inEach('en')).toEqual(inEach('auto'));
});

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
  for (const name of ['EventDeadLetters', 'ReplyDeadLetters', 'ScheduleDeadLetters']) {
    expect(named(name)).toMatchObject({ Threshold: 1, MetricName: 'ApproximateNumberOfMessagesVisible' });
  }
});

test('no alarm looks at the age of the oldest message, which leaves out what is received again and again', () => {
  for (const { MetricName } of alarms().flatMap(metricsOf)) expect(MetricName).not.toMatch(/AgeOfOldestMessage/);
});

/** What SQS reports of a queue, minute by minute. */
interface Minute {
  waiting?: number;
  inFlight?: number;
  deleted?: number;
}

/** The states of an alarm when SQS reports this, one a minute, after twenty minutes in which the queue is empty. */
function statesOf(alarm: string, queue: string, reported: Minute[]): AlarmState[] {
  const minutes = [...times(20, { waiting: 0 }), ...reported];
  const watch = cloudWatch(standard);
  const start = Date.parse('2026-02-24T10:30:00Z');
  const at = (minute: number) => start + minute * 60_000;
  for (const [minute, { waiting, inFlight, deleted }] of minutes.entries()) {
    const put = (name: string, value?: number) => {
      if (value !== undefined) watch.putMetric('AWS/SQS', name, queue, at(minute), value);
    };
    put('ApproximateNumberOfMessagesVisible', waiting);
    put('ApproximateNumberOfMessagesNotVisible', inFlight);
    put('NumberOfMessagesDeleted', deleted);
  }
  return (watch.judge(start, at(minutes.length - 1)).get(alarm) ?? []).map(({ state }) => state);
}

const times = (count: number, minute: Minute): Minute[] => Array(count).fill(minute);

test('what waits because a setting says so raises no alarm', () => {
  // Twenty contacts a minute, each of whom the longest debounce keeps for a minute; ten replies in line, a minute apart.
  const debounced = times(60, { waiting: 0, inFlight: 22, deleted: 20 });
  expect(statesOf('EventsWaiting', 'EventsQueue', debounced)).toEqual(['OK']);
  const inLine = times(60, { waiting: 0, inFlight: 10, deleted: 1 });
  expect(statesOf('RepliesWaiting', 'RepliesQueue', inLine)).toEqual(['OK']);
});

test('a backlog that takes too long rings, one that is quickly worked off does not, and one that was worked off is over', () => {
  const long = times(30, { waiting: 1_000, inFlight: 30, deleted: 60 });
  expect(statesOf('RepliesWaiting', 'RepliesQueue', long)).toEqual(['OK', 'ALARM']);
  expect(statesOf('RepliesWaiting', 'RepliesQueue', times(30, { waiting: 1_000, deleted: 100 }))).toEqual(['OK']);
  const workedOff = [...long, ...times(6, { waiting: 0 })];
  expect(statesOf('RepliesWaiting', 'RepliesQueue', workedOff)).toEqual(['OK', 'ALARM', 'OK']);
});

test('one message that gets through while the others wait does not end the alarm', () => {
  const stuck = times(20, { waiting: 0, inFlight: 5 });
  const states = statesOf('RepliesWaiting', 'RepliesQueue', [
    ...stuck,
    { inFlight: 4, waiting: 0, deleted: 1 },
    ...stuck,
  ]);
  expect(states).toEqual(['OK', 'ALARM']);
});

test('a queue of which SQS reports nothing any more is as it was: what was in it then is in it still', () => {
  const silent = times(60, {});
  expect(statesOf('RepliesWaiting', 'RepliesQueue', [...times(20, { waiting: 3 }), ...silent])).toEqual([
    'OK',
    'ALARM',
  ]);
  expect(statesOf('RepliesWaiting', 'RepliesQueue', [...times(20, { waiting: 0 }), ...silent])).toEqual(['OK']);
  const letters = [...times(2, { waiting: 1 }), ...silent, { waiting: 0 }];
  expect(statesOf('ReplyDeadLetters', 'RepliesDeadLetters', letters)).toEqual(['OK', 'ALARM', 'OK']);
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

test('the alarms look at twenty-seven metrics, which is what they are charged for', () => {
  expect(alarms().flatMap(metricsOf)).toHaveLength(27);
});

test('the local cloud runs a stack with alarms and metric filters', () => {
  for (const type of ['AWS::CloudWatch::Alarm', 'AWS::Logs::MetricFilter']) expect(RESOURCE_TYPES.has(type)).toBe(true);
});

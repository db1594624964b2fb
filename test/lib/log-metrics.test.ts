import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LOG_METRICS } from '../../lib/log-metrics.ts';
import { matches } from '../support/filter-pattern.ts';
import { template } from '../support/stack.ts';

interface Filter {
  FilterPattern: string;
  LogGroupName: { Ref: string };
  MetricTransformations: {
    MetricNamespace: string;
    MetricName: string;
    MetricValue: string;
    Unit?: string;
    Dimensions?: { Key: string; Value: string }[];
    DefaultValue?: number;
  }[];
}

const filters = (settings = {}): Filter[] =>
  Object.values(template(settings).findResources('AWS::Logs::MetricFilter')).map(({ Properties }) => Properties);

const standard = filters();

/** The metrics that a line adds to, each with the value and the dimension that CloudWatch takes from the line. */
function counted(group: string, line: Record<string, unknown>): Record<string, unknown> {
  const from = standard.filter(({ LogGroupName }) => LogGroupName.Ref.startsWith(group));
  const hits = from.filter(({ FilterPattern }) => matches(FilterPattern, line));
  return Object.fromEntries(
    hits.flatMap(({ MetricTransformations: [metric] }) => {
      const read = (text = '') => (text.startsWith('$.') ? line[text.slice(2)] : Number(text));
      const by = metric?.Dimensions?.map(({ Key, Value }) => `${Key} ${read(Value)}`);
      return read(metric?.MetricValue) === undefined
        ? []
        : [[[metric?.MetricName, by].flat().filter(Boolean).join(' '), read(metric?.MetricValue)]];
    }),
  );
}

test('an answered message is counted at each station, with its age', () => {
  expect(counted('Ingest', { message: 'accepted' })).toEqual({ Accepted: 1 });
  expect(
    counted('Processor', { message: 'decided', event: 'message.received', outcome: 'answered', ageMs: 85 }),
  ).toEqual({
    'Decided outcome answered': 1,
    AgeAtDecision: 85,
  });
  expect(counted('Reply', { message: 'sent', ageMs: 310 })).toEqual({ Sent: 1, AgeAtSend: 310 });
});

test('refusals are counted by their reason, and those that share a line are counted too', () => {
  expect(counted('Ingest', { message: 'refused', reason: 'not-json' })).toEqual({
    Refused: 1,
    'RefusedByReason reason not-json': 1,
  });
  expect(counted('Ingest', { message: 'refused', reason: 'token-mismatch', omitted: 41 })).toMatchObject({
    Refused: 41,
  });
});

test('a code that is not known makes no metric of its own', () => {
  expect(counted('Reply', { message: 'failed', code: 'INVALID_DESTINATION' })).toEqual({
    Failed: 1,
    'FailedByCode code INVALID_DESTINATION': 1,
  });
  expect(counted('Reply', { message: 'failed', code: 'SOMETHING_NEW' })).toEqual({ Failed: 1 });
});

test('a number is offline when a send says so, and when the vendor does', () => {
  const offline = { NumberOffline: 1 };
  expect(counted('Reply', { message: 'retry', code: 'WHATSAPP_INSTANCE_NOT_CONNECTED' })).toEqual(offline);
  expect(counted('Reply', { message: 'retry', code: 'HTTP_503' })).toEqual({ Retried: 1 });
  expect(counted('Processor', { message: 'recorded', event: 'number.disconnected' })).toEqual(offline);
  expect(counted('Processor', { message: 'recorded', event: 'number.connected' })).toEqual({});
});

test('what failed after it was sent is counted, whether the bot hears of it or not', () => {
  expect(counted('Processor', { message: 'recorded', event: 'message.failed' })).toEqual({ FailedLater: 1 });
  expect(
    counted('Processor', { message: 'decided', event: 'message.failed', outcome: 'silent', ageMs: 9 }),
  ).toMatchObject({
    FailedLater: 1,
  });
});

test('a message that nobody can read is counted', () => {
  expect(counted('Processor', { message: 'unreadable', event: 'message.received' })).toEqual({ Unreadable: 1 });
});

const LAMBDAS = join(import.meta.dirname, '..', '..', 'lambdas');
const sourceOf = (folder: string) =>
  readdirSync(join(LAMBDAS, folder))
    .map((file) => readFileSync(join(LAMBDAS, folder, file), 'utf8'))
    .join('\n');

test.each(LOG_METRICS)('the step of $name is one that its functions write', ({ of, where }) => {
  for (const name of of) {
    const written = sourceOf(name) + sourceOf('queue');
    for (const step of where.message) expect(written).toContain(`'${step}'`);
  }
});

test('no metric is split by what is of a contact or of a message, nor by what may have any value', () => {
  const dimensions = standard.flatMap(({ MetricTransformations: [metric] }) => metric?.Dimensions ?? []);
  expect(dimensions.map(({ Key }) => Key).sort()).toEqual(['code', 'outcome', 'reason']);
});

test('the metrics of a stage have a namespace of their own', () => {
  const namespaces = filters({ stage: 'staging' }).map(
    ({ MetricTransformations: [metric] }) => metric?.MetricNamespace,
  );
  expect(new Set(namespaces)).toEqual(new Set(['PilotStatus/staging']));
});

test('CloudWatch takes each filter: a short pattern, and no default beside dimensions', () => {
  for (const { FilterPattern, MetricTransformations } of standard) {
    expect(FilterPattern.length).toBeLessThanOrEqual(1024);
    expect(MetricTransformations).toHaveLength(1);
    expect(MetricTransformations[0]).not.toHaveProperty('DefaultValue');
  }
});

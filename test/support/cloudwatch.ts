import type { Template } from 'aws-cdk-lib/assertions';
import { matches } from './filter-pattern.ts';
import { metricMath, type Value } from './metric-math.ts';

export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

/** An alarm that changed its state, epoch ms. */
export interface Change {
  at: number;
  state: AlarmState;
}

/** CloudWatch, as far as alarms take it: it reads lines by the metric filters of a stack, and judges by its alarms. */
export interface CloudWatch {
  /** A function, by the beginning of its id in the template, wrote a line. */
  putLine(functionId: string, at: number, line: Record<string, unknown>): void;
  /** A service reports a value of a resource, by the beginning of its id in the template. */
  putMetric(namespace: string, name: string, resourceId: string, at: number, value: number): void;
  /**
   * Judges every minute of a time, with periods that slide.
   *
   * @returns what became of each alarm, by its name without that of the stack
   */
  judge(from: number, to: number): Map<string, Change[]>;
}

interface Metric {
  Namespace: string;
  MetricName: string;
  Dimensions?: { Name: string; Value: { Ref?: string; 'Fn::GetAtt'?: string[] } }[];
}

interface MetricStat {
  Metric: Metric;
  Period: number;
  Stat: string;
}

interface Alarm extends Metric {
  AlarmName: string;
  Threshold: number;
  ComparisonOperator: string;
  EvaluationPeriods: number;
  DatapointsToAlarm?: number;
  TreatMissingData: string;
  Period?: number;
  Statistic?: string;
  Metrics?: { Id: string; Expression?: string; MetricStat?: MetricStat }[];
}

const MINUTE_MS = 60_000;

export function cloudWatch(stack: Template): CloudWatch {
  const propertiesOf = (type: string) => Object.values(stack.findResources(type)).map(({ Properties }) => Properties);
  const filters = propertiesOf('AWS::Logs::MetricFilter');
  const alarms: Alarm[] = propertiesOf('AWS::CloudWatch::Alarm');
  /** Of each metric the values of each minute, by its end. */
  const minutes = new Map<string, Map<number, number[]>>();

  const put = (key: string, at: number, value: number): void => {
    const metric = minutes.get(key) ?? new Map<number, number[]>();
    const minute = Math.ceil(at / MINUTE_MS);
    metric.set(minute, [...(metric.get(minute) ?? []), value]);
    minutes.set(key, metric);
  };
  /** What a statistic comes to in the period that ends then, in whole minutes. */
  const valueAt = ({ Metric, Period, Stat }: MetricStat, end: number): Value => {
    const metric = minutes.get(keyOf(Metric));
    if (metric === undefined) return undefined;
    const last = Math.ceil(end / MINUTE_MS);
    const values = Array.from({ length: Period / 60 }, (_, i) => metric.get(last - i) ?? []).flat();
    if (values.length === 0) return undefined;
    if (Stat === 'Sum') return values.reduce((sum, value) => sum + value, 0);
    if (Stat === 'Maximum') return Math.max(...values);
    throw new Error(`not a statistic that is known here: ${Stat}`);
  };

  return {
    putLine(functionId, at, line) {
      for (const { FilterPattern, LogGroupName, MetricTransformations } of filters) {
        const [{ MetricNamespace, MetricName, MetricValue }] = MetricTransformations;
        if (!LogGroupName.Ref.startsWith(functionId) || !matches(FilterPattern, line)) continue;
        const value = MetricValue.startsWith('$.') ? line[MetricValue.slice(2)] : Number(MetricValue);
        if (typeof value === 'number') put(keyOf({ Namespace: MetricNamespace, MetricName }), at, value);
      }
    },

    putMetric: (namespace, name, resourceId, at, value) => {
      const id = Object.keys(stack.toJSON().Resources).find((id) => id.startsWith(resourceId)) ?? '';
      put(`${namespace} ${name} ${id}`, at, value);
    },

    judge(from, to) {
      const changes = new Map<string, Change[]>();
      for (const alarm of alarms) {
        let state: AlarmState = 'INSUFFICIENT_DATA';
        const seen: Change[] = [];
        const { period, value: compute } = watched(alarm, valueAt);
        const value = remembered(compute);
        for (let at = from; at <= to; at += MINUTE_MS) {
          const values = Array.from({ length: alarm.EvaluationPeriods }, (_, i) => value(at - i * period * 1000));
          const next = stateOf(alarm, values, state);
          if (next !== state) seen.push({ at, state: next });
          state = next;
        }
        changes.set(alarm.AlarmName.replace(/^pilot-status-[a-z0-9]+-/, ''), seen);
      }
      return changes;
    },
  };
}

/** The same, computed once for each time: the periods that an alarm looks at overlap from minute to minute. */
function remembered(compute: (end: number) => Value): (end: number) => Value {
  const known = new Map<number, Value>();
  return (end) => {
    if (!known.has(end)) known.set(end, compute(end));
    return known.get(end);
  };
}

/** What an alarm looks at, in a period that ends then. */
function watched(
  alarm: Alarm,
  valueAt: (stat: MetricStat, end: number) => Value,
): { period: number; value(end: number): Value } {
  const { Metrics } = alarm;
  if (Metrics === undefined) {
    const stat = { Metric: alarm, Period: alarm.Period ?? 0, Stat: alarm.Statistic ?? '' };
    return { period: stat.Period, value: (end) => valueAt(stat, end) };
  }
  const stats = Metrics.flatMap(({ Id, MetricStat }) => (MetricStat ? [[Id, MetricStat] as const] : []));
  const [expression, ...others] = Metrics.flatMap(({ Expression }) => Expression ?? []);
  const periods = new Set(stats.map(([, { Period }]) => Period));
  if (expression === undefined || others.length > 0 || periods.size !== 1) {
    throw new Error(`not an alarm that is known here: ${alarm.AlarmName}`);
  }
  const names = stats.map(([id]) => id);
  const compute = metricMath(expression, names);
  return {
    period: [...periods][0] ?? 0,
    value: (end) => compute(stats.map(([, stat]) => valueAt(stat, end))),
  };
}

/** @see the CloudWatch user guide, "Configuring how CloudWatch alarms treat missing data" */
function stateOf(alarm: Alarm, values: Value[], before: AlarmState): AlarmState {
  const { Threshold, ComparisonOperator, EvaluationPeriods, DatapointsToAlarm = EvaluationPeriods } = alarm;
  if (ComparisonOperator !== 'GreaterThanOrEqualToThreshold') throw new Error(`not known here: ${ComparisonOperator}`);
  const breaching = values.filter((value) => value !== undefined && value >= Threshold).length;
  const missing = values.filter((value) => value === undefined).length;
  if (breaching >= DatapointsToAlarm) return 'ALARM';
  if (alarm.TreatMissingData === 'notBreaching') return 'OK';
  if (alarm.TreatMissingData !== 'ignore') throw new Error(`not known here: ${alarm.TreatMissingData}`);
  // What is missing might have made it an alarm, so that nothing is known, and all stays as it was.
  return breaching + missing >= DatapointsToAlarm ? before : 'OK';
}

function keyOf({ Namespace, MetricName, Dimensions = [] }: Metric): string {
  const ids = Dimensions.map(({ Value }) => Value.Ref ?? Value['Fn::GetAtt']?.[0]);
  return [Namespace, MetricName, ...ids].join(' ');
}

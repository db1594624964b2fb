import { Metric, type MetricOptions, Unit } from 'aws-cdk-lib/aws-cloudwatch';
import { FilterPattern, type IFilterPattern, MetricFilter } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { LogStep } from '../lambdas/telemetry/steps.ts';
import type { BundledFunction } from './bundled-function.ts';
import type { Pipeline, WatchedFunctions } from './watched.ts';

/** A metric that CloudWatch reads from the lines that the functions log anyway. */
interface LogMetric {
  name: string;
  /** The functions whose lines count. */
  of: (keyof WatchedFunctions)[];
  /** A line counts when each of these fields has one of its values. `message` is the step. */
  where: { message: readonly LogStep[]; code?: readonly string[]; event?: readonly string[] };
  /** A line does not count when a field has one of these values: another metric counts it. */
  unless?: Readonly<Record<string, readonly string[]>>;
  /** The field whose values are the metric's values; without it each line counts as one. */
  value?: string;
  unit?: Unit;
  /** The field that splits the metric. Each value is a metric on the bill, so there are few, all from fixed lists. */
  by?: string;
}

/** The codes of the vendor's documentation by which refused replies are counted; all others count as `Failed` only. */
const FAILURE_CODES = [
  'INVALID_DESTINATION',
  'PILOT_SELF_NUMBER',
  'WHATSAPP_NOT_EXIST',
  'META_OUTSIDE_24H_WINDOW',
  'META_NO_CONVERSATION',
  'META_TEMPLATE_NOT_APPROVED',
  'TEMPLATE_VERSION_NOT_FOUND',
  'MISSING_TEMPLATE_VARIABLES',
  'SUBSCRIPTION_REQUIRED_FOR_MEDIA',
  'NUMBER_NOT_FOUND_REMOVED',
  'LINKED_WHATSAPP_INSTANCE_NOT_FOUND',
  'HTTP_400',
  'HTTP_404',
];

/** The events by which the vendor says that a number can no longer send or receive. */
const OFFLINE_EVENTS = ['number.disconnected', 'number.removed', 'number.health_blocked'];

/** The code by which the vendor refuses a send for the same reason. */
const OFFLINE_CODES = ['WHATSAPP_INSTANCE_NOT_CONNECTED'];

/** The steps of an event that was handled. */
const HANDLED: LogStep[] = ['recorded', 'decided'];

export const LOG_METRICS = [
  { name: 'Accepted', of: ['ingest'], where: { message: ['accepted'] } },
  { name: 'Refused', of: ['ingest'], where: { message: ['refused'] } },
  // Refusals in quick succession share one line, which counts those without a line of their own.
  { name: 'Refused', of: ['ingest'], where: { message: ['refused'] }, value: 'omitted' },
  { name: 'RefusedByReason', of: ['ingest'], where: { message: ['refused'] }, by: 'reason' },
  { name: 'Duplicates', of: ['processor'], where: { message: ['duplicate'] } },
  { name: 'Unreadable', of: ['processor'], where: { message: ['unreadable'] } },
  { name: 'Decided', of: ['processor'], where: { message: ['decided'] }, by: 'outcome' },
  {
    name: 'AgeAtDecision',
    of: ['processor'],
    where: { message: ['decided'] },
    value: 'ageMs',
    unit: Unit.MILLISECONDS,
  },
  { name: 'Sent', of: ['reply'], where: { message: ['sent'] } },
  { name: 'AgeAtSend', of: ['reply'], where: { message: ['sent'] }, value: 'ageMs', unit: Unit.MILLISECONDS },
  { name: 'Failed', of: ['reply'], where: { message: ['failed'] } },
  { name: 'FailedByCode', of: ['reply'], where: { message: ['failed'], code: FAILURE_CODES }, by: 'code' },
  { name: 'FailedLater', of: ['processor'], where: { message: HANDLED, event: ['message.failed'] } },
  { name: 'Retried', of: ['reply'], where: { message: ['retry'] }, unless: { code: OFFLINE_CODES } },
  { name: 'Unknown', of: ['reply'], where: { message: ['unknown'] } },
  { name: 'Expired', of: ['reply'], where: { message: ['expired'] } },
  { name: 'Parked', of: ['processor', 'reply'], where: { message: ['parked'] } },
  { name: 'ProcessorBroken', of: ['processor'], where: { message: ['broken'] } },
  { name: 'ReplyBroken', of: ['reply'], where: { message: ['broken'] } },
  { name: 'Waiting', of: ['reply'], where: { message: ['waiting'] } },
  { name: 'NumberOffline', of: ['reply'], where: { message: ['retry'], code: OFFLINE_CODES } },
  { name: 'NumberOffline', of: ['processor'], where: { message: HANDLED, event: OFFLINE_EVENTS } },
] as const satisfies LogMetric[];

export type LogMetricName = (typeof LOG_METRICS)[number]['name'];

/** The pipeline with its metrics. */
export interface Watched extends Pipeline {
  stage: string;
  /** A command as a user types it for this webhook, as code of Markdown. */
  pilot(command: string): string;
  metrics: LogMetrics;
}

interface LogMetricsProps {
  stage: string;
  functions: WatchedFunctions;
}

/** The metric filters on the log groups: our own metrics, in the namespace `PilotStatus/<stage>`. */
export class LogMetrics extends Construct {
  readonly namespace: string;

  constructor(scope: Construct, id: string, { stage, functions }: LogMetricsProps) {
    super(scope, id);
    this.namespace = `PilotStatus/${stage}`;
    for (const metric of LOG_METRICS) for (const name of metric.of) this.#filter(functions[name], name, metric);
  }

  /** A metric; one that is split by a field needs its `dimensionsMap`. */
  metric(metricName: LogMetricName, options: MetricOptions = {}): Metric {
    return new Metric({ namespace: this.namespace, metricName, statistic: 'Sum', ...options });
  }

  #filter(worker: BundledFunction, of: string, { name, value, unit, by, ...lines }: LogMetric): void {
    const suffix = value === undefined ? of : `${of}-${value}`;
    new MetricFilter(this, `${name}-${suffix}`, {
      logGroup: worker.logGroup,
      filterPattern: pattern(lines),
      metricNamespace: this.namespace,
      metricName: name,
      metricValue: value === undefined ? '1' : `$.${value}`,
      ...(unit !== undefined && { unit }),
      ...(by !== undefined && { dimensions: { [by]: `$.${by}` } }),
    });
  }
}

/** A filter pattern of CloudWatch Logs for JSON lines: every field holds one of its values, and no excluded value. */
function pattern({ where, unless = {} }: Pick<LogMetric, 'where' | 'unless'>): IFilterPattern {
  const fields = Object.entries(where).map(([field, values]) =>
    FilterPattern.any(...values.map((value) => FilterPattern.stringValue(`$.${field}`, '=', value))),
  );
  const others = Object.entries(unless).flatMap(([field, values]) =>
    values.map((value) => FilterPattern.stringValue(`$.${field}`, '!=', value)),
  );
  return FilterPattern.all(...fields, ...others);
}

import { Metric, type MetricOptions, Unit } from 'aws-cdk-lib/aws-cloudwatch';
import { FilterPattern, type IFilterPattern, MetricFilter } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { LogStep } from '../lambdas/telemetry/steps.ts';
import type { BundledFunction } from './bundled-function.ts';
import type { Road, WatchedFunctions } from './watched.ts';

/** A metric that CloudWatch reads out of the lines that the functions log anyway. */
interface LogMetric {
  name: string;
  /** Whose lines. */
  of: (keyof WatchedFunctions)[];
  /** What a line says when it counts: the values allowed for each field. `message` is the step. */
  where: { message: readonly LogStep[]; code?: readonly string[]; event?: readonly string[] };
  /** What a line does not say when it counts: the values that are counted elsewhere. */
  unless?: Readonly<Record<string, readonly string[]>>;
  /** The field that is added up, or whose distribution is kept; without it each line counts as one. */
  value?: string;
  unit?: Unit;
  /** The field that splits the metric. Each of its values is a metric on the bill, so there are few, and all are words of ours. */
  by?: string;
}

/** The codes by which a refused reply is told apart, of the vendor's documentation; all others are `Failed` without a code. */
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

/** The events by which the vendor says that a number can neither send nor receive. */
const OFFLINE_EVENTS = ['number.disconnected', 'number.removed', 'number.health_blocked'];

/** The code by which it refuses a send for the same reason. */
const OFFLINE_CODES = ['WHATSAPP_INSTANCE_NOT_CONNECTED'];

/** What is said of an event that was handled. */
const HANDLED: LogStep[] = ['recorded', 'decided'];

export const LOG_METRICS = [
  { name: 'Accepted', of: ['ingest'], where: { message: ['accepted'] } },
  { name: 'Refused', of: ['ingest'], where: { message: ['refused'] } },
  // Refusals in quick succession share one line, which says how many had none.
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

/** The road, with what is counted on it. */
export interface Watched extends Road {
  stage: string;
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

  /** The metric as a whole, for one that is split by a field only with its `dimensionsMap`. */
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

/** A filter pattern of CloudWatch Logs for JSON lines: every field holds one of its values, and none of the others. */
function pattern({ where, unless = {} }: Pick<LogMetric, 'where' | 'unless'>): IFilterPattern {
  const fields = Object.entries(where).map(([field, values]) =>
    FilterPattern.any(...values.map((value) => FilterPattern.stringValue(`$.${field}`, '=', value))),
  );
  const others = Object.entries(unless).flatMap(([field, values]) =>
    values.map((value) => FilterPattern.stringValue(`$.${field}`, '!=', value)),
  );
  return FilterPattern.all(...fields, ...others);
}

import {
  Dashboard as CloudWatchDashboard,
  GraphWidget,
  type IMetric,
  type IWidget,
  MathExpression,
  PeriodOverride,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Duration, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { BundledFunction } from './bundled-function.ts';
import type { LogMetricName, Watched } from './log-metrics.ts';
import { webhookName } from './webhook-name.ts';
import type { WorkerQueue } from './worker-queue.ts';

/** CloudWatch's grid is 24 columns wide: the first row holds the six stations of the pipeline. */
const STATION = { width: 4, height: 6 };
const THIRD = { width: 8, height: 6 };

const PERIOD = Duration.minutes(5);

/** The pipeline as a dashboard: its stations from left to right, then the ledger, then what people notice. */
export class Dashboard extends Construct {
  constructor(scope: Construct, id: string, watched: Watched) {
    super(scope, id);
    new CloudWatchDashboard(this, 'Dashboard', {
      // A dashboard belongs to the account: without the region in its name, a second region could not be deployed.
      dashboardName: `${webhookName(this)}-${Stack.of(this).region}`,
      defaultInterval: Duration.hours(24),
      periodOverride: PeriodOverride.INHERIT,
      widgets: [[title(watched)], pipeline(watched), ledger(watched), people(watched)],
    });
  }
}

function title({ pilot }: Watched): IWidget {
  const markdown =
    'API → ingest → events → processor → replies → reply → Pilot Status. ' +
    `To find problems: ${pilot('status')}. docs/operations.md has a chapter for each alarm.`;
  return new TextWidget({ markdown, width: 24, height: 1 });
}

function pipeline({ api, functions, events, replies, metrics }: Watched): IWidget[] {
  const { ingest, processor, reply } = functions;
  const counts = (...names: LogMetricName[]) => names.map((name) => metrics.metric(name, { period: PERIOD }));
  return [
    graph('API', STATION, [
      api.metricCount({ period: PERIOD, label: 'requests' }),
      api.metricClientError({ period: PERIOD, label: '4xx' }),
      api.metricServerError({ period: PERIOD, label: '5xx' }),
    ]),
    station('ingest', ingest, counts('Accepted', 'Refused')),
    queue('events', events),
    station('processor', processor, counts('Duplicates', 'ProcessorBroken')),
    queue('replies', replies),
    station('reply', reply, counts('Sent', 'Retried', 'Failed', 'ReplyBroken')),
  ];
}

function station(name: string, worker: BundledFunction, counts: IMetric[]): IWidget {
  const slowest = worker.metricDuration({ period: PERIOD, statistic: 'p99', label: 'p99 ms' });
  const crashes = worker.metricErrors({ period: PERIOD, label: 'crashes' });
  const throttles = worker.metricThrottles({ period: PERIOD, label: 'throttled' });
  return graph(name, STATION, [...counts, crashes, throttles], [slowest]);
}

function queue(name: string, { queue }: WorkerQueue): IWidget {
  const sent = queue.metricNumberOfMessagesSent({ period: PERIOD, label: 'in' });
  const waiting = queue.metricApproximateNumberOfMessagesVisible({
    period: PERIOD,
    statistic: 'Maximum',
    label: 'waiting',
  });
  const inFlight = queue.metricApproximateNumberOfMessagesNotVisible({
    period: PERIOD,
    statistic: 'Maximum',
    label: 'in work, or to be tried again',
  });
  return graph(name, STATION, [sent], [waiting, inFlight]);
}

function ledger({ ledger, events, replies, metrics }: Watched): IWidget[] {
  const sum = (metricName: string, label: string) =>
    ledger.metric(metricName, { period: PERIOD, statistic: 'Sum', label });
  return [
    graph('ledger', THIRD, [
      sum('ConsumedWriteCapacityUnits', 'write units'),
      sum('ConsumedReadCapacityUnits', 'read units'),
      sum('WriteThrottleEvents', 'writes throttled'),
      sum('ReadThrottleEvents', 'reads throttled'),
    ]),
    graph('dead letters', THIRD, [
      deadLetters('events', events),
      deadLetters('replies', replies),
      metrics.metric('Parked', { period: PERIOD, label: 'parked' }),
    ]),
    graph('decided', THIRD, [split('Decided', 'outcome', metrics.namespace)]),
  ];
}

function deadLetters(label: string, { deadLetters }: WorkerQueue): IMetric {
  return deadLetters.metricApproximateNumberOfMessagesVisible({ period: PERIOD, statistic: 'Maximum', label });
}

function people({ metrics }: Watched): IWidget[] {
  const age = (name: LogMetricName, statistic: string, label: string) =>
    metrics.metric(name, { period: PERIOD, statistic, label });
  const count = (name: LogMetricName, label: string) => metrics.metric(name, { period: PERIOD, label });
  return [
    graph('from received to sent, ms', THIRD, [
      age('AgeAtDecision', 'p50', 'decided, p50'),
      age('AgeAtSend', 'p50', 'sent, p50'),
      age('AgeAtSend', 'p95', 'sent, p95'),
      age('AgeAtSend', 'Maximum', 'sent, longest'),
    ]),
    graph('not answered, or not for sure', THIRD, [
      count('Unknown', 'unknown'),
      count('Expired', 'expired'),
      count('Failed', 'failed'),
      count('FailedLater', 'failed after it was sent'),
      split('FailedByCode', 'code', metrics.namespace),
    ]),
    graph('refused, waiting', THIRD, [
      split('RefusedByReason', 'reason', metrics.namespace),
      count('Waiting', 'waiting for a key or a plan'),
      count('NumberOffline', 'number offline'),
    ]),
  ];
}

/** All existing values of the field that splits a metric. */
function split(name: LogMetricName, by: string, namespace: string): IMetric {
  const expression = `SEARCH('{"${namespace}",${by}} MetricName="${name}"', 'Sum', ${PERIOD.toSeconds()})`;
  return new MathExpression({ expression, usingMetrics: {}, period: PERIOD, label: '' });
}

function graph(
  title: string,
  size: { width: number; height: number },
  left: IMetric[],
  right: IMetric[] = [],
): IWidget {
  return new GraphWidget({ title, ...size, left, right, leftYAxis: { min: 0 }, rightYAxis: { min: 0 } });
}

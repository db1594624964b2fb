import { type IMetric, MathExpression, type MetricOptions, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { Duration } from 'aws-cdk-lib/core';
import type { AlarmId, AlarmText } from './alarms-in-portuguese.ts';
import type { BundledFunction } from './bundled-function.ts';
import type { LogMetricName, Watched } from './log-metrics.ts';
import type { WorkerQueue } from './worker-queue.ts';

/** An alarm, and what its reader must know. `docs/operations.md` has a chapter for each `id`. */
export interface AlarmRule extends AlarmText {
  id: AlarmId;
  metric: IMetric;
  /** A period counts when the metric reaches this value. */
  threshold: number;
  /** The alarm is on while `counting` of the last `of` periods count; without it, while the last period counts. */
  periods?: { counting: number; of: number };
  /** How CloudWatch treats a period without a value. */
  missing: TreatMissingData;
  /** This alarm rolls back a canary deployment. */
  sendsBack?: true;
}

/** Minutes that an event may wait for the processor: longer than the longest debounce and a few retries. */
const EVENTS_WAIT = 5;

/** Minutes that a reply may wait: longer than ten replies to one contact, a minute apart, wait for each other. */
const REPLIES_WAIT = 15;

const ONE_MINUTE: MetricOptions = { period: Duration.minutes(1), statistic: 'Maximum' };
const FIVE_MINUTES: MetricOptions = { period: Duration.minutes(5), statistic: 'Sum' };

/** For metrics that have a value only when something happens: no value means that nothing did. */
const NONE_HAPPENED = { missing: TreatMissingData.NOT_BREACHING };

/** An unused queue stops reporting after six hours; its content has not changed since. */
const AS_IT_WAS = { missing: TreatMissingData.IGNORE };

/** A waiting reply is tried again within 15 minutes, so a problem that lasts is seen at least once in 20. */
const IN_TWENTY_MINUTES = { periods: { counting: 1, of: 4 } };

/** Every alarm of the stack. */
export function alarmRules(watched: Watched): AlarmRule[] {
  return [
    ...queueAlarms(watched),
    ...endpointAlarms(watched),
    ...readingAlarms(watched),
    ...vendorAlarms(watched),
    ...functionAlarms(watched),
    ...reconcilerAlarms(watched),
    ...publisherAlarms(watched),
  ];
}

function queueAlarms({ pilot, events, replies, schedules }: Watched): AlarmRule[] {
  return [
    {
      id: 'EventDeadLetters',
      metric: deadLetters(events),
      threshold: 1,
      ...AS_IT_WAS,
      impact: 'Some people wrote to the bot and got no answer.',
      cause: 'Your bot failed on the message each time; the reason is stored with the message.',
      nextStep: `${pilot('dlq list')} shows the reasons; fix the cause, then ${pilot('dlq redrive')}: always safe.`,
    },
    {
      id: 'ReplyDeadLetters',
      metric: deadLetters(replies),
      threshold: 1,
      ...AS_IT_WAS,
      impact: 'Some people got no answer, or it is unknown whether they got it.',
      cause: "The number has no API key, or the vendor's answer to a send was lost and its history does not show it.",
      nextStep: `${pilot('dlq list')} shows the reasons; fix the cause, then ${pilot('dlq redrive')}: always safe.`,
    },
    {
      id: 'ScheduleDeadLetters',
      metric: deadLetters(schedules),
      threshold: 1,
      ...AS_IT_WAS,
      impact: 'Some people did not get a message that was to be sent on a date.',
      cause: 'The role of the schedules, or the policy of the replies queue, was changed by hand.',
      nextStep: `${pilot('dlq list')} shows the reasons; fix the cause, then ${pilot('dlq redrive')}: always safe.`,
    },
    {
      id: 'EventsWaiting',
      ...backlog(events, EVENTS_WAIT, 3),
      impact: 'Somebody has waited more than five minutes, and the bot has not handled the message.',
      cause: 'The processor is paused, does not run, fails, or receives more than it can handle.',
      nextStep: `${pilot('status')}, then ${pilot('logs --errors')}.`,
    },
    {
      id: 'RepliesWaiting',
      ...backlog(replies, REPLIES_WAIT, 5),
      impact: 'The bot has answered, but somebody has waited more than fifteen minutes for that answer.',
      cause:
        'The vendor accepts no messages (see SendingBlocked, NumberOffline or SendsRetried), or sending is paused.',
      nextStep: `${pilot('status')}, then ${pilot('logs --errors')}.`,
    },
  ];
}

/**
 * More messages wait or are in work than leave the queue in `minutes` minutes at the pace of the current one, for that
 * many minutes. The age of the oldest message is no substitute: SQS leaves out messages that were received several
 * times, and in an outage all messages are.
 *
 * @param slack how many of these minutes may be better, so that one message that gets through does not end the alarm
 */
function backlog(
  { queue }: WorkerQueue,
  minutes: number,
  slack: number,
): Pick<AlarmRule, 'metric' | 'threshold' | 'periods' | 'missing'> {
  const metric = new MathExpression({
    // SQS reports messages in flight and deletions only when there are any.
    expression: `waiting + FILL(inFlight, 0) - ${minutes} * FILL(deleted, 0)`,
    usingMetrics: {
      waiting: queue.metricApproximateNumberOfMessagesVisible(ONE_MINUTE),
      inFlight: queue.metricApproximateNumberOfMessagesNotVisible(ONE_MINUTE),
      deleted: queue.metricNumberOfMessagesDeleted({ ...ONE_MINUTE, statistic: 'Sum' }),
    },
    period: Duration.minutes(1),
  });
  return { metric, threshold: 1, periods: { counting: minutes, of: minutes + slack }, ...AS_IT_WAS };
}

function endpointAlarms({ pilot, api, metrics }: Watched): AlarmRule[] {
  return [
    {
      id: 'IngestUnavailable',
      metric: api.metricServerError(FIVE_MINUTES),
      threshold: 1,
      ...NONE_HAPPENED,
      sendsBack: true,
      impact: 'A delivery was not accepted. Its message comes late, or never if Pilot Status does not try again.',
      cause: 'Ingest failed or was throttled, or SQS or Secrets Manager did not answer.',
      nextStep: `${pilot('logs --function ingest --errors')}, then ${pilot('reconcile --dry-run')} for lost deliveries.`,
    },
    {
      id: 'RefusedSpike',
      metric: metrics.metric('Refused', FIVE_MINUTES),
      threshold: 10,
      ...NONE_HAPPENED,
      impact:
        'If these are deliveries of Pilot Status, the bot answers nobody. If strangers send them, nobody notices.',
      cause: 'The URL at Pilot Status has an old token, or the signature settings are wrong; or somebody is guessing.',
      nextStep: `${pilot('status')} compares the URL; ${pilot('connect')} corrects it.`,
    },
  ];
}

function readingAlarms({ pilot, metrics }: Watched): AlarmRule[] {
  return [
    {
      id: 'UnreadableMessages',
      metric: metrics.metric('Unreadable', FIVE_MINUTES),
      threshold: 1,
      ...NONE_HAPPENED,
      impact: 'Somebody wrote to the bot and gets no answer: the event does not say who wrote, or what.',
      cause: "Pilot Status has changed the format of its events, or delivers Meta's own envelope.",
      nextStep: `${pilot('logs --function processor --errors')} shows the reason and the id of the event.`,
    },
  ];
}

function vendorAlarms({ pilot, metrics }: Watched): AlarmRule[] {
  const happened = (name: LogMetricName, threshold: number) => ({
    metric: metrics.metric(name, FIVE_MINUTES),
    threshold,
    ...NONE_HAPPENED,
  });
  /** How often something happened in a period, or 0 if it happened less than once for every `sent` sent replies. */
  const amongSent = (name: LogMetricName, { period, sent }: { period: Duration; sent: number }) =>
    new MathExpression({
      expression: `IF(${sent} * FILL(happened, 0) > FILL(sent, 0), FILL(happened, 0), 0)`,
      usingMetrics: { happened: metrics.metric(name, { period }), sent: metrics.metric('Sent', { period }) },
      period,
    });
  return [
    {
      id: 'SendingBlocked',
      ...happened('Waiting', 1),
      ...IN_TWENTY_MINUTES,
      impact: 'Nobody gets an answer. Answers wait, and are dropped when they are older than replyUsefulHours.',
      cause:
        'The API key is not set, was revoked, or does not belong to a number; the account has no subscription ' +
        '(402); or baseUrl does not lead to Pilot Status.',
      nextStep:
        `${pilot('logs --function reply --errors')} shows the reason; ${pilot('connect')} stores a new ` +
        'key. Waiting answers are then sent automatically.',
    },
    {
      id: 'NumberOffline',
      ...happened('NumberOffline', 1),
      ...IN_TWENTY_MINUTES,
      impact: 'Nobody gets an answer until the number is back. Answers wait for up to replyUsefulHours.',
      cause: 'The phone is off or was logged out of Pilot Status, or WhatsApp has blocked the number.',
      nextStep: `Check the number in the Pilot Status dashboard, connect it again, then ${pilot('status')}.`,
    },
    {
      id: 'SendsRetried',
      // Each reply is tried some seven times in its first minute, so only retries that continue matter.
      metric: amongSent('Retried', { period: Duration.minutes(1), sent: 1 }),
      threshold: 3,
      periods: { counting: 10, of: 20 },
      ...NONE_HAPPENED,
      impact: 'Most people get their answer late: more sends are refused for now than accepted.',
      cause: 'The vendor limits the rate (429), has an outage (5xx), or cannot be reached.',
      nextStep: `${pilot('logs --function reply')} shows the code of each retry; answers that wait are sent later.`,
    },
    {
      id: 'RepliesFailed',
      metric: amongSent('Failed', { period: Duration.hours(1), sent: 10 }),
      threshold: 1,
      ...NONE_HAPPENED,
      impact: 'In the last hour at least one answer in ten was refused for good. These people get no answer.',
      cause: 'The vendor does not accept what the bot answers (a template, a file, its length), or the contact.',
      nextStep: `${pilot('logs --function reply --errors')} shows the codes; fix the bot and deploy.`,
    },
    {
      id: 'RepliesExpired',
      ...happened('Expired', 1),
      periods: { counting: 1, of: 12 },
      impact: 'Somebody got no answer: it was older than replyUsefulHours, or the window had closed.',
      cause: 'Answers waited too long (SendingBlocked, NumberOffline, SendsRetried), or messages were delivered late.',
      nextStep: `${pilot('status')} shows what still waits; ${pilot('logs --function reply')} lists what has expired.`,
    },
    {
      id: 'UnknownSends',
      ...happened('Unknown', 5),
      impact: 'Some people get their answer a minute or more late: first it must be known whether it was already sent.',
      cause: "The answers of the vendor's API are lost, or slower than sendTimeoutSeconds.",
      nextStep: `${pilot('logs --function reply')} shows each; if the outcome stays unknown, see ${pilot('dlq list')}.`,
    },
  ];
}

function functionAlarms({ pilot, functions, metrics }: Watched): AlarmRule[] {
  const { ingest, processor, reply } = functions;
  const failures = (worker: BundledFunction, broken: LogMetricName) =>
    sum({ crashed: worker.metricErrors(FIVE_MINUTES), broken: metrics.metric(broken, FIVE_MINUTES) });
  return [
    {
      id: 'ProcessorErrors',
      metric: failures(processor, 'ProcessorBroken'),
      threshold: 3,
      ...NONE_HAPPENED,
      sendsBack: true,
      impact: 'Some people wait for their answer while their message is retried.',
      cause: 'Your bot throws or takes too long, the processor ran out of memory or time, or AWS did not answer.',
      nextStep: `${pilot('logs --function processor --errors')} names the error and its place in the code.`,
    },
    {
      id: 'ReplyErrors',
      metric: failures(reply, 'ReplyBroken'),
      threshold: 3,
      ...NONE_HAPPENED,
      sendsBack: true,
      impact: 'Some people wait for their answer while sending it is retried.',
      cause: 'The reply function ran out of memory or time, or DynamoDB or Secrets Manager did not answer.',
      nextStep: `${pilot('logs --function reply --errors')} names the error and its place in the code.`,
    },
    {
      id: 'Throttles',
      metric: sum({
        ingest: ingest.metricThrottles(FIVE_MINUTES),
        processor: processor.metricThrottles(FIVE_MINUTES),
        reply: reply.metricThrottles(FIVE_MINUTES),
      }),
      threshold: 1,
      ...NONE_HAPPENED,
      impact: 'Messages are received or answered late.',
      cause: 'The account has reached its limit of concurrent executions, which is 10 in a new account.',
      nextStep: `${pilot('status')}; then ask AWS for more concurrent executions, or lower processorConcurrency.`,
    },
  ];
}

/**
 * Lambda tries three times in a few minutes: two failures mean that the first retry failed too, wherever a period ends.
 */
function reconcilerAlarms({ pilot, reconciler }: Watched): AlarmRule[] {
  if (reconciler === undefined) return [];
  return [
    {
      id: 'ReconcilerErrors',
      metric: reconciler.metricErrors({ period: Duration.minutes(15), statistic: 'Sum' }),
      threshold: 2,
      ...NONE_HAPPENED,
      impact: 'Lost deliveries are not found, and people who wrote these messages get no answer.',
      cause: 'The delivery log of Pilot Status cannot be read, or AWS did not answer.',
      nextStep: `${pilot('logs --function reconcile --errors')}, then ${pilot('reconcile')} does the same by hand.`,
    },
  ];
}

function publisherAlarms({ pilot, published }: Watched): AlarmRule[] {
  if (published === undefined) return [];
  return [
    {
      id: 'PublishedDeadLetters',
      metric: deadLetters(published),
      threshold: 1,
      ...AS_IT_WAS,
      impact: 'Other systems have not heard of something; people who write to the bot notice nothing.',
      cause: 'The event bus was deleted or refuses events, or the webhook of the team cannot be reached.',
      nextStep: `${pilot('status')}; then look into the log group in the output PublisherLogs.`,
    },
  ];
}

function deadLetters({ deadLetters }: Pick<WorkerQueue, 'deadLetters'>): IMetric {
  return deadLetters.metricApproximateNumberOfMessagesVisible(ONE_MINUTE);
}

/** A missing metric counts as 0, so that it does not hide the others. */
function sum(usingMetrics: Record<string, IMetric>): IMetric {
  const expression = Object.keys(usingMetrics)
    .map((name) => `FILL(${name}, 0)`)
    .join(' + ');
  return new MathExpression({ expression, usingMetrics, period: Duration.minutes(5) });
}

import { type IMetric, MathExpression, type MetricOptions, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { Duration } from 'aws-cdk-lib/core';
import type { BundledFunction } from './bundled-function.ts';
import type { LogMetricName, Watched } from './log-metrics.ts';
import type { WorkerQueue } from './worker-queue.ts';

/** An alarm, and what the person who gets it must know. `docs/operations.md` has a chapter for each `id`. */
export interface AlarmRule {
  id: string;
  metric: IMetric;
  /** A period of the metric counts at this value and above. */
  threshold: number;
  /** It goes off when so many of the last periods count, and is over when fewer do; without it, when the last one does. */
  periods?: { counting: number; of: number };
  /** What CloudWatch makes of a period without a value. */
  missing: TreatMissingData;
  /** Whether a new version that sets it off is to be taken back. */
  sendsBack?: true;
  /** What people who write to the bot notice. */
  impact: string;
  cause: string;
  nextStep: string;
}

/** How long an event may wait for the processor, in minutes: longer than the longest debounce and a few retries. */
const EVENTS_WAIT = 5;

/** How long a reply may wait, in minutes: longer than replies to one contact wait for each other, ten a minute apart. */
const REPLIES_WAIT = 15;

const ONE_MINUTE: MetricOptions = { period: Duration.minutes(1), statistic: 'Maximum' };
const FIVE_MINUTES: MetricOptions = { period: Duration.minutes(5), statistic: 'Sum' };

/** Something that is counted only when it happens: no value means that it did not. */
const NONE_HAPPENED = { missing: TreatMissingData.NOT_BREACHING };

/** A queue that nobody touches reports nothing after six hours, and what was in it then is in it still. */
const AS_IT_WAS = { missing: TreatMissingData.IGNORE };

/** A reply comes again within 15 minutes, so that what still goes wrong with it is seen once in 20. */
const IN_TWENTY_MINUTES = { periods: { counting: 1, of: 4 } };

/** Every alarm of the stack. */
export function alarmRules(watched: Watched): AlarmRule[] {
  return [
    ...queueAlarms(watched),
    ...doorAlarms(watched),
    ...readingAlarms(watched),
    ...vendorAlarms(watched),
    ...functionAlarms(watched),
    ...reconcilerAlarms(watched),
  ];
}

function queueAlarms({ stage, events, replies }: Watched): AlarmRule[] {
  const pilot = commandsFor(stage);
  return [
    {
      id: 'EventDeadLetters',
      metric: deadLetters(events),
      threshold: 1,
      ...AS_IT_WAS,
      impact: 'People wrote to the bot and it did not decide what to answer.',
      cause: 'lambdas/bot.ts failed on the message each time; the reason stands beside the message.',
      nextStep: `${pilot('dlq list')} shows the reasons; mend the cause, then ${pilot('dlq redrive')}, which is always safe.`,
    },
    {
      id: 'ReplyDeadLetters',
      metric: deadLetters(replies),
      threshold: 1,
      ...AS_IT_WAS,
      impact: 'People who wrote to the bot have not got their answer, or nobody knows whether they have.',
      cause:
        'The number has no API key, or the answer to a send was lost and the history cannot tell what became of it.',
      nextStep: `${pilot('dlq list')} shows the reasons; mend the cause, then ${pilot('dlq redrive')}, which is always safe.`,
    },
    {
      id: 'EventsWaiting',
      ...backlog(events, EVENTS_WAIT, 3),
      impact: 'Somebody has waited for more than five minutes, and the bot has not decided what to answer.',
      cause: 'The processor is paused, does not run or fails, or more comes in than it can handle.',
      nextStep: `${pilot('status')}, then ${pilot('logs --errors')}.`,
    },
    {
      id: 'RepliesWaiting',
      ...backlog(replies, REPLIES_WAIT, 5),
      impact: 'Somebody has waited for more than fifteen minutes for an answer that the bot has given.',
      cause:
        'The vendor takes no messages (SendingBlocked, NumberOffline or SendsRetried says why), or sending is paused.',
      nextStep: `${pilot('status')}, then ${pilot('logs --errors')}.`,
    },
  ];
}

/**
 * More messages wait, or are in work, than leave the queue in so many minutes at the pace of this one; for so many minutes.
 * The age of the oldest message would not do: it leaves out what was received a few times, which is just what an outage makes
 * of everything.
 *
 * @param slack so many minutes within them may be better, so that one message that gets through does not end the alarm
 */
function backlog(
  { queue }: WorkerQueue,
  minutes: number,
  slack: number,
): Pick<AlarmRule, 'metric' | 'threshold' | 'periods' | 'missing'> {
  const metric = new MathExpression({
    // SQS reports what is in flight, and what was deleted, only when there is some.
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

function doorAlarms({ stage, api, metrics }: Watched): AlarmRule[] {
  const pilot = commandsFor(stage);
  return [
    {
      id: 'IngestUnavailable',
      metric: api.metricServerError(FIVE_MINUTES),
      threshold: 1,
      ...NONE_HAPPENED,
      sendsBack: true,
      impact: 'A message was not taken in; it comes late, when Pilot Status tries again, or not at all if it does not.',
      cause: 'Ingest failed or was throttled, or SQS or Secrets Manager did not answer it.',
      nextStep: `${pilot('logs --function ingest --errors')}, then ${pilot('reconcile --dry-run')} tells what is missing.`,
    },
    {
      id: 'RefusedSpike',
      metric: metrics.metric('Refused', FIVE_MINUTES),
      threshold: 10,
      ...NONE_HAPPENED,
      impact:
        'If these are deliveries of Pilot Status, the bot hears nobody; if they are strangers, nobody notices anything.',
      cause:
        'The URL at Pilot Status has an old token, or the settings of the signature do not fit; else somebody is trying.',
      nextStep: `${pilot('status')} compares the URL; ${pilot('connect')} sets it right.`,
    },
  ];
}

function readingAlarms({ stage, metrics }: Watched): AlarmRule[] {
  const pilot = commandsFor(stage);
  return [
    {
      id: 'UnreadableMessages',
      metric: metrics.metric('Unreadable', FIVE_MINUTES),
      threshold: 1,
      ...NONE_HAPPENED,
      impact: 'Somebody wrote to the bot and gets no answer: what was delivered does not say who, or what.',
      cause: "Pilot Status writes its events in another way than it did, or delivers Meta's own envelope.",
      nextStep: `${pilot('logs --function processor --errors')} gives the reason and the id of the event.`,
    },
  ];
}

function vendorAlarms({ stage, metrics }: Watched): AlarmRule[] {
  const pilot = commandsFor(stage);
  const happened = (name: LogMetricName, threshold: number) => ({
    metric: metrics.metric(name, FIVE_MINUTES),
    threshold,
    ...NONE_HAPPENED,
  });
  /** How often something happened in a period, if it was once for so many replies that were sent, or more often. */
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
      impact: 'Nobody gets an answer; the answers wait, and are given up when they are older than replyUsefulHours.',
      cause:
        'The API key is not set, was revoked, or is not of a number; or the account has no subscription (402); or baseUrl ' +
        'does not lead to Pilot Status.',
      nextStep: `${pilot('logs --function reply --errors')} tells the reason; ${pilot('connect')} takes a new key. What waits is sent by itself.`,
    },
    {
      id: 'NumberOffline',
      ...happened('NumberOffline', 1),
      ...IN_TWENTY_MINUTES,
      impact: 'Nobody gets an answer until the number is back; the answers wait, as long as they are worth sending.',
      cause: 'The phone of the number is off or was logged out of Pilot Status, or WhatsApp has blocked the number.',
      nextStep: `Look at the number in the Pilot Status dashboard, connect it again, then ${pilot('status')}.`,
    },
    {
      id: 'SendsRetried',
      // Each reply is tried some seven times in its first minute, so what matters is that it goes on.
      metric: amongSent('Retried', { period: Duration.minutes(1), sent: 1 }),
      threshold: 3,
      periods: { counting: 10, of: 20 },
      ...NONE_HAPPENED,
      impact: 'Most people get their answer late, or not yet: more sends are refused for now than are taken.',
      cause: 'The vendor limits the rate (429) or is out of order (5xx), or cannot be reached.',
      nextStep: `${pilot('logs --function reply')} shows the code beside each retry; what waits is sent again by itself.`,
    },
    {
      id: 'RepliesFailed',
      metric: amongSent('Failed', { period: Duration.hours(1), sent: 10 }),
      threshold: 1,
      ...NONE_HAPPENED,
      impact: 'People do not get their answer, and it is not tried again: one in ten of the last hour, or more.',
      cause: 'The vendor does not allow what the bot answers (a template, a file, its length), or the contact.',
      nextStep: `${pilot('logs --function reply --errors')} shows the codes; mend the bot and deploy.`,
    },
    {
      id: 'RepliesExpired',
      ...happened('Expired', 1),
      periods: { counting: 1, of: 12 },
      impact: 'Somebody was not answered: the answer was older than replyUsefulHours, or its window had closed.',
      cause: 'Answers waited too long (SendingBlocked, NumberOffline, SendsRetried), or messages were delivered late.',
      nextStep: `${pilot('status')} tells what still waits; ${pilot('logs --function reply')} names what has expired.`,
    },
    {
      id: 'UnknownSends',
      ...happened('Unknown', 5),
      impact: 'Some people get their answer a minute or more late, until it is known whether it was sent already.',
      cause: "The answers of the vendor's API are lost or slower than sendTimeoutSeconds.",
      nextStep: `${pilot('logs --function reply')} shows each; what cannot be found out is then in ${pilot('dlq list')}.`,
    },
  ];
}

function functionAlarms({ stage, functions, metrics }: Watched): AlarmRule[] {
  const pilot = commandsFor(stage);
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
      impact: 'Some people wait for their answer while their message is tried again.',
      cause:
        'lambdas/bot.ts throws or takes too long, the processor ran out of memory or time, or AWS did not answer it.',
      nextStep: `${pilot('logs --function processor --errors')} names the error and its place in the code.`,
    },
    {
      id: 'ReplyErrors',
      metric: failures(reply, 'ReplyBroken'),
      threshold: 3,
      ...NONE_HAPPENED,
      sendsBack: true,
      impact: 'Some people wait for their answer while its sending is tried again.',
      cause: 'The reply function ran out of memory or time, or DynamoDB or Secrets Manager did not answer it.',
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
      impact: 'Messages are taken in or answered late.',
      cause: 'The functions of this account together run as many at once as it may; a new account may run 10.',
      nextStep: `${pilot('status')} tells what waits; ask AWS for more concurrent executions, or lower processorConcurrency.`,
    },
  ];
}

/** Lambda tries three times in a few minutes: two failures are a run that its first retry did not save, wherever a period ends. */
function reconcilerAlarms({ stage, reconciler }: Watched): AlarmRule[] {
  const pilot = commandsFor(stage);
  if (reconciler === undefined) return [];
  return [
    {
      id: 'ReconcilerErrors',
      metric: reconciler.metricErrors({ period: Duration.minutes(15), statistic: 'Sum' }),
      threshold: 2,
      ...NONE_HAPPENED,
      impact: 'A message that was not delivered is not searched for; people who wrote it may wait for ever.',
      cause: 'Pilot Status does not give its log of deliveries, or AWS did not answer.',
      nextStep: `${pilot('logs --function reconcile --errors')}, then ${pilot('reconcile')} does the same by hand.`,
    },
  ];
}

function deadLetters({ deadLetters }: WorkerQueue): IMetric {
  return deadLetters.metricApproximateNumberOfMessagesVisible(ONE_MINUTE);
}

/** A metric that is missing counts as nothing, so that it does not hide the others. */
function sum(usingMetrics: Record<string, IMetric>): IMetric {
  const expression = Object.keys(usingMetrics)
    .map((name) => `FILL(${name}, 0)`)
    .join(' + ');
  return new MathExpression({ expression, usingMetrics, period: Duration.minutes(5) });
}

/** Writes a command of the command line as it is typed for this stage. */
function commandsFor(stage: string): (command: string) => string {
  return (command) => `\`npm run pilot -- ${command} --stage ${stage}\``;
}

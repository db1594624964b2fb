import { type IMetric, MathExpression, type MetricOptions, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { Duration } from 'aws-cdk-lib/core';
import type { BundledFunction } from './bundled-function.ts';
import type { LogMetricName } from './log-metrics.ts';
import type { Watched } from './watched.ts';
import type { WorkerQueue } from './worker-queue.ts';

/** An alarm, and what the person who gets it must know. `docs/operations.md` has a chapter for each `id`. */
export interface AlarmRule {
  id: string;
  metric: IMetric;
  /** It goes off at this value and above, in one period of the metric. */
  threshold: number;
  /** What CloudWatch makes of a period without a value. */
  missing: TreatMissingData;
  /** Whether a new version that sets it off is to be taken back. */
  sendsBack?: true;
  /** What people who write to the bot notice. */
  impact: string;
  cause: string;
  nextStep: string;
}

/** How long an event may wait for the processor: longer than the longest debounce and a few retries. */
const EVENTS_WAIT = Duration.minutes(5);

/** How long a reply may wait: longer than replies to one contact wait for each other, ten in line a minute apart. */
const REPLIES_WAIT = Duration.minutes(15);

const ONE_MINUTE: MetricOptions = { period: Duration.minutes(1), statistic: 'Maximum' };
const FIVE_MINUTES: MetricOptions = { period: Duration.minutes(5), statistic: 'Sum' };

/** Something that is counted only when it happens: no value means that it did not. */
const NONE_HAPPENED = { missing: TreatMissingData.NOT_BREACHING };

/** A queue that nobody touches reports nothing after six hours, and what was in it then is in it still. */
const AS_IT_WAS = { missing: TreatMissingData.IGNORE };

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
      metric: events.queue.metricApproximateAgeOfOldestMessage(ONE_MINUTE),
      threshold: EVENTS_WAIT.toSeconds(),
      ...AS_IT_WAS,
      impact: 'Somebody has waited for more than five minutes, and the bot has not looked at the message yet.',
      cause:
        'The bot fails on a message that is retried, or the processor is paused, or more comes in than it can handle.',
      nextStep: `${pilot('status')}, then ${pilot('logs --errors')}.`,
    },
    {
      id: 'RepliesWaiting',
      metric: replies.queue.metricApproximateAgeOfOldestMessage(ONE_MINUTE),
      threshold: REPLIES_WAIT.toSeconds(),
      ...AS_IT_WAS,
      impact: 'Somebody has waited for more than fifteen minutes for an answer that the bot has given.',
      cause:
        'The vendor takes no messages: the number is offline, the API key is wrong, or the vendor is down or slow.',
      nextStep: `${pilot('status')}, then ${pilot('logs --errors')}.`,
    },
  ];
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
  return [
    {
      id: 'ApiKeyRejected',
      ...happened('WaitingForKey', 1),
      impact: 'Nobody gets an answer; the answers wait, and are given up when they are older than replyUsefulHours.',
      cause: 'The API key is not set, was revoked, or belongs to an account and not to a number.',
      nextStep: `${pilot('status')} tells which; ${pilot('connect')} takes a new key, and what waits is sent by itself.`,
    },
    {
      id: 'NumberOffline',
      ...happened('NumberOffline', 1),
      impact: 'Nobody gets an answer until the number is back; the answers wait, as long as they are worth sending.',
      cause: 'The phone of the number is off or was logged out of Pilot Status, or WhatsApp has blocked the number.',
      nextStep: `Look at the number in the Pilot Status dashboard, connect it again, then ${pilot('status')}.`,
    },
    {
      id: 'UnknownSends',
      ...happened('Unknown', 5),
      impact: 'Some people get their answer a minute or more late, until it is known whether it was sent already.',
      cause: "The answers of the vendor's API are lost or slower than sendTimeoutSeconds.",
      nextStep: `${pilot('logs --function reply --errors')}; what cannot be found out is then in ${pilot('dlq list')}.`,
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
      cause: "Pilot Status does not give its log of deliveries, or the stack's own door refused what was put back.",
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

import { ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Duration, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { Config } from './config.ts';
import type { WorkerQueue } from './worker-queue.ts';

interface MonitoringProps {
  config: Config;
  events: WorkerQueue;
  replies: WorkerQueue;
}

/** What a person is told: an alarm topic, and an alarm for anything that lands in a dead-letter queue. */
export class Monitoring extends Construct {
  readonly topic: Topic;

  constructor(scope: Construct, id: string, { config, events, replies }: MonitoringProps) {
    super(scope, id);
    this.topic = new Topic(this, 'Alarms', {
      displayName: `Alarms of ${Stack.of(this).stackName}`,
      enforceSSL: true,
    });
    if (config.alarmEmail !== '') this.topic.addSubscription(new EmailSubscription(config.alarmEmail));

    this.#alarmOnDeadLetters('EventDeadLetters', events, {
      impact: 'People wrote to the bot and it did not decide what to answer.',
      cause: 'The processor failed on the event each time, most likely in lambdas/bot.ts.',
      nextStep: "Read the processor's log for `failed`, mend the cause, then redrive the queue: that is always safe.",
    });
    this.#alarmOnDeadLetters('ReplyDeadLetters', replies, {
      impact: 'People who wrote to the bot have not got their answer.',
      cause:
        'The message attribute `reason` says why, such as a number without an API key or a send of unknown outcome.',
      nextStep: 'Read the reason, mend the cause, then redrive the queue: that is always safe.',
    });
  }

  #alarmOnDeadLetters(
    id: string,
    { deadLetters }: WorkerQueue,
    text: Record<'impact' | 'cause' | 'nextStep', string>,
  ): void {
    deadLetters
      .metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(1), statistic: 'Maximum' })
      .createAlarm(this, id, {
        alarmDescription: `Impact: ${text.impact} Likely cause: ${text.cause} Next step: ${text.nextStep}`,
        threshold: 0,
        comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
        evaluationPeriods: 1,
        treatMissingData: TreatMissingData.NOT_BREACHING,
      })
      .addAlarmAction(new SnsAction(this.topic));
  }
}

import { ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { ArnFormat, Duration, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { Config } from './settings.ts';
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
    this.#letAlarmsPublish();
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

  /** The policy that refuses plain HTTP stands in the place of the one that AWS gives a topic, which let alarms publish. */
  #letAlarmsPublish(): void {
    const alarms = Stack.of(this).formatArn({
      service: 'cloudwatch',
      resource: 'alarm',
      resourceName: '*',
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    const conditions = { ArnLike: { 'aws:SourceArn': alarms } };
    this.topic.grantPublish(new ServicePrincipal('cloudwatch.amazonaws.com', { conditions }));
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

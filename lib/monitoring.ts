import { Alarm, ComparisonOperator, type IAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { ArnFormat, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { type AlarmRule, alarmRules } from './alarms.ts';
import { inPortuguese } from './alarms-in-portuguese.ts';
import { Dashboard } from './dashboard.ts';
import { LogMetrics, type Watched } from './log-metrics.ts';
import { SavedQueries } from './saved-queries.ts';
import type { Config } from './settings.ts';
import type { Pipeline } from './watched.ts';
import { pilotCommand, webhookName } from './webhook-name.ts';

interface MonitoringProps extends Pipeline {
  config: Config;
}

/** Metrics from the logs, alarms with their topic, the dashboard and the saved queries. */
export class Monitoring extends Construct {
  readonly topic: Topic;
  /** All alarms, by their names. */
  readonly alarms: Record<string, Alarm> = {};
  /** The alarms that roll back a canary deployment. */
  readonly rollbackAlarms: IAlarm[] = [];

  constructor(scope: Construct, id: string, { config, ...pipeline }: MonitoringProps) {
    super(scope, id);
    const { stage, alarmEmail } = config;
    this.topic = new Topic(this, 'Alarms', {
      displayName: `Alarms of ${webhookName(this)}`,
      enforceSSL: true,
    });
    this.#letAlarmsPublish();
    if (alarmEmail !== '') this.topic.addSubscription(new EmailSubscription(alarmEmail));

    const metrics = new LogMetrics(this, 'Metrics', { stage, functions: pipeline.functions });
    const pilot = (command: string): string => `\`${pilotCommand(this, command)}\``;
    const watched = { ...pipeline, stage, metrics, pilot };
    for (const rule of alarmRules(watched)) this.#alarm(rule, config.language, pilot);
    new SavedQueries(this, 'Queries', pipeline);
    if (config.dashboard === 'on') new Dashboard(this, 'Dashboard', watched);
  }

  /** The policy that refuses plain HTTP replaces AWS's default topic policy, which lets alarms publish. */
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

  #alarm(rule: AlarmRule, language: Config['language'], pilot: Watched['pilot']): void {
    const { id, metric, threshold, periods, missing, sendsBack, impact, cause, nextStep } = rule;
    const action = new SnsAction(this.topic);
    const alarm = new Alarm(this, id, {
      alarmName: `${webhookName(this)}-${id}`,
      alarmDescription:
        language === 'pt-BR'
          ? inPortuguese(id, pilot)
          : `Impact: ${impact} Likely cause: ${cause} Next step: ${nextStep}`,
      metric,
      threshold,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: periods?.of ?? 1,
      ...(periods && { datapointsToAlarm: periods.counting }),
      treatMissingData: missing,
    });
    alarm.addAlarmAction(action);
    alarm.addOkAction(action);
    this.alarms[id] = alarm;
    if (sendsBack) this.rollbackAlarms.push(alarm);
  }
}

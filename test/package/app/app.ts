// An app of somebody else's: two stages, one of which has two bots in a stack, and rules of their own company.
import { App, CfnOutput, DefaultStackSynthesizer, Stack, Stage, Tags, Validations } from 'aws-cdk-lib';
import { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { AccountPrincipal, ManagedPolicy, PermissionsBoundary, Role } from 'aws-cdk-lib/aws-iam';
import { AwsSolutionsChecks } from 'cdk-nag';
import { PilotStatusWebhook } from 'pilot-status-webhook-cdk';

const app = new App();
for (const name of ['Test', 'Prod']) {
  const stage = new Stage(app, name);
  const synthesizer = new DefaultStackSynthesizer({ qualifier: 'shop123' });
  const stack = new Stack(stage, 'Shop', { synthesizer });

  const sales = new PilotStatusWebhook(stack, 'Sales', {
    bot: 'bot.ts',
    eventBus: 'default',
    reconcileMinutes: 5,
    botSecrets: 'ORDERS_KEY',
    deployment: 'canary',
  });
  if (name === 'Prod')
    new PilotStatusWebhook(stack, 'Support', { bot: 'support.ts', language: 'pt-BR', dashboard: 'off' });

  // What the construct lets others do.
  sales.grantSend(new Role(stack, 'Shopkeeper', { assumedBy: new AccountPrincipal(stack.account) }));
  sales.functions.processor.addEnvironment('SHOP', name);
  const waiting = new Alarm(stack, 'ManyOrders', {
    metric: sales.queues.events.metricApproximateNumberOfMessagesVisible(),
    threshold: 100,
    evaluationPeriods: 1,
  });
  waiting.addAlarmAction(new SnsAction(sales.alarmTopic));
  new CfnOutput(stack, 'Orders', { value: sales.ledger.tableName });

  Tags.of(stack).add('cost-centre', 'shop', { excludeResourceTypes: ['AWS::CloudWatch::Dashboard'] });
  PermissionsBoundary.of(stack).apply(ManagedPolicy.fromAwsManagedPolicyName('PowerUserAccess'));
}
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));

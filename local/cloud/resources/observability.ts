import { z } from 'zod';
import { arn, physicalName } from '../place.ts';
import { defineType, type ResourceIdentity, type ResourceType, TAGS } from './resource-type.ts';

export const logGroup = defineType({
  type: 'AWS::Logs::LogGroup',
  honoured: z.strictObject({ LogGroupName: z.string().optional() }),
  noDifference: {
    ...TAGS,
    LogGroupClass: 'It only changes the price and what can be searched.',
    RetentionInDays: 'Log lines are reported as they are written and are not kept.',
  },
  identify({ logicalId, place, property }) {
    const name = property('LogGroupName') ?? physicalName(place, logicalId, 512);
    return { ref: name, attributes: { Arn: arn(place, 'logs', `log-group:${name}:*`) } };
  },
});

const topic = inert('AWS::SNS::Topic', 'Nothing publishes to a topic here: there are no alarms.', (identity) => {
  const name = identity.property('TopicName') ?? physicalName(identity.place, identity.logicalId, 256);
  const topicArn = arn(identity.place, 'sns', name);
  return { ref: topicArn, attributes: { TopicArn: topicArn, TopicName: name } };
});

const alarm = inert('AWS::CloudWatch::Alarm', 'No metrics are kept, so no alarm can go off.', (identity) => {
  const name = identity.property('AlarmName') ?? physicalName(identity.place, identity.logicalId, 255);
  return { ref: name, attributes: { Arn: arn(identity.place, 'cloudwatch', `alarm:${name}`) } };
});

/** The types that watch the others, or wake them. They may stand in a template and do nothing on a laptop. */
export const INERT_TYPES: ResourceType<unknown>[] = [
  topic,
  alarm,
  inert('AWS::Budgets::Budget', 'Nothing here costs money.'),
  inert('AWS::CDK::Metadata', 'It tells AWS which constructs are in use.'),
  inert('AWS::CloudWatch::Dashboard', 'No metrics are kept.'),
  inert('AWS::CodeDeploy::Application', 'There is no other version that work could be shifted to.'),
  inert('AWS::CodeDeploy::DeploymentGroup', 'There is no other version that work could be shifted to.'),
  inert('AWS::Logs::MetricFilter', 'No metrics are kept.'),
  inert('AWS::Logs::QueryDefinition', 'There is no log here to search: lines are reported as they are written.'),
  inert('AWS::Logs::ResourcePolicy', 'The local HTTP API reports its access log without asking for leave.'),
  inert('AWS::SNS::Subscription', 'Nothing publishes to a topic here.'),
  inert('AWS::SNS::TopicPolicy', 'Nothing publishes to a topic here.'),
];

function inert(
  type: string,
  reason: string,
  identify = ({ logicalId, place }: ResourceIdentity): ReturnType<ResourceType<unknown>['identify']> => ({
    ref: physicalName(place, logicalId, 256),
  }),
): ResourceType<unknown> {
  return defineType<unknown>({ type, honoured: z.unknown(), noDifference: { '*': reason }, identify });
}

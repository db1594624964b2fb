import { type App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { readFunctionArns } from '../../local/cloud/functions/function-arns.ts';
import { readRoles } from '../../local/cloud/iam/roles.ts';
import { placeOf } from '../../local/cloud/place.ts';
import { eventSourceMapping } from '../../local/cloud/resources/lambda.ts';
import { readTemplate } from '../../local/cloud/template.ts';
import { aliasIn, template, webhookStack } from '../support/stack.ts';

const atOnce = template();
const canary = template({ deployment: 'canary' });

type Template = typeof atOnce;
const entries = (type: string, stack: Template) => Object.entries(stack.findResources(type));

/** The function behind an alias, by its id in the template. */
const aliases = (stack: Template): Record<string, string> =>
  Object.fromEntries(
    entries('AWS::Lambda::Alias', stack).map(([id, { Properties }]) => [id, Properties.FunctionName.Ref]),
  );

describe.each([
  ['all-at-once', atOnce],
  ['canary', canary],
])('with deployment %s', (_, stack) => {
  test('each function has an alias on a version of its own, which stays when the next one comes', () => {
    const functions = entries('AWS::Lambda::Function', stack).map(([id]) => id);
    expect(Object.values(aliases(stack)).sort()).toEqual(functions.sort());
    for (const [, { Properties }] of entries('AWS::Lambda::Alias', stack)) {
      const version = stack.toJSON().Resources[Properties.FunctionVersion['Fn::GetAtt'][0]];
      expect(Properties.Name).toBe('live');
      expect(version).toMatchObject({
        Type: 'AWS::Lambda::Version',
        DeletionPolicy: 'RetainExceptOnCreate',
        Properties: { FunctionName: Properties.FunctionName },
      });
    }
  });

  test('queues and API invoke the aliases and nothing else', () => {
    const known = Object.keys(aliases(stack));
    for (const [, { Properties }] of entries('AWS::Lambda::EventSourceMapping', stack)) {
      expect(known).toContain(aliasIn(Properties.FunctionName));
    }
    for (const [, { Properties }] of entries('AWS::ApiGatewayV2::Integration', stack)) {
      expect(known).toContain(aliasIn(Properties.IntegrationUri));
    }
    for (const [, { Properties }] of entries('AWS::Lambda::Permission', stack)) {
      expect(known).toContain(aliasIn(Properties.FunctionName));
    }
  });

  test('the local cloud runs it: it knows each resource and property, each role, and where each alias leads', () => {
    const read = readTemplate(stack.toJSON(), placeOf({ stackName: 'pilot-status-prod', apiUrl: '', awsUrl: '' }));
    expect(() => readRoles(read)).not.toThrow();
    const arns = readFunctionArns(read);
    expect(read.all(eventSourceMapping).map(({ properties }) => arns.has(properties.FunctionName))).toEqual([
      true,
      true,
    ]);
  });
});

test('switching between the two changes no event source mapping, route, queue, table, function or secret', () => {
  const kept = (stack: Template) => {
    const { Resources } = stack.toJSON() as { Resources: Record<string, { Type: string; UpdatePolicy?: unknown }> };
    return Object.fromEntries(
      Object.entries(Resources)
        .filter(([id]) => !id.startsWith('Deployments'))
        .map(([id, { UpdatePolicy: _, ...resource }]) => [id, resource]),
    );
  };
  expect(kept(canary)).toEqual(kept(atOnce));
});

test('the guide to settings that AWS keeps names the mapping of the processor', () => {
  const ids = entries('AWS::Lambda::EventSourceMapping', atOnce).map(([id]) => id);
  expect(ids.filter((id) => id.startsWith('EventsMapping'))).toHaveLength(1);
});

test('all at once needs no CodeDeploy', () => {
  expect(JSON.stringify(atOnce.toJSON())).not.toMatch(/codedeploy/i);
});

test('a canary gets a tenth of the work for ten minutes, and goes back when a function fails', () => {
  const groups = entries('AWS::CodeDeploy::DeploymentGroup', canary);
  expect(groups).toHaveLength(4);
  for (const [, { Properties }] of groups) {
    expect(Properties.DeploymentConfigName).toBe('CodeDeployDefault.LambdaCanary10Percent10Minutes');
    expect(Properties.AutoRollbackConfiguration).toEqual({
      Enabled: true,
      Events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM'],
    });
    const alarms = Properties.AlarmConfiguration.Alarms.map(({ Name }: { Name: { Ref: string } }) => Name.Ref);
    const names = alarms.map((id: string) => canary.toJSON().Resources[id].Properties.AlarmName);
    expect(names).toEqual(
      ['IngestUnavailable', 'ProcessorErrors', 'ReplyErrors'].map((id) => `pilot-status-prod-${id}`),
    );
  }
});

test('each alias is moved by a deployment of its own', () => {
  const movers = entries('AWS::Lambda::Alias', canary).map(
    ([, { UpdatePolicy }]) => UpdatePolicy.CodeDeployLambdaAliasUpdate.DeploymentGroupName.Ref,
  );
  expect(new Set(movers)).toEqual(new Set(entries('AWS::CodeDeploy::DeploymentGroup', canary).map(([id]) => id)));
});

test('another value of a setting makes another version, and the same settings the same one', () => {
  const versions = (settings: object) => entries('AWS::Lambda::Version', template({ ...settings })).map(([id]) => id);
  const [ingest, processor, reply, outbox] = versions({});
  expect(versions({})).toEqual([ingest, processor, reply, outbox]);
  const changed = versions({ windowHours: 12 });
  expect(changed[0]).toBe(ingest);
  expect(changed[1]).not.toBe(processor);
  expect(changed[2]).not.toBe(reply);
});

/** Everything that a setting can add to the stack. */
const EVERYTHING = { archiveMedia: 'on', accessLogs: 'on', reconcileMinutes: 15 };

/** The types of resource that are kept by a deletion policy, each with its policies. */
function policies(stack: Template): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  for (const { Type, DeletionPolicy, UpdateReplacePolicy } of Object.values<Kept>(stack.toJSON().Resources)) {
    if (DeletionPolicy === undefined && UpdateReplacePolicy === undefined) continue;
    found[Type] = [...new Set([...(found[Type] ?? []), `${DeletionPolicy}, ${UpdateReplacePolicy}`])];
  }
  return found;
}

interface Kept {
  Type: string;
  DeletionPolicy?: string;
  UpdateReplacePolicy?: string;
}

test('production keeps table, secrets, logs, files, versions and queues, but nothing of a deployment that is rolled back', () => {
  const kept = ['RetainExceptOnCreate, Retain'];
  expect(policies(template(EVERYTHING))).toEqual({
    'AWS::DynamoDB::Table': kept,
    'AWS::Lambda::Version': kept,
    'AWS::Logs::LogGroup': kept,
    'AWS::S3::Bucket': kept,
    'AWS::SecretsManager::Secret': kept,
    'AWS::SQS::Queue': kept,
  });
});

test('a stage that may be destroyed keeps nothing but the versions to go back to, which go with their functions', () => {
  const gone = ['Delete, Delete'];
  expect(policies(template({ ...EVERYTHING, removalPolicy: 'destroy' }))).toEqual({
    'AWS::DynamoDB::Table': gone,
    'AWS::Lambda::Version': ['RetainExceptOnCreate, Retain'],
    'AWS::Logs::LogGroup': gone,
    'AWS::S3::Bucket': gone,
    'AWS::SecretsManager::Secret': gone,
    'AWS::SQS::Queue': gone,
  });
});

test('two regions of one account can hold the same stage: what is named for the whole account has the region in its name', () => {
  const stack = template({ ...EVERYTHING, monthlyBudgetUsd: 5, alarmEmail: 'me@example.com', deployment: 'canary' });
  for (const [, { Properties }] of entries('AWS::CloudWatch::Dashboard', stack)) {
    expect(Properties.DashboardName).toEqual({ 'Fn::Join': ['', ['pilot-status-prod-', { Ref: 'AWS::Region' }]] });
  }
  for (const [type, name] of [
    ['AWS::IAM::Role', 'RoleName'],
    ['AWS::IAM::ManagedPolicy', 'ManagedPolicyName'],
    ['AWS::S3::Bucket', 'BucketName'],
    ['AWS::Budgets::Budget', 'BudgetName'],
  ] as const) {
    for (const [, { Properties }] of entries(type, stack)) {
      expect({ type, name: (Properties.Budget ?? Properties)[name] }).toEqual({ type, name: undefined });
    }
  }
});

test('AwsSolutions of cdk-nag finds nothing in canary deployments that is not acknowledged with a reason', () => {
  const app = webhookStack({ deployment: 'canary' }).node.root as App;
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  expect(() => app.synth()).not.toThrow();
});

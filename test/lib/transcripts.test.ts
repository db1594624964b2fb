import { type App, Validations } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import { readConfig } from '../../lib/config.ts';
import { template, webhookStack } from '../support/stack.ts';

const standard = template();
const keeping = template({ transcripts: 'on', transcriptDays: 7 });

const idOf = (type: string, stack = keeping) =>
  Object.keys(stack.findResources(type)).find((id) => id.startsWith('Transcripts')) ?? '';

test('there is no table, no key, no permission and no variable for words, unless they are asked for', () => {
  expect(JSON.stringify(standard.toJSON())).not.toMatch(/KMS|kms:|TRANSCRIPT|Transcripts/);
  standard.resourceCountIs('AWS::DynamoDB::Table', 1);
});

test('words are in a table that forgets, under a key of their own that rotates, without backups', () => {
  const key = idOf('AWS::KMS::Key');
  keeping.hasResourceProperties('AWS::KMS::Key', { EnableKeyRotation: true });
  keeping.hasResourceProperties('AWS::DynamoDB::Table', {
    KeySchema: [
      { AttributeName: 'conversation', KeyType: 'HASH' },
      { AttributeName: 'line', KeyType: 'RANGE' },
    ],
    BillingMode: 'PAY_PER_REQUEST',
    SSESpecification: { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: { 'Fn::GetAtt': [key, 'Arn'] } },
    TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
    PointInTimeRecoverySpecification: Match.absent(),
  });
});

test('processor and reply function may add lines, and use the key for that table alone; nobody else may do anything', () => {
  const policies = Object.entries(keeping.findResources('AWS::IAM::Policy'));
  const about = policies.flatMap(([id, { Properties }]) =>
    Properties.PolicyDocument.Statement.filter((statement: object) =>
      JSON.stringify(statement).includes('Transcripts'),
    ).map((statement: object) => [id.replace(/Function.*/, ''), statement]),
  );
  const table = { Action: 'dynamodb:PutItem', Resource: { 'Fn::GetAtt': [idOf('AWS::DynamoDB::Table'), 'Arn'] } };
  const key = {
    Action: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey'],
    Resource: { 'Fn::GetAtt': [idOf('AWS::KMS::Key'), 'Arn'] },
    Condition: {
      StringEquals: { 'kms:ViaService': { 'Fn::Join': ['', ['dynamodb.', { Ref: 'AWS::Region' }, '.amazonaws.com']] } },
    },
  };
  const statements = [table, key].map((statement) => ({ Effect: 'Allow', ...statement }));
  expect(about).toEqual(['Processor', 'Reply'].flatMap((id) => statements.map((statement) => [id, statement])));
});

test('the two functions are told of the table and its days', () => {
  const told = Object.values(keeping.findResources('AWS::Lambda::Function')).flatMap(({ Properties }) => {
    const { TRANSCRIPTS_TABLE, TRANSCRIPT_DAYS } = Properties.Environment.Variables;
    return TRANSCRIPTS_TABLE === undefined ? [] : [{ TRANSCRIPTS_TABLE, TRANSCRIPT_DAYS }];
  });
  const variables = { TRANSCRIPTS_TABLE: { Ref: idOf('AWS::DynamoDB::Table') }, TRANSCRIPT_DAYS: '7' };
  expect(told).toEqual([variables, variables]);
});

test('an output names the table', () => {
  const Value = { Ref: idOf('AWS::DynamoDB::Table') };
  expect(keeping.findOutputs('TranscriptsTable')).toMatchObject({ TranscriptsTable: { Value } });
});

test.each([
  ['retain', 'RetainExceptOnCreate'],
  ['destroy', 'Delete'],
])('with the removal policy %s table and key go as the ledger does', (removalPolicy, DeletionPolicy) => {
  const stack = template({ transcripts: 'on', removalPolicy });
  for (const type of ['AWS::DynamoDB::Table', 'AWS::KMS::Key']) {
    stack.allResources(type, { DeletionPolicy });
  }
});

test('words may not outlive the ledger, by which they are found', () => {
  const settings = { transcripts: 'on', transcriptDays: 31 };
  expect(() => readConfig(settings)).toThrow(
    /transcriptDays: 31 was given; allowed is at most ledgerRetentionDays, 30/,
  );
  expect(readConfig({ ...settings, ledgerRetentionDays: 31 })).toMatchObject(settings);
  expect(readConfig({ transcriptDays: 31 })).toMatchObject({ transcripts: 'off' });
});

test('AwsSolutions of cdk-nag finds nothing that is not acknowledged with a reason', () => {
  const app = webhookStack({ transcripts: 'on' }).node.root as App;
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  expect(() => app.synth()).not.toThrow();
});

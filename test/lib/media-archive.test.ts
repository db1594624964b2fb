import { type App, Validations } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import { template, webhookStack } from '../support/stack.ts';

const SETTINGS = { archiveMedia: 'on', archiveDays: 7, archiveMaxMegabytes: 5, archiveTypes: 'image/*,audio/ogg' };

const standard = template();
const archiving = template(SETTINGS);

/** The function that reads the events queue. */
const processor = (stack = archiving) => {
  const functions = Object.values(stack.findResources('AWS::Lambda::Function'));
  return functions.find(({ Properties }) => Properties.Environment.Variables.BOT_TIMEOUT_SECONDS)?.Properties;
};

test('there is no bucket, and no function knows of one, unless it is asked for', () => {
  expect(JSON.stringify(standard.toJSON())).not.toMatch(/AWS::S3|s3:|ARCHIVE/);
  expect(Object.keys(standard.findOutputs('*'))).not.toContain('ArchiveBucket');
});

test('the bucket is private, encrypted, without versions, and forgets', () => {
  archiving.resourceCountIs('AWS::S3::Bucket', 1);
  archiving.hasResourceProperties('AWS::S3::Bucket', {
    PublicAccessBlockConfiguration: {
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    },
    BucketEncryption: {
      ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
    },
    LifecycleConfiguration: {
      Rules: [
        {
          Status: 'Enabled',
          ExpirationInDays: 7,
          AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
          Prefix: Match.absent(),
        },
      ],
    },
    VersioningConfiguration: Match.absent(),
    BucketName: Match.absent(),
  });
});

test('the bucket refuses everything over plain HTTP, and allows nobody anything', () => {
  const [policy] = Object.values(archiving.findResources('AWS::S3::BucketPolicy'));
  expect(policy?.Properties.PolicyDocument.Statement).toMatchObject([
    {
      Effect: 'Deny',
      Principal: { AWS: '*' },
      Action: 's3:*',
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    },
  ]);
});

test('only the processor is told of the bucket, and no link is trusted', () => {
  const [bucket] = Object.keys(archiving.findResources('AWS::S3::Bucket'));
  expect(processor()?.Environment.Variables).toMatchObject({
    ARCHIVE_BUCKET: { Ref: bucket },
    ARCHIVE_BUCKET_DOMAIN: { 'Fn::GetAtt': [bucket, 'RegionalDomainName'] },
    ARCHIVE_TYPES: 'image/*,audio/ogg',
    ARCHIVE_MAX_MEGABYTES: '5',
    ARCHIVE_TRUSTED_ORIGIN: '',
  });
  const told = Object.values(archiving.findResources('AWS::Lambda::Function')).filter(({ Properties }) =>
    JSON.stringify(Properties).includes('ARCHIVE'),
  );
  expect(told).toHaveLength(1);
});

test.each([1, 10, 400])('with a bot of %i s there is time for a file and an answer, twice', (botTimeoutSeconds) => {
  const { Timeout, Environment } = processor(template({ ...SETTINGS, botTimeoutSeconds })) ?? {};
  const archiveSeconds = Number(Environment.Variables.ARCHIVE_TIMEOUT_SECONDS);
  expect(Timeout).toBeGreaterThanOrEqual(2 * (archiveSeconds + botTimeoutSeconds));
  // Lambda's own limit.
  expect(Timeout).toBeLessThanOrEqual(900);
});

test('no function is added to empty the bucket', () => {
  for (const settings of [SETTINGS, { ...SETTINGS, removalPolicy: 'destroy' }]) {
    template(settings).resourceCountIs('AWS::Lambda::Function', 4);
  }
});

test('an output names the bucket', () => {
  const [bucket] = Object.keys(archiving.findResources('AWS::S3::Bucket'));
  expect(archiving.findOutputs('ArchiveBucket')).toMatchObject({ ArchiveBucket: { Value: { Ref: bucket } } });
});

test('AwsSolutions of cdk-nag finds nothing that is not acknowledged with a reason', () => {
  const app = webhookStack(SETTINGS).node.root as App;
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  expect(() => app.synth()).not.toThrow();
});

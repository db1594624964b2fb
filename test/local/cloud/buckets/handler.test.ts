import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { createCredentialStore, type IssuedCredentials } from '../../../../local/cloud/aws/credentials.ts';
import { createDemands } from '../../../../local/cloud/aws/demands.ts';
import { createAwsHandler } from '../../../../local/cloud/aws/endpoint.ts';
import { createGate } from '../../../../local/cloud/aws/gate.ts';
import type { AwsBackend } from '../../../../local/cloud/aws/replies.ts';
import { createBuckets } from '../../../../local/cloud/buckets/buckets.ts';
import { createS3Handler } from '../../../../local/cloud/buckets/handler.ts';
import type { CloudActivity } from '../../../../local/cloud/events.ts';
import { createHttpEndpoint, type HttpEndpoint } from '../../../../local/cloud/http-endpoint.ts';
import { compilePolicy } from '../../../../local/cloud/iam/policy.ts';
import { readResourcePolicies } from '../../../../local/cloud/iam/resource-policies.ts';
import type { Role } from '../../../../local/cloud/iam/roles.ts';
import { placeOf } from '../../../../local/cloud/place.ts';
import { bucket } from '../../../../local/cloud/resources/s3.ts';
import { readTemplate } from '../../../../local/cloud/template.ts';

const BUCKET = 'shop-files';
const NOW = Date.parse('2026-02-24T10:30:00.000Z');

/** The bucket, whose own policy refuses everybody below `sealed/`. */
const TEMPLATE = {
  Resources: {
    Files: { Type: 'AWS::S3::Bucket' },
    Sealed: {
      Type: 'AWS::S3::BucketPolicy',
      Properties: {
        Bucket: { Ref: 'Files' },
        PolicyDocument: {
          Statement: {
            Effect: 'Deny',
            Principal: '*',
            Action: 's3:*',
            Resource: { 'Fn::Join': ['', [{ 'Fn::GetAtt': ['Files', 'Arn'] }, '/in/sealed/*']] },
          },
        },
      },
    },
  },
};

let endpoint: HttpEndpoint;
let activities: CloudActivity[];
let clients: S3Client[];
let client: (credentials: IssuedCredentials) => S3Client;
let worker: S3Client;
let admin: S3Client;

beforeEach(async () => {
  endpoint = await createHttpEndpoint(0);
  activities = [];
  clients = [];
  const place = placeOf({ stackName: 'shop', apiUrl: '', awsUrl: endpoint.url });
  const stack = readTemplate(TEMPLATE, place);
  const mayPut = { Effect: 'Allow', Action: 's3:PutObject', Resource: `arn:aws:s3:::${BUCKET}/in/*` };
  const statements = compilePolicy({ Statement: mayPut }, 'identity', 'p');
  const role: Role = { arn: 'arn:aws:iam::000000000000:role/worker-role', name: 'worker-role', statements, trust: [] };
  const other: AwsBackend = async () => ({ status: 200, body: {} });
  const gate = createGate({
    place,
    backends: { sqs: other, dynamodb: other, secretsmanager: other, events: other },
    demandsOf: createDemands(place, () => undefined),
    statementsOf: () => statements,
    resourceStatementsOf: readResourcePolicies(stack),
    emit: (activity) => activities.push(activity),
  });
  const buckets = createBuckets(
    stack.all(bucket).map(({ ref }) => ref),
    () => NOW,
  );
  const credentials = createCredentialStore();
  endpoint.open(createAwsHandler(credentials, gate, { s3: createS3Handler({ buckets, gate, place }) }));
  client = (keys) => {
    const options = { endpoint: endpoint.url, region: place.region, credentials: keys, maxAttempts: 1 };
    clients.push(new S3Client({ ...options, forcePathStyle: true }));
    return clients.at(-1) as S3Client;
  };
  worker = client(credentials.issue({ admin: false, role, session: 'shop-Worker' }));
  admin = client(credentials.issue({ admin: true }));
});
afterEach(async () => {
  for (const made of clients) made.destroy();
  await endpoint.close();
});

const put = (Key: string, Body = 'a file', Bucket = BUCKET) =>
  new PutObjectCommand({ Bucket, Key, Body, ContentType: 'image/png' });
const list = (Prefix: string, ContinuationToken?: string) =>
  new ListObjectsV2Command({ Bucket: BUCKET, Prefix, ContinuationToken });

test('an object is what was put last, with its type and its time', async () => {
  await admin.send(put('in/a b+c%2F&<é.png', 'an older one'));
  await admin.send(put('in/a b+c%2F&<é.png'));
  const object = await admin.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'in/a b+c%2F&<é.png' }));
  expect(await object.Body?.transformToString()).toBe('a file');
  expect(object).toMatchObject({ ContentType: 'image/png', ContentLength: 6, LastModified: new Date(NOW) });
  expect((await admin.send(list(''))).Contents).toEqual([{ Key: 'in/a b+c%2F&<é.png' }]);
});

test('an object that was deleted is gone, and deleting it again does no harm', async () => {
  await admin.send(put('in/1'));
  await admin.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: 'in/1' }));
  await admin.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: 'in/1' }));
  await expect(admin.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'in/1' }))).rejects.toMatchObject({
    name: 'NoSuchKey',
  });
});

test('objects are listed by their prefix, in order, a thousand a page', async () => {
  await admin.send(put('out/1'));
  await Promise.all(Array.from({ length: 1_001 }, (_, i) => admin.send(put(`in/${String(i).padStart(4, '0')}`))));
  const first = await admin.send(list('in/'));
  expect(first).toMatchObject({ KeyCount: 1_000, IsTruncated: true });
  expect(first.Contents?.[0]).toEqual({ Key: 'in/0000' });
  const second = await admin.send(list('in/', first.NextContinuationToken));
  expect(second).toMatchObject({ IsTruncated: false, Contents: [{ Key: 'in/1000' }] });
});

test('a role may do what its policy allows on these keys, and a refusal is reported', async () => {
  await worker.send(put('in/1'));
  await expect(worker.send(put('out/1'))).rejects.toMatchObject({ name: 'AccessDenied' });
  await expect(worker.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'in/1' }))).rejects.toThrow('Access Denied');
  await expect(worker.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: 'in/1' }))).rejects.toThrow('Access Denied');
  await expect(worker.send(list('in/'))).rejects.toThrow('Access Denied');
  expect(activities).toMatchObject([
    { kind: 'denied', action: 's3:PutObject', resource: 'arn:aws:s3:::shop-files/out/1' },
    { kind: 'denied', action: 's3:GetObject', resource: 'arn:aws:s3:::shop-files/in/1' },
    { kind: 'denied', action: 's3:DeleteObject', resource: 'arn:aws:s3:::shop-files/in/1' },
    { kind: 'denied', action: 's3:ListBucket', resource: 'arn:aws:s3:::shop-files' },
  ]);
});

test('the policy of the bucket speaks for its objects', async () => {
  await expect(worker.send(put('in/sealed/1'))).rejects.toMatchObject({ name: 'AccessDenied' });
});

test('a key that was never given out opens nothing', async () => {
  const stranger = client({ accessKeyId: 'AKIASTRANGER', secretAccessKey: 'x' });
  await expect(stranger.send(put('in/1'))).rejects.toMatchObject({ name: 'InvalidAccessKeyId' });
});

test('a bucket that the template does not have is not there', async () => {
  await expect(admin.send(put('in/1', 'a file', 'another'))).rejects.toMatchObject({ name: 'NoSuchBucket' });
});

test('an operation that is not known is refused by name', async () => {
  const tags = new GetObjectTaggingCommand({ Bucket: BUCKET, Key: 'in/1' });
  await expect(admin.send(tags)).rejects.toThrow(
    'Of S3, the local cloud knows only PutObject, GetObject, DeleteObject, ListObjectsV2.',
  );
});

test('a copy, which is a put but for a header, is not taken for one', async () => {
  const copy = new CopyObjectCommand({ Bucket: BUCKET, Key: 'in/2', CopySource: `${BUCKET}/in/1` });
  await expect(admin.send(copy)).rejects.toThrow();
  expect((await admin.send(list(''))).KeyCount).toBe(0);
});

import { once } from 'node:events';
import { existsSync, statSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetSecretValueCommand, PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import { type CloudProcess, startCloudProcess } from '../fixtures/cloud-process.ts';
import { writeAssembly } from '../fixtures/small-stack.ts';

const table = (...keys: string[]) => ({
  Type: 'AWS::DynamoDB::Table',
  Properties: {
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: keys.map((AttributeName, index) => ({ AttributeName, KeyType: index === 0 ? 'HASH' : 'RANGE' })),
    AttributeDefinitions: keys.map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
  },
});
const RESOURCES = {
  Jobs: { Type: 'AWS::SQS::Queue', Properties: { FifoQueue: true, VisibilityTimeout: 900 } },
  Plain: { Type: 'AWS::SQS::Queue' },
  Table: table('id'),
  Token: { Type: 'AWS::SecretsManager::Secret', Properties: { GenerateSecretString: {} } },
  Files: { Type: 'AWS::S3::Bucket' },
};

const folders: string[] = [];
async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'kept-'));
  folders.push(folder);
  return join(folder, 'state');
}
const running = new Set<CloudProcess>();
afterEach(async () => {
  await Promise.all([...running].map((cloud) => cloud.stop()));
  running.clear();
});
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true }))));

async function start(keep: string | undefined, resources: object = RESOURCES) {
  const Outputs = Object.fromEntries(Object.keys(resources).map((name) => [name, { Value: { Ref: name } }]));
  const assembly = await writeAssembly({ Resources: resources, Outputs });
  folders.push(assembly);
  const cloud = await startCloudProcess({ assembly, ...(keep !== undefined && { keep }) });
  running.add(cloud);
  const client = { endpoint: cloud.awsEndpoint, region: cloud.region, credentials: cloud.adminCredentials };
  const secrets = new SecretsManagerClient(client);
  const s3 = new S3Client({ ...client, forcePathStyle: true });
  const { Jobs, Plain, Table, Token, Files } = cloud.outputs;
  const queue = (name = 'Jobs') => (name === 'Jobs' ? Jobs : Plain);
  return {
    ...cloud,
    send: (MessageBody: string, MessageGroupId?: string, DelaySeconds?: number) =>
      cloud.sqs.send(
        new SendMessageCommand({
          QueueUrl: queue(MessageGroupId === undefined ? 'Plain' : 'Jobs'),
          MessageBody,
          ...(MessageGroupId !== undefined && { MessageGroupId, MessageDeduplicationId: MessageBody }),
          ...(DelaySeconds !== undefined && { DelaySeconds }),
          MessageAttributes: { kind: { DataType: 'String', StringValue: MessageBody } },
        }),
      ),
    receive: async (name = 'Jobs', MaxNumberOfMessages = 10) => {
      const { Messages = [] } = await cloud.sqs.send(
        new ReceiveMessageCommand({
          QueueUrl: queue(name),
          MaxNumberOfMessages,
          AttributeNames: ['All'],
          MessageAttributeNames: ['All'],
        }),
      );
      return Messages;
    },
    remove: (ReceiptHandle: string | undefined) =>
      cloud.sqs.send(new DeleteMessageCommand({ QueueUrl: queue(), ReceiptHandle })),
    delayed: async () => {
      const asked = { QueueUrl: queue('Plain'), AttributeNames: ['ApproximateNumberOfMessagesDelayed' as const] };
      return (await cloud.sqs.send(new GetQueueAttributesCommand(asked))).Attributes;
    },
    putItem: (id: string) =>
      cloud.dynamo.send(
        new PutItemCommand({ TableName: Table, Item: { id: { S: id }, bytes: { B: Buffer.from(id) } } }),
      ),
    item: async (id: string) =>
      (await cloud.dynamo.send(new GetItemCommand({ TableName: Table, Key: { id: { S: id } } }))).Item,
    putSecret: (SecretString: string) => secrets.send(new PutSecretValueCommand({ SecretId: Token, SecretString })),
    secret: async (VersionStage = 'AWSCURRENT') =>
      (await secrets.send(new GetSecretValueCommand({ SecretId: Token, VersionStage }))).SecretString,
    putFile: (Key: string, Body: string) =>
      s3.send(new PutObjectCommand({ Bucket: Files, Key, Body, ContentType: 'image/jpeg' })),
    removeFile: (Key: string) => s3.send(new DeleteObjectCommand({ Bucket: Files, Key })),
    file: async (Key: string) => {
      const found = await s3.send(new GetObjectCommand({ Bucket: Files, Key }));
      return { type: found.ContentType, body: await found.Body?.transformToString() };
    },
  };
}
const bodies = (messages: { Body?: string | undefined }[]) => messages.map(({ Body }) => Body);

test('all state is there after a restart', async () => {
  const folder = await newFolder();
  const before = await start(folder);
  await before.putItem('kept');
  const generated = await before.secret();
  await before.putSecret('mine');
  await before.putFile('a/ção 1.jpg', 'picture\nof two lines');
  await before.putFile('gone.jpg', 'gone');
  await before.removeFile('gone.jpg');
  await before.send('later', undefined, 600);
  await before.send('plain');
  for (const body of ['a1', 'a2', 'a3']) await before.send(body, 'a');
  await before.send('b1', 'b');
  const [a1, a2] = await before.receive('Jobs', 2);
  expect(bodies([a1 ?? {}, a2 ?? {}])).toEqual(['a1', 'a2']);
  await before.remove(a1?.ReceiptHandle);
  await before.stop();

  const after = await start(folder);
  expect(await after.item('kept')).toEqual({ id: { S: 'kept' }, bytes: { B: new Uint8Array(Buffer.from('kept')) } });
  expect(await after.secret()).toBe('mine');
  expect(await after.secret('AWSPREVIOUS')).toBe(generated);
  expect(await after.file('a/ção 1.jpg')).toEqual({ type: 'image/jpeg', body: 'picture\nof two lines' });
  await expect(after.file('gone.jpg')).rejects.toMatchObject({ name: 'NoSuchKey' });
  expect(await after.delayed()).toEqual({ ApproximateNumberOfMessagesDelayed: '1' });
  expect(bodies(await after.receive('Plain'))).toEqual(['plain']);
  await after.send('a4', 'a');
  const found = await after.receive();
  expect(bodies(found.filter(({ Attributes }) => Attributes?.MessageGroupId === 'a'))).toEqual(['a2', 'a3', 'a4']);
  expect(bodies(found)).toContain('b1');
  expect(found.find(({ Body }) => Body === 'a2')).toMatchObject({
    Attributes: { ApproximateReceiveCount: '2', MessageDeduplicationId: 'a2' },
    MessageAttributes: { kind: { StringValue: 'a2' } },
  });
});

test('a process that is killed leaves its state behind', async () => {
  const folder = await newFolder();
  const before = await start(folder);
  await before.putItem('kept');
  await before.putSecret('mine');
  await before.putFile('a', 'picture');
  await before.send('job', 'a');
  while (!(await readFile(join(folder, 'queues.json'), 'utf8').catch(() => '')).includes('"job"'));
  const modes = ['tables', 'objects', 'secrets.json', 'queues.json'].map((name) => statSync(join(folder, name)).mode);
  expect(modes.map((mode) => mode & 0o077)).toEqual([0, 0, 0, 0]);
  before.child.kill('SIGKILL');
  await once(before.child, 'close');

  const after = await start(folder);
  expect(await after.item('kept')).toBeDefined();
  expect(await after.secret()).toBe('mine');
  expect(await after.file('a')).toMatchObject({ body: 'picture' });
  expect(bodies(await after.receive())).toEqual(['job']);
});

test('without a folder nothing is kept', async () => {
  const before = await start(undefined);
  await before.putItem('gone');
  await before.stop();
  expect(await (await start(undefined)).item('gone')).toBeUndefined();
});

test('a resource that is new begins empty, and the rest stays', async () => {
  const folder = await newFolder();
  const { Jobs, Files, Token, ...few } = RESOURCES;
  const before = await start(folder, few);
  await before.putItem('kept');
  await before.stop();
  const after = await start(folder, { ...RESOURCES, Other: table('id') });
  expect(await after.item('kept')).toBeDefined();
  expect(await after.receive()).toEqual([]);
});

describe('a folder that cannot be used is refused in one sentence', () => {
  /** Keeps a message and an item, then starts again with what was changed. */
  async function refusal(resources: object, change: (folder: string) => Promise<unknown> = async () => {}) {
    const folder = await newFolder();
    const before = await start(folder);
    await before.send('job', 'a');
    await before.stop();
    await change(folder);
    const error = await start(folder, resources).catch((thrown: Error) => thrown);
    return (error as Error).message.replaceAll(folder, 'FOLDER');
  }
  const { Table, Jobs, ...others } = RESOURCES;
  const advice = 'add --fresh to start over, or name another folder after --keep.';

  test.each([
    ['a table that is gone', { ...others, Jobs }, /^FOLDER holds the table \S+, which the template does not have: /],
    [
      'a table with another key',
      { ...RESOURCES, Table: table('id', 'at') },
      /^FOLDER holds the table \S+ with other keys/,
    ],
    [
      'messages of a queue that is gone',
      { ...others, Table },
      /has 1 messages of the queue \S+\.fifo, which the template/,
    ],
  ])('%s', async (_what, resources, message) => {
    const said = await refusal(resources);
    expect(said).toMatch(message);
    expect(said).toContain(advice);
  });

  test.each([
    ['kept.json', '{"format":2,"tables":{}}', 'FOLDER was written by another version'],
    ['kept.json', '[', 'FOLDER/kept.json is broken'],
    ['queues.json', '', 'FOLDER/queues.json is broken'],
    ['secrets.json', '{"a":', 'FOLDER/secrets.json is broken'],
  ])('%s with %j', async (name, content, message) => {
    const said = await refusal(RESOURCES, (folder) => writeFile(join(folder, name), content));
    expect(said).toBe(`${message}: ${advice}`);
  });

  test('other files', async () => {
    const folder = await newFolder();
    await mkdir(folder);
    await writeFile(join(folder, 'thesis.md'), 'years of work');
    await expect(start(folder)).rejects.toThrow(/is not empty, and not what --keep wrote: name another folder/);
    expect(existsSync(join(folder, 'thesis.md'))).toBe(true);
  });
});

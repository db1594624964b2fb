import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { GetQueueAttributesCommand, GetQueueUrlCommand } from '@aws-sdk/client-sqs';
import { startDynalite } from '../../../local/cloud/tables/embedded-dynamodb.ts';
import { type CloudProcess, startCloudProcess } from './fixtures/cloud-process.ts';
import { smallStack, writeAssembly } from './fixtures/small-stack.ts';

let dynalite: Awaited<ReturnType<typeof startDynalite>>;
let fauxqs: ChildProcess;
let cloud: CloudProcess;
let assembly: string;
beforeAll(async () => {
  const driver = join(import.meta.dirname, 'fixtures/run-fauxqs.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', driver], { stdio: ['pipe', 'pipe', 'inherit'] });
  fauxqs = child;
  const [url] = await once(child.stdout, 'data');
  dynalite = await startDynalite();
  assembly = await writeAssembly(smallStack());
  cloud = await startCloudProcess({ assembly, endpoints: { sqs: String(url).trim(), dynamodb: dynalite.url } });
});
afterAll(async () => {
  await cloud.stop();
  fauxqs.stdin?.end();
  await dynalite.stop();
  await rm(assembly, { recursive: true });
});

describe('SQS and DynamoDB of another process', () => {
  test('carry the same pipeline', async () => {
    const response = await fetch(`${cloud.url}/jobs/ana`, {
      method: 'POST',
      body: 'first',
      headers: { 'content-type': 'text/plain' },
    });
    expect(response.status).toBe(202);
    const find = () =>
      cloud.dynamo.send(new GetItemCommand({ TableName: cloud.outputs.TableName, Key: { id: { S: 'first' } } }));
    let found = await find();
    while (found.Item === undefined) found = await find();
    expect(found.Item.attempts).toEqual({ N: '1' });
  });

  test('are known by the names of the template', async () => {
    const { QueueUrl } = await cloud.sqs.send(new GetQueueUrlCommand({ QueueName: 'Small-Jobs.fifo' }));
    expect(QueueUrl).toBe(cloud.outputs.JobsUrl);
    const { Attributes } = await cloud.sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn', 'RedrivePolicy'] }),
    );
    expect(Attributes?.QueueArn).toBe('arn:aws:sqs:us-east-1:000000000000:Small-Jobs.fifo');
    expect(Attributes?.RedrivePolicy).toContain('arn:aws:sqs:us-east-1:000000000000:Small-Dead.fifo');
  });
});

test('that do not answer are named in one sentence', async () => {
  await expect(startCloudProcess({ assembly, endpoints: { sqs: 'http://127.0.0.1:1' } })).rejects.toThrow(
    /^SQS at http:\/\/127\.0\.0\.1:1 does not answer: .*\.$/,
  );
});

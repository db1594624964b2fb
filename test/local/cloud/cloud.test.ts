import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { GetQueueAttributesCommand, ReceiveMessageCommand, SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import { type CloudProcess, startCloudProcess } from './fixtures/cloud-process.ts';
import { SECONDS, smallStack, writeAssembly } from './fixtures/small-stack.ts';

const clouds: CloudProcess[] = [];
const assemblies: string[] = [];

async function start(template: object, options: object = {}): Promise<CloudProcess> {
  const assembly = await writeAssembly(template);
  assemblies.push(assembly);
  const cloud = await startCloudProcess({ assembly, ...options });
  clouds.push(cloud);
  return cloud;
}

afterAll(async () => {
  await Promise.all(clouds.map((cloud) => cloud.stop()));
  await Promise.all(assemblies.map((assembly) => rm(assembly, { recursive: true })));
});

/** How long a slow machine may take; nothing waits longer than it must. */
const PATIENCE_MS = 20_000;

/** Asks again and again until there is an answer. */
async function eventually<Answer>(ask: () => Promise<Answer | undefined> | Answer | undefined): Promise<Answer> {
  const deadline = Date.now() + PATIENCE_MS;
  while (Date.now() < deadline) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error('It never happened.');
}

describe('a stack that runs on this computer', () => {
  let cloud: CloudProcess;
  beforeAll(async () => {
    cloud = await start(smallStack(), { environment: { GREETING: 'olá' }, sweepMs: 50 });
  });

  const post = (group: string, body: string) =>
    fetch(`${cloud.url}/jobs/${group}`, { method: 'POST', body, headers: { 'content-type': 'text/plain' } });
  const item = async (id: string) => {
    const { Item } = await cloud.dynamo.send(
      new GetItemCommand({ TableName: cloud.outputs.TableName, Key: { id: { S: id } } }),
    );
    return Item && { attempts: Number(Item.attempts?.N), record: JSON.parse(Item.received?.S ?? '{}') };
  };
  const handled = () =>
    cloud.events.flatMap((event) =>
      event.kind === 'log' && event.line.includes('handled') ? [JSON.parse(event.line)] : [],
    );
  /** Waits until the worker has said so; its words arrive after the item is in the table. */
  const isHandled = (id: string) => eventually(() => handled().some(({ handled, fails }) => handled === id && !fails));
  const enqueue = (group: string, ...bodies: string[]) =>
    cloud.sqs.send(
      new SendMessageBatchCommand({
        QueueUrl: cloud.outputs.JobsUrl,
        Entries: bodies.map((MessageBody, index) => ({
          Id: String(index),
          MessageBody,
          MessageGroupId: group,
          MessageDeduplicationId: MessageBody,
        })),
      }),
    );
  const messagesIn = async (queue: 'JobsUrl' | 'DeadUrl') => {
    const AttributeNames = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;
    const { Attributes } = await cloud.sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: cloud.outputs[queue], AttributeNames: [...AttributeNames] }),
    );
    return AttributeNames.map((name) => Number(Attributes?.[name])).reduce((sum, count) => sum + count, 0);
  };

  test('carries a request over its route, function, queue and function into the table', async () => {
    expect((await post('ana', 'first')).status).toBe(202);
    const { attempts, record } = await eventually(() => item('first'));
    expect(attempts).toBe(1);
    expect(record).toMatchObject({
      body: 'first',
      attributes: { ApproximateReceiveCount: '1', MessageGroupId: 'ana', MessageDeduplicationId: 'first' },
      messageAttributes: { greeting: { stringValue: 'olá', dataType: 'String' } },
      eventSource: 'aws:sqs',
      awsRegion: 'us-east-1',
    });
    await eventually(async () => (await messagesIn('JobsUrl')) === 0);
    expect(cloud.outputs.ApiUrl).toBe(cloud.url);
  });

  test('deduplicates within a message group, and not across groups', async () => {
    await enqueue('one', 'same');
    await enqueue('one', 'same');
    await eventually(() => item('same'));
    await enqueue('two', 'same');
    await eventually(async () => (await item('same'))?.attempts === 2);
    await eventually(async () => (await messagesIn('JobsUrl')) === 0);
    expect((await item('same'))?.attempts).toBe(2);
  });

  test('hands several messages of a group to the function in one batch, in order', async () => {
    await enqueue('batch', 'b1', 'b2', 'b3', 'b4');
    await isHandled('b4');
    expect(
      handled()
        .map(({ handled }) => handled)
        .filter((id) => id.startsWith('b')),
    ).toEqual(['b1', 'b2', 'b3', 'b4']);
    const batches = cloud.events.flatMap((event) =>
      event.kind === 'log' && event.line.includes('"b1"') ? [event.line] : [],
    );
    expect(batches[0]).toBe('{"batch":["b1","b2","b3","b4"]}');
  });

  test('keeps the order of a group when a message in it fails, and does not delay other groups', async () => {
    await enqueue('shaky', 'flaky-a-now', 'c-b-now', 'c-c-now');
    await enqueue('steady', 'c-other');
    await isHandled('c-c-now');
    const order = handled().filter(({ handled }) => handled.startsWith('flaky-a') || /^c-[bc]/.test(handled));
    expect(order).toEqual([
      { handled: 'flaky-a-now', fails: true },
      { handled: 'flaky-a-now', fails: false },
      { handled: 'c-b-now', fails: false },
      { handled: 'c-c-now', fails: false },
    ]);
    await isHandled('c-other');
  });

  test('tries a failed message again after its visibility timeout, then parks it; the others of its batch are done', async () => {
    const started = Date.now();
    await cloud.sqs.send(
      new SendMessageBatchCommand({
        QueueUrl: cloud.outputs.JobsUrl,
        Entries: ['d1', 'fail', 'd2'].map((MessageBody) => ({
          Id: MessageBody,
          MessageBody,
          MessageGroupId: `group-${MessageBody}`,
          MessageDeduplicationId: MessageBody,
        })),
      }),
    );
    await eventually(async () => (await item('fail'))?.attempts === 2);
    expect(Date.now() - started).toBeGreaterThanOrEqual(SECONDS * 1000);
    await eventually(async () => (await messagesIn('DeadUrl')) === 1);
    const { Messages } = await cloud.sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: cloud.outputs.DeadUrl,
        VisibilityTimeout: 0,
        MessageSystemAttributeNames: ['MessageGroupId'],
      }),
    );
    expect(Messages).toMatchObject([{ Body: 'fail', Attributes: { MessageGroupId: 'group-fail' } }]);
    expect([(await item('d1'))?.attempts, (await item('d2'))?.attempts]).toEqual([1, 1]);
    await eventually(() => cloud.events.some((event) => event.kind === 'batch' && event.failed.length === 1));
  });

  test('tries a batch again when its function crashed', async () => {
    await enqueue('crash', 'exit');
    await eventually(
      () => cloud.events.filter((event) => event.kind === 'invocation' && event.outcome === 'crash').length === 2,
    );
    await eventually(async () => (await messagesIn('DeadUrl')) === 2);
  });

  test('removes items whose time to live is over', async () => {
    await cloud.dynamo.send(
      new PutItemCommand({
        TableName: cloud.outputs.TableName,
        Item: { id: { S: 'old' }, expiresAt: { N: String(Math.floor(Date.now() / 1000) - 5) } },
      }),
    );
    await eventually(() => cloud.events.some(({ kind }) => kind === 'expired'));
    expect(await item('old')).toBeUndefined();
  });

  test('gives each concurrent request a process of its own', async () => {
    const responses = await Promise.all(Array.from({ length: 5 }, (_, index) => post('many', `m${index}`)));
    expect(responses.map(({ status }) => status)).toEqual(Array(5).fill(202));
    for (let index = 0; index < 5; index += 1) await eventually(() => item(`m${index}`));
  });
});

test('a permission that is missing in the template is denied', async () => {
  const cloud = await start(smallStack({ frontMaySend: false }));
  const response = await fetch(`${cloud.url}/jobs/ana`, {
    method: 'POST',
    body: 'x',
    headers: { 'content-type': 'text/plain' },
  });
  expect(response.status).toBe(500);
  expect(await response.json()).toEqual({
    name: 'AccessDenied',
    message:
      'User: arn:aws:sts::000000000000:assumed-role/Small-FrontRole/Small-Front is not authorized to perform: sqs:SendMessage ' +
      'on resource: arn:aws:sqs:us-east-1:000000000000:Small-Jobs.fifo because no identity-based policy allows the sqs:SendMessage action',
  });
  expect(await eventually(() => cloud.events.find(({ kind }) => kind === 'denied'))).toMatchObject({
    role: 'arn:aws:iam::000000000000:role/Small-FrontRole',
    action: 'sqs:SendMessage',
  });
});

test('a port that is taken is said so in one sentence, and nothing stays running', async () => {
  const taken = Number(new URL(clouds[0]?.url ?? '').port);
  await expect(start(smallStack(), { port: taken })).rejects.toThrow(
    `Port ${taken} is already in use: choose another one.`,
  );
});

describe('nothing is left behind', () => {
  const isGone = (pid: number) => {
    try {
      process.kill(pid, 0);
      return undefined;
    } catch {
      return true;
    }
  };

  test('after a stop', async () => {
    const cloud = await start(smallStack());
    const children = await eventually(() => (cloud.children().length === 2 ? cloud.children() : undefined));
    expect(await cloud.stop()).toBe(0);
    for (const pid of children) expect(isGone(pid)).toBe(true);
    await expect(fetch(cloud.url)).rejects.toThrow();
    await expect(fetch(cloud.awsEndpoint)).rejects.toThrow();
  });

  test('after kill -9', async () => {
    const cloud = await start(smallStack());
    const children = await eventually(() => (cloud.children().length === 2 ? cloud.children() : undefined));
    cloud.child.kill('SIGKILL');
    await once(cloud.child, 'exit');
    for (const pid of children) await eventually(() => isGone(pid));
  });
});

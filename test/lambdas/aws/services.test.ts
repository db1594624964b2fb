import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { ChangeMessageVisibilityCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { DYNAMODB_CONNECTIONS, dynamodb, secretsManager, sqs } from '../../../lambdas/aws/services.ts';
import { useCredentials } from '../../support/credentials.ts';
import { httpServer, type TestServer } from '../../support/http-server.ts';

useCredentials();

let aws: TestServer;
let seen: unknown[];
let ports: Set<number | undefined>;

beforeEach(async () => {
  seen = [];
  ports = new Set();
  aws = await httpServer(async (incoming, response) => {
    ports.add(incoming.socket.remotePort);
    let body = '';
    for await (const chunk of incoming) body += chunk;
    const { method, url, headers } = incoming;
    const { 'content-type': contentType, 'x-amz-target': target } = headers;
    seen.push({ request: `${method} ${url}`, contentType, target, body: JSON.parse(body) });
    response.end('{"MD5OfMessageBody":"92eb5ffee6ae2fec3ad71c777531578f"}');
  });
});
afterEach(() => aws.stop());

const message = () => ({
  QueueUrl: `${aws.url}/123456789012/events.fifo`,
  MessageBody: 'b',
  MessageGroupId: 'g',
  MessageAttributes: { id: { DataType: 'String', StringValue: 'i' } },
});

test('SQS is called at the host of the queue, as its official client calls it', async () => {
  const client = new SQSClient({ endpoint: aws.url, region: 'sa-east-1' });
  const visibility = { QueueUrl: message().QueueUrl, ReceiptHandle: 'r', VisibilityTimeout: 5 };
  const call = sqs(message().QueueUrl);
  await client.send(new SendMessageCommand(message()));
  await call('SendMessage', message());
  await client.send(new ChangeMessageVisibilityCommand(visibility));
  await call('ChangeMessageVisibility', visibility);
  expect(seen[1]).toEqual(seen[0]);
  expect(seen[3]).toEqual(seen[2]);
  client.destroy();
});

const read = { TableName: 'ledger', Key: { id: { S: 'i' } }, ConsistentRead: true };

test('DynamoDB is called where the stack says, as its official client calls it', async () => {
  const client = new DynamoDBClient({ endpoint: aws.url, region: 'sa-east-1' });
  process.env.DYNAMODB_URL = aws.url;
  await client.send(new GetItemCommand(read));
  await dynamodb()('GetItem', read);
  expect(seen[1]).toEqual(seen[0]);
  client.destroy();
});

test('DynamoDB is called over few connections, however many calls there are at once', async () => {
  process.env.DYNAMODB_URL = aws.url;
  const call = dynamodb();
  await Promise.all(Array.from({ length: 20 }, () => call('GetItem', read)));
  expect(seen).toHaveLength(20);
  expect(ports.size).toBe(DYNAMODB_CONNECTIONS);
});

test.each([
  ['DynamoDB', 'DYNAMODB', () => dynamodb()('GetItem', read)],
  ['Secrets Manager', 'SECRETS_MANAGER', () => secretsManager()('GetSecretValue', { SecretId: 's' })],
])('%s is called at the endpoint that stands in for it, where there is one', async (_name, variable, call) => {
  process.env[`${variable}_URL`] = 'https://service.invalid';
  process.env[`AWS_ENDPOINT_URL_${variable}`] = aws.url;
  await call();
  expect(seen).toHaveLength(1);
});

test('Secrets Manager is called where the stack says, as its official client calls it', async () => {
  const client = new SecretsManagerClient({ endpoint: aws.url, region: 'sa-east-1' });
  process.env.SECRETS_MANAGER_URL = aws.url;
  await client.send(new GetSecretValueCommand({ SecretId: 's' }));
  await secretsManager()('GetSecretValue', { SecretId: 's' });
  expect(seen[1]).toEqual(seen[0]);
  client.destroy();
});

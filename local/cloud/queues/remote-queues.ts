import { createHttpBackend } from '../aws/http-backend.ts';
import type { AwsReply, Json } from '../aws/replies.ts';
import { CloudError, reasonOf } from '../errors.ts';
import type { Queues } from './attributes.ts';
import { attributesOf, inOrderOfCreation, type QueueResource, queueArn, queueName } from './attributes.ts';

/** How the other implementation knows a queue. */
interface RemoteQueue {
  url: string;
  arn: string;
}

/**
 * Makes the queues of the stack in another implementation of SQS, such as ElasticMQ or moto. Its URLs and ARNs are
 * translated in both directions, so that the functions only ever see those of the template.
 *
 * @param endpoint such as `http://127.0.0.1:9324`
 * @throws CloudError when it cannot be reached or will not make a queue
 */
export async function connectRemoteQueues(
  endpoint: string,
  resources: QueueResource[],
  region: string,
): Promise<Queues> {
  const backend = createHttpBackend({ service: 'sqs', endpoint, region });
  const remotes = new Map<QueueResource, RemoteQueue>();

  async function ask(operation: string, input: Json): Promise<Json> {
    const reply = await backend(operation, input).catch((error: unknown) => {
      throw new CloudError(`SQS at ${endpoint} does not answer: ${reasonOf(error)}.`);
    });
    if (reply.status === 200) return reply.body;
    throw new CloudError(
      `SQS at ${endpoint} refuses ${operation}: ${reply.body.message ?? JSON.stringify(reply.body)}.`,
    );
  }

  async function create(resource: QueueResource): Promise<RemoteQueue> {
    const Attributes = attributesOf(resource, (arn) => arnOf(arn, remotes));
    const { QueueUrl } = await ask('CreateQueue', { QueueName: queueName(resource), Attributes });
    const reply = await ask('GetQueueAttributes', { QueueUrl, AttributeNames: ['QueueArn'] });
    const { QueueArn } = (reply.Attributes ?? {}) as Json;
    return { url: String(QueueUrl), arn: String(QueueArn) };
  }

  for (const resource of inOrderOfCreation(resources)) remotes.set(resource, await create(resource));

  return {
    async call(operation, input, signal) {
      const reply = await backend(operation, toRemote(input, remotes), signal);
      return NAMING_OPERATIONS.includes(operation) ? fromRemote(reply, remotes) : reply;
    },
    stop: () => backend.close(),
  };
}

/** The operations whose answers name queues. The others carry the users' own texts, which must not be touched. */
const NAMING_OPERATIONS = ['GetQueueAttributes', 'GetQueueUrl', 'ListQueues'];

function toRemote(input: Json, remotes: Map<QueueResource, RemoteQueue>): Json {
  const url = String(input.QueueUrl ?? '');
  const name = url.slice(url.lastIndexOf('/') + 1);
  const found = [...remotes].find(([resource]) => queueName(resource) === name);
  return found === undefined ? input : { ...input, QueueUrl: found[1].url };
}

function fromRemote(reply: AwsReply, remotes: Map<QueueResource, RemoteQueue>): AwsReply {
  let body = JSON.stringify(reply.body);
  for (const [resource, remote] of remotes) {
    body = body.replaceAll(remote.url, resource.ref).replaceAll(remote.arn, queueArn(resource));
  }
  return { ...reply, body: JSON.parse(body) };
}

function arnOf(arn: string, remotes: Map<QueueResource, RemoteQueue>): string {
  const found = [...remotes].find(([resource]) => queueArn(resource) === arn);
  return found?.[1].arn ?? arn;
}

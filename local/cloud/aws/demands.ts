import { busArn } from '../event-bus/event-bus.ts';
import { arn, type StackPlace } from '../place.ts';
import type { Json, Service } from './replies.ts';

/** What IAM must allow for a call: an action on a resource. */
export interface Demand {
  action: string;
  resource: string;
  /** The service that uses a key in the caller's name. */
  via?: string;
}

type Demands = (operation: string, input: Json, place: StackPlace) => Demand[];

/** Operation of SQS → the action that IAM knows it by. A batch needs the same permission as its single form. */
const QUEUE_ACTIONS: Record<string, string> = {
  SendMessage: 'sqs:SendMessage',
  SendMessageBatch: 'sqs:SendMessage',
  ReceiveMessage: 'sqs:ReceiveMessage',
  DeleteMessage: 'sqs:DeleteMessage',
  DeleteMessageBatch: 'sqs:DeleteMessage',
  ChangeMessageVisibility: 'sqs:ChangeMessageVisibility',
  ChangeMessageVisibilityBatch: 'sqs:ChangeMessageVisibility',
  GetQueueAttributes: 'sqs:GetQueueAttributes',
  GetQueueUrl: 'sqs:GetQueueUrl',
  ListQueues: 'sqs:ListQueues',
  PurgeQueue: 'sqs:PurgeQueue',
};

const ITEM_OPERATIONS = ['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'DescribeTable'];
const INDEX_OPERATIONS = ['Query', 'Scan'];
const BATCH_OPERATIONS = ['BatchGetItem', 'BatchWriteItem'];
const SECRET_OPERATIONS = ['GetSecretValue', 'PutSecretValue', 'DescribeSecret'];

const queueDemands: Demands = (operation, input, place) => {
  const action = QUEUE_ACTIONS[operation];
  if (action === undefined) return [];
  const name =
    input.QueueName ??
    String(input.QueueUrl ?? '*')
      .split('/')
      .at(-1);
  return [{ action, resource: arn(place, 'sqs', String(name)) }];
};

/** A table that is encrypted with a key of the account is of no use without the key. */
function tableDemands(keyOf: (table: string) => string | undefined): Demands {
  return (operation, input, place) => {
    const demands = itemDemands(operation, input, place);
    const names = [...Object.keys(input.RequestItems ?? {}), String(input.TableName)];
    const keys = operation === 'DescribeTable' ? [] : names.flatMap((name) => keyOf(name) ?? []);
    if (demands.length === 0) return [];
    return [...demands, ...keys.map((resource) => ({ action: 'kms:Decrypt', resource, via: 'dynamodb' }))];
  };
}

const itemDemands: Demands = (operation, input, place) => {
  const demand = (resource: string) => ({
    action: `dynamodb:${operation}`,
    resource: arn(place, 'dynamodb', resource),
  });
  const table = `table/${input.TableName}`;
  if (operation === 'ListTables') return [demand('*')];
  if (ITEM_OPERATIONS.includes(operation)) return [demand(table)];
  if (INDEX_OPERATIONS.includes(operation)) {
    return [demand(input.IndexName === undefined ? table : `${table}/index/${input.IndexName}`)];
  }
  if (BATCH_OPERATIONS.includes(operation)) {
    return Object.keys(input.RequestItems ?? {}).map((name) => demand(`table/${name}`));
  }
  return [];
};

/** A secret is asked for by its ARN or its name; IAM always sees the ARN. */
function secretDemands(arnOf: (secretId: string) => string | undefined): Demands {
  return (operation, input, place) => {
    if (!SECRET_OPERATIONS.includes(operation)) return [];
    const id = String(input.SecretId);
    const resource = arnOf(id) ?? (id.startsWith('arn:') ? id : arn(place, 'secretsmanager', `secret:${id}`));
    return [{ action: `secretsmanager:${operation}`, resource }];
  };
}

const busDemands: Demands = (operation, input, place) => {
  if (operation !== 'PutEvents') return [];
  const entries = Array.isArray(input.Entries) ? (input.Entries as Json[]) : [];
  const buses = new Set(entries.map(({ EventBusName }) => busArn(place, EventBusName)));
  return [...buses].map((resource) => ({ action: 'events:PutEvents', resource }));
};

export type DemandsOf = (service: Service, operation: string, input: Json) => Demand[];

/**
 * Knows what IAM must allow for each call. An empty list means that the operation is not known, and must be refused.
 *
 * @param secretArnOf the ARN of a secret, by its ARN or name
 * @param keyOf the ARN of the key that a table is encrypted with, by the table's name; undefined for AWS's own
 * @see the service authorization reference of each service
 */
export function createDemands(
  place: StackPlace,
  secretArnOf: (secretId: string) => string | undefined,
  keyOf: (table: string) => string | undefined = () => undefined,
): DemandsOf {
  const services: Record<Service, Demands> = {
    sqs: queueDemands,
    dynamodb: tableDemands(keyOf),
    secretsmanager: secretDemands(secretArnOf),
    events: busDemands,
  };
  return (service, operation, input) => services[service](operation, input, place);
}

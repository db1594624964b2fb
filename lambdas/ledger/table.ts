import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';

/** The primary key of a record: partition `id`, sort `event`. */
export interface Key {
  id: string;
  event: string;
}

export type Item = Record<string, unknown>;

/**
 * Whether a conditional write was made, and the record as it was before; if not, the record that stood in its way. That
 * record can be our own: the SDK repeats a write whose answer was lost, and the condition no longer holds.
 */
export type Written = { ok: true; old?: Item } | { ok: false; item: Item | undefined };

/** A condition on the record as it stands, with `#name` and `:value` placeholders. */
export interface Condition {
  expression: string;
  names?: Record<string, string>;
  values?: Item;
}

/** The calls that the ledger makes of DynamoDB. They throw what the SDK throws, except for a failed condition. */
export interface Table {
  get(key: Key, options?: { consistent?: boolean }): Promise<Item | undefined>;
  /** All records of one partition. */
  query(id: string): Promise<Item[]>;
  /** Without a condition it overwrites what is there. */
  put(item: Key & Item, condition?: Condition): Promise<Written>;
  /** Sets fields of a record; a field given as undefined is removed. */
  set(key: Key, fields: Item, condition: Condition): Promise<Written>;
}

export function openTable(client: DynamoDBClient, tableName: string): Table {
  return {
    async get(key, { consistent = true } = {}) {
      const { Item } = await client.send(
        new GetItemCommand({ TableName: tableName, Key: marshall(key), ConsistentRead: consistent }),
      );
      return Item && unmarshall(Item);
    },

    async query(id) {
      const { Items = [] } = await client.send(
        new QueryCommand({
          TableName: tableName,
          KeyConditionExpression: 'id = :id',
          ExpressionAttributeValues: marshall({ ':id': id }),
          ConsistentRead: true,
        }),
      );
      return Items.map((item) => unmarshall(item));
    },

    put: (item, condition) =>
      conditional(() =>
        client.send(
          new PutItemCommand({
            TableName: tableName,
            Item: marshall(item, { removeUndefinedValues: true }),
            ConditionExpression: condition?.expression,
            ExpressionAttributeNames: condition?.names,
            ExpressionAttributeValues: condition?.values && marshall(condition.values),
            ReturnValues: 'ALL_OLD',
            ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
          }),
        ),
      ),

    set: (key, fields, condition) => {
      const update = setExpression(fields);
      return conditional(() =>
        client.send(
          new UpdateItemCommand({
            TableName: tableName,
            Key: marshall(key),
            UpdateExpression: update.expression,
            ConditionExpression: condition.expression,
            ExpressionAttributeNames: { ...update.names, ...condition.names },
            ExpressionAttributeValues: marshall({ ...update.values, ...condition.values }),
            ReturnValues: 'ALL_OLD',
            ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
          }),
        ),
      );
    },
  };
}

/** Reads a record that never exists, which opens the connection to DynamoDB. */
export async function readNothing(table: Table): Promise<void> {
  await table.get({ id: '#nothing', event: '#nothing' }, { consistent: false });
}

async function conditional(
  write: () => Promise<{ Attributes?: Record<string, AttributeValue> | undefined }>,
): Promise<Written> {
  try {
    const { Attributes } = await write();
    return { ok: true, ...(Attributes && { old: unmarshall(Attributes) }) };
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    return { ok: false, item: error.Item && unmarshall(error.Item) };
  }
}

function setExpression(fields: Item): { expression: string; names: Record<string, string>; values: Item } {
  const set = Object.keys(fields).filter((field) => fields[field] !== undefined);
  const remove = Object.keys(fields).filter((field) => fields[field] === undefined);
  const clauses = [
    set.length > 0 && `SET ${set.map((field) => `#${field} = :${field}`).join(', ')}`,
    remove.length > 0 && `REMOVE ${remove.map((field) => `#${field}`).join(', ')}`,
  ];
  return {
    expression: clauses.filter(Boolean).join(' '),
    names: Object.fromEntries(Object.keys(fields).map((field) => [`#${field}`, field])),
    values: Object.fromEntries(set.map((field) => [`:${field}`, fields[field]])),
  };
}

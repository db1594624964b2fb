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
 * record can be our own: a write whose answer was lost is repeated, and the condition no longer holds.
 */
export type Written = { ok: true; old?: Item } | { ok: false; item: Item | undefined };

/** A condition on the record as it stands, with `#name` and `:value` placeholders. */
export interface Condition {
  expression: string;
  names?: Record<string, string>;
  values?: Item;
}

/** The calls that the ledger makes of DynamoDB. They throw what the client throws, except for a failed condition. */
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
      const command = new GetItemCommand({ TableName: tableName, Key: marshall(key), ConsistentRead: consistent });
      return readItem((await client.send(command)).Item);
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
            ...RETURN_RECORD,
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
            ...RETURN_RECORD,
          }),
        ),
      );
    },
  };
}

/** Reads a record that never exists, so many times at once, which opens as many connections to DynamoDB. */
export async function readNothing(table: Table, times: number): Promise<void> {
  const read = () => table.get({ id: '#nothing', event: '#nothing' }, { consistent: false });
  await Promise.all(Array.from({ length: times }, read));
}

/** A write gives the record as it was, or the one that did not meet its condition. */
const RETURN_RECORD = { ReturnValues: 'ALL_OLD', ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } as const;

async function conditional(write: () => Promise<{ Attributes?: DynamoItem | undefined }>): Promise<Written> {
  try {
    const old = readItem((await write()).Attributes);
    return { ok: true, ...(old && { old }) };
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    return { ok: false, item: readItem(error.Item) };
  }
}

type DynamoItem = Record<string, AttributeValue>;

function readItem(item: DynamoItem | undefined): Item | undefined {
  return item && unmarshall(item);
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

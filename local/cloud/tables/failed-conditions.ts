import type { AwsBackend, AwsReply, Json } from '../aws/replies.ts';
import type { table } from '../resources/dynamodb.ts';
import type { ResourceOf } from '../resources/resource-type.ts';

export type TableResource = ResourceOf<typeof table>;

const WRITES = ['PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem'];

/**
 * Fills in the item of a failed conditional write, for implementations that ignore
 * `ReturnValuesOnConditionCheckFailure: ALL_OLD`, as dynalite does.
 *
 * The writes to a table are passed on one by one, so that no other write comes between the one that failed and the
 * reading of its item: what is returned is the item that the condition was checked against, as in DynamoDB.
 */
export function withFailedItems(call: AwsBackend, tables: TableResource[]): AwsBackend {
  const inTurn = createTurns();
  return (operation, input) => {
    // A call that has begun is carried out, also when its caller dies: dynalite would fall over a request that is cut
    // off.
    if (!WRITES.includes(operation)) return call(operation, input);
    return inTurn(async () => {
      const reply = await call(operation, input);
      return lacksItem(input, reply) ? withItem(call, input, reply, tables) : reply;
    });
  };
}

function lacksItem(input: Json, { body }: AwsReply): boolean {
  return (
    input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD' &&
    String(body.__type).endsWith('#ConditionalCheckFailedException') &&
    body.Item === undefined
  );
}

async function withItem(call: AwsBackend, input: Json, reply: AwsReply, tables: TableResource[]): Promise<AwsReply> {
  const { TableName } = input;
  const Key =
    input.Key ??
    keyOf(
      input.Item as Json,
      tables.find(({ ref }) => ref === TableName),
    );
  const { body } = await call('GetItem', { TableName, Key, ConsistentRead: true });
  return body.Item === undefined ? reply : { ...reply, body: { ...reply.body, Item: body.Item } };
}

function keyOf(item: Json, table: TableResource | undefined): Json {
  const names = table?.properties.KeySchema.map(({ AttributeName }) => AttributeName) ?? [];
  return Object.fromEntries(names.map((name) => [name, item[name]]));
}

/** Runs pieces of work one after the other, in the order in which they were given. */
function createTurns(): <Value>(work: () => Promise<Value>) => Promise<Value> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const mine = last.then(work);
    last = mine.catch(() => undefined);
    return mine;
  };
}

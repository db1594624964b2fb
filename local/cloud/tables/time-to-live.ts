import type { AwsBackend, Json } from '../aws/replies.ts';
import { reasonOf } from '../errors.ts';
import type { EmitActivity } from '../events.ts';
import type { TableResource } from './failed-conditions.ts';

interface TimeToLiveOptions {
  call: AwsBackend;
  tables: TableResource[];
  /** Epoch milliseconds. */
  now: () => number;
  emit: EmitActivity;
}

/** DynamoDB leaves an item alone whose time to live is more than five years in the past. */
const FIVE_YEARS_IN_SECONDS = 5 * 365 * 24 * 3600;

/**
 * Sweeps the tables again and again.
 *
 * @param everyMs the pause between two sweeps
 * @returns a function that stops the sweeping
 */
export function startSweeping(options: TimeToLiveOptions, everyMs: number): () => void {
  let timer = setTimeout(sweep, everyMs);
  let stopped = false;

  async function sweep(): Promise<void> {
    await sweepExpiredItems(options).catch((error: unknown) => {
      if (!stopped) options.emit({ kind: 'problem', message: `Time to live: ${reasonOf(error)}` });
    });
    if (!stopped) timer = setTimeout(sweep, everyMs);
  }

  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}

/**
 * Deletes the items whose time to live (epoch seconds, in the attribute that the table names) is over, once.
 *
 * DynamoDB does it within days, here it is done at every sweep: an app must bear both.
 *
 * @see the DynamoDB developer guide, "Using time to live (TTL)"
 */
export async function sweepExpiredItems({ call, tables, now, emit }: TimeToLiveOptions): Promise<void> {
  for (const table of tables) {
    const attribute = table.properties.TimeToLiveSpecification;
    if (attribute?.Enabled !== true || attribute.AttributeName === undefined) continue;
    const items = await sweepTable(call, table, attribute.AttributeName, Math.floor(now() / 1000));
    if (items > 0) emit({ kind: 'expired', table: table.ref, items });
  }
}

async function sweepTable(call: AwsBackend, table: TableResource, attribute: string, seconds: number): Promise<number> {
  const TableName = table.ref;
  const condition = {
    ExpressionAttributeNames: { '#ttl': attribute },
    ExpressionAttributeValues: {
      ':now': { N: String(seconds) },
      ':long_ago': { N: String(seconds - FIVE_YEARS_IN_SECONDS) },
    },
  };
  const expression = '#ttl < :now AND #ttl > :long_ago';
  let deleted = 0;
  let ExclusiveStartKey: unknown;
  do {
    const page = { ...(ExclusiveStartKey !== undefined && { ExclusiveStartKey }) };
    const { body } = await call('Scan', { TableName, ...condition, FilterExpression: expression, ...page });
    for (const item of (body.Items ?? []) as Json[]) {
      const Key = keyOf(item, table);
      const reply = await call('DeleteItem', { TableName, Key, ...condition, ConditionExpression: expression });
      if (reply.status === 200) deleted += 1;
    }
    ExclusiveStartKey = body.LastEvaluatedKey;
  } while (ExclusiveStartKey !== undefined);
  return deleted;
}

function keyOf(item: Json, table: TableResource): Json {
  return Object.fromEntries(
    table.properties.KeySchema.map(({ AttributeName }) => [AttributeName, item[AttributeName]]),
  );
}

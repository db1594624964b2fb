import { type AttributeValue, BatchGetItemCommand, type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { LISTS_INDEX } from '../../lambdas/ledger/lists.ts';
import { type Item, type Key, openTable, type Table } from '../../lambdas/ledger/table.ts';
import { type Ledger, openLedger } from '../ledger.ts';
import { mapConcurrently } from '../map-concurrently.ts';

/** A record as a list of the index has it. */
export interface Entry extends Key {
  /** Epoch ms. */
  listedAt: number;
  conversation?: string;
}

/** Which entries of a list are wanted; epoch ms. */
export interface Range {
  from?: number | undefined;
  until?: number | undefined;
  /** Only those of these conversations. */
  conversations?: readonly string[] | undefined;
  /** Only so many, the latest. */
  limit?: number | undefined;
}

/** The ledger, to be read by a person. */
export interface LedgerReader extends Pick<Table, 'get' | 'query'>, Pick<Ledger, 'scan'> {
  /** The entries of a list, the latest first. */
  list(list: string, range?: Range): Promise<Entry[]>;
  /** The records with these keys, in any order; without those that there are not. */
  getAll(keys: readonly Key[]): Promise<Item[]>;
}

/** DynamoDB gives at most so many records at once, and takes so many values in one IN. */
const BATCH = 100;
const AT_ONCE = 16;

/** @param onLooked called with the number of records that were read, which DynamoDB charges for */
export function openReader(client: DynamoDBClient, tableName: string, onLooked: (count: number) => void): LedgerReader {
  const table = openTable(client, tableName);
  const { scan } = openLedger(client, tableName);
  const counted = <Records extends Item[]>(records: Records): Records => {
    onLooked(records.length);
    return records;
  };

  const getBatch = async (keys: readonly Key[]): Promise<Item[]> => {
    const items: Item[] = [];
    let left = keys.map(({ id, event }) => marshall({ id, event }));
    while (left.length > 0) {
      const command = new BatchGetItemCommand({ RequestItems: { [tableName]: { Keys: left } } });
      const { Responses, UnprocessedKeys } = await client.send(command);
      items.push(...(Responses?.[tableName] ?? []).map((item) => unmarshall(item)));
      left = UnprocessedKeys?.[tableName]?.Keys ?? [];
    }
    return items;
  };

  return {
    async get(key) {
      onLooked(1);
      return table.get(key, { consistent: false });
    },
    query: async (id) => counted(await table.query(id)),
    async *scan(filter, fields) {
      for await (const page of scan(filter, fields)) {
        onLooked(page.looked);
        yield page;
      }
    },

    async list(
      list,
      { from = 0, until = Number.MAX_SAFE_INTEGER, conversations, limit = Number.POSITIVE_INFINITY } = {},
    ) {
      const entries: Entry[] = [];
      const only = conversations?.slice(0, BATCH).map((hash, i): [string, string] => [`:c${i}`, hash]);
      let next: Record<string, AttributeValue> | undefined;
      do {
        const page = await client.send(
          new QueryCommand({
            TableName: tableName,
            IndexName: LISTS_INDEX,
            KeyConditionExpression: '#list = :list AND #listedAt BETWEEN :from AND :until',
            ...(only && { FilterExpression: `#conversation IN (${only.map(([name]) => name).join(', ')})` }),
            ExpressionAttributeNames: {
              ...{ '#list': 'list', '#listedAt': 'listedAt' },
              ...(only && { '#conversation': 'conversation' }),
            },
            ExpressionAttributeValues: marshall({
              ...{ ':list': list, ':from': from, ':until': until },
              ...(only && Object.fromEntries(only)),
            }),
            ScanIndexForward: false,
            ...(only === undefined && limit < Number.POSITIVE_INFINITY && { Limit: limit - entries.length }),
            ExclusiveStartKey: next,
          }),
        );
        onLooked(page.ScannedCount ?? 0);
        entries.push(...(page.Items ?? []).map((item) => unmarshall(item) as Entry));
        next = page.LastEvaluatedKey;
      } while (next !== undefined && entries.length < limit);
      return entries.slice(0, limit);
    },

    async getAll(keys) {
      const distinct = [...new Map(keys.map((key) => [`${key.id} ${key.event}`, key])).values()];
      const batches = Array.from({ length: Math.ceil(distinct.length / BATCH) }, (_, i) =>
        distinct.slice(i * BATCH, (i + 1) * BATCH),
      );
      return counted((await mapConcurrently(batches, AT_ONCE, getBatch)).flat());
    },
  };
}

import {
  type AttributeValue,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { type Condition, type Item, type Key, openTable, type Table } from '../lambdas/ledger/table.ts';

/** A page of a scan: the records that fit, and how many were looked at. */
export interface ScanPage {
  items: Item[];
  looked: number;
}

/** The ledger as a person who administers it sees it. The functions may not scan it or delete from it. */
export interface Ledger extends Pick<Table, 'set'> {
  /**
   * Reads the whole table, page by page, with consistent reads: nothing that was written before is missed.
   *
   * @param fields the only ones to give back, as an expression with the names of the filter
   */
  scan(filter: Condition, fields?: string): AsyncIterable<ScanPage>;
  /** @returns whether the record was deleted; not when it is gone, or the condition does not hold */
  delete(key: Key, condition: Condition): Promise<boolean>;
}

export function openLedger(client: DynamoDBClient, tableName: string): Ledger {
  return {
    set: openTable(client, tableName).set,

    async *scan({ expression, names, values }, fields) {
      let from: Record<string, AttributeValue> | undefined;
      do {
        const page = await client.send(
          new ScanCommand({
            TableName: tableName,
            FilterExpression: expression,
            ProjectionExpression: fields,
            ExpressionAttributeNames: names,
            ExpressionAttributeValues: values && marshall(values),
            ConsistentRead: true,
            ExclusiveStartKey: from,
          }),
        );
        yield { items: (page.Items ?? []).map((item) => unmarshall(item)), looked: page.ScannedCount ?? 0 };
        from = page.LastEvaluatedKey;
      } while (from !== undefined);
    },

    async delete(key, { expression, names, values }) {
      try {
        await client.send(
          new DeleteItemCommand({
            TableName: tableName,
            Key: marshall(key),
            ConditionExpression: expression,
            ExpressionAttributeNames: names,
            ExpressionAttributeValues: values && marshall(values),
          }),
        );
        return true;
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return false;
        throw error;
      }
    },
  };
}

import {
  type DynamoDBClient,
  GetItemCommand,
  type GetItemCommandInput,
  QueryCommand,
  type QueryCommandInput,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import type { AwsCall } from '../lambdas/aws/call.ts';
import { openTable, type Table } from '../lambdas/ledger/table.ts';

/** The ledger's table by DynamoDB's official client, which finds the credentials of a person. Tools put no records. */
export function openLedgerTable(client: DynamoDBClient, tableName: string): Pick<Table, 'get' | 'query' | 'set'> {
  return openTable(callsOf(client), tableName);
}

function callsOf(client: DynamoDBClient): AwsCall {
  return async (operation, input) => {
    switch (operation) {
      case 'GetItem':
        return { ...(await client.send(new GetItemCommand(input as GetItemCommandInput))) };
      case 'Query':
        return { ...(await client.send(new QueryCommand(input as QueryCommandInput))) };
      case 'UpdateItem':
        return { ...(await client.send(new UpdateItemCommand(input as UpdateItemCommandInput))) };
      default:
        throw new Error(`No tool calls ${operation}`);
    }
  };
}

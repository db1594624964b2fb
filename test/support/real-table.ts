import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { openTable, type Table } from '../../lambdas/ledger/table.ts';
import type { TableResource } from '../../local/cloud/tables/failed-conditions.ts';
import { startTables } from '../../local/cloud/tables/tables.ts';
import { httpServer } from './http-server.ts';

const LEDGER = {
  ref: 'ledger',
  logicalId: 'Ledger',
  properties: {
    KeySchema: [
      { AttributeName: 'id', KeyType: 'HASH' },
      { AttributeName: 'event', KeyType: 'RANGE' },
    ],
    AttributeDefinitions: ['id', 'event'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
    BillingMode: 'PAY_PER_REQUEST',
  },
} as unknown as TableResource;

/** The ledger's table as the functions open it, in the DynamoDB of the local cloud. */
export async function realTable(): Promise<{ table: Table; stop(): Promise<void> }> {
  const tables = await startTables([LEDGER], 'sa-east-1');
  const server = await httpServer(async (incoming, response) => {
    let body = '';
    for await (const chunk of incoming) body += chunk;
    const operation = String(incoming.headers['x-amz-target']).replace(/^.*\./, '');
    const reply = await tables.call(operation, JSON.parse(body));
    response.writeHead(reply.status).end(JSON.stringify(reply.body));
  });
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const client = new DynamoDBClient({ endpoint: server.url, region: 'sa-east-1', credentials });
  return {
    table: openTable(client, 'ledger'),
    async stop() {
      client.destroy();
      await server.stop();
      await tables.stop();
    },
  };
}

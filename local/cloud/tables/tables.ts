import { createHttpBackend } from '../aws/http-backend.ts';
import type { AwsBackend, Json } from '../aws/replies.ts';
import { CloudError, reasonOf } from '../errors.ts';
import { startDynalite } from './embedded-dynamodb.ts';
import { type TableResource, withFailedItems } from './failed-conditions.ts';

/** An implementation of DynamoDB, with the tables of the stack in it. */
export interface Tables {
  call: AwsBackend;
  stop(): Promise<void>;
}

const POLL_MS = 5;

/**
 * Makes the tables of the stack, in dynalite inside this process or in another implementation.
 *
 * @param endpoint another implementation, such as DynamoDB Local at `http://127.0.0.1:8000`
 * @param kept the folder in which dynalite keeps the tables for the next start
 * @throws CloudError when it cannot be reached or will not make a table
 */
export async function startTables(
  resources: TableResource[],
  region: string,
  endpoint?: string,
  kept?: string,
): Promise<Tables> {
  const server = endpoint === undefined ? await startDynalite(kept) : undefined;
  const backend = createHttpBackend({ service: 'dynamodb', endpoint: server?.url ?? endpoint ?? '', region });
  async function stop(): Promise<void> {
    backend.close();
    await server?.stop();
  }
  try {
    await Promise.all(resources.map((resource) => createTable(backend, resource, server !== undefined)));
  } catch (error) {
    await stop();
    throw error;
  }
  return { call: withFailedItems(backend, resources), stop };
}

/** @param isOurs whether a table that is there already is one that was kept */
async function createTable(
  call: AwsBackend,
  { ref: TableName, logicalId, properties }: TableResource,
  isOurs: boolean,
): Promise<void> {
  const { TimeToLiveSpecification, SSESpecification, ...definition } = properties;
  const reply = await call('CreateTable', { ...definition, TableName }).catch((error: unknown) => {
    throw new CloudError(`DynamoDB does not answer: ${reasonOf(error)}.`);
  });
  const isKept = isOurs && String(reply.body.__type).endsWith('#ResourceInUseException');
  if (reply.status !== 200 && !isKept)
    throw new CloudError(`${logicalId}: DynamoDB will not make the table: ${messageOf(reply.body)}.`);
  while (!(await isActive(call, TableName))) await new Promise((resolve) => setTimeout(resolve, POLL_MS));
}

async function isActive(call: AwsBackend, TableName: string): Promise<boolean> {
  const { body } = await call('DescribeTable', { TableName });
  return (body.Table as Json | undefined)?.TableStatus === 'ACTIVE';
}

function messageOf(body: Json): string {
  return String(body.message ?? body.Message ?? body.__type);
}

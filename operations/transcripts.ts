import { type AttributeValue, DeleteItemCommand, type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { Key } from '../lambdas/ledger/table.ts';
import type { Words } from '../lambdas/ledger/transcripts.ts';
import { mapConcurrently } from './map-concurrently.ts';

/** A line as it is kept: of which event or reply, and what it says. */
export interface KeptLine {
  conversation: string;
  /** The sort key. */
  line: string;
  key: Key;
  words: Words;
  /** Epoch s. */
  expiresAt: number;
}

/** What was said, for a person who may read it. Each call throws what AWS answers. */
export interface Transcripts {
  /** The lines of conversations, by their hashes; in the order of each. Those that have expired may be among them. */
  read(conversations: readonly string[]): Promise<KeptLine[]>;
  /** Deletes a line; one that is gone already does no harm. */
  delete(line: Pick<KeptLine, 'conversation' | 'line'>): Promise<void>;
}

/** So many conversations are read at once. */
const AT_ONCE = 16;

export function openTranscripts(client: DynamoDBClient, TableName: string): Transcripts {
  async function readOne(conversation: string): Promise<KeptLine[]> {
    const lines: KeptLine[] = [];
    let from: Record<string, AttributeValue> | undefined;
    do {
      const page = await client.send(
        new QueryCommand({
          TableName,
          KeyConditionExpression: 'conversation = :conversation',
          ExpressionAttributeValues: marshall({ ':conversation': conversation }),
          ConsistentRead: true,
          ExclusiveStartKey: from,
        }),
      );
      lines.push(...(page.Items ?? []).map((item) => unmarshall(item) as KeptLine));
      from = page.LastEvaluatedKey;
    } while (from !== undefined);
    return lines;
  }

  return {
    read: async (conversations) => (await mapConcurrently([...new Set(conversations)], AT_ONCE, readOne)).flat(),
    async delete({ conversation, line }) {
      await client.send(new DeleteItemCommand({ TableName, Key: marshall({ conversation, line }) }));
    },
  };
}

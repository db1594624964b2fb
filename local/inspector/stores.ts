import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { openTable } from '../../lambdas/ledger/table.ts';
import { type Contacts, openContacts } from './contacts.ts';
import type { DeadLetterQueues } from './http/dead-letters.ts';
import type { QueueName, QueueState } from './protocol.ts';
import { deadLettersOf, readQueueStates } from './queues.ts';

/**
 * The queues and the ledger of the stack, over the AWS API, so that it does not matter which implementation they are.
 */
export interface Stores {
  queueStates(): Promise<Record<QueueName, QueueState>>;
  deadLetters: DeadLetterQueues;
  /** All records of one partition of the ledger. */
  records(partition: string): Promise<Record<string, unknown>[]>;
  contacts: Contacts;
  close(): void;
}

/** What every AWS client is made with. */
export interface AwsAccess {
  region: string;
  endpoint?: string;
  credentials?: { accessKeyId: string; secretAccessKey: string };
}

/** The stack whose stores are opened. */
export interface StackAccess {
  aws: AwsAccess;
  outputs: Readonly<Record<string, string>>;
  /** The word with which a contact opts in again, where it is known. */
  optInWord?: string | undefined;
}

interface Tools {
  newId(): string;
  /** The number of the event with this key, while it is kept. */
  numberOf(key: { id: string; event: string }): number | undefined;
}

export function openStores({ aws, outputs, optInWord }: StackAccess, tools: Tools): Stores {
  const sqs = new SQSClient(aws);
  const dynamodb = new DynamoDBClient(aws);
  const table = openTable(dynamodb, outputs.LedgerTable ?? '');
  const url = (output: string) => outputs[output] ?? '';
  const urls = {
    events: { queueUrl: url('EventsQueueUrl'), deadLettersUrl: url('EventsDeadLettersUrl') },
    replies: { queueUrl: url('RepliesQueueUrl'), deadLettersUrl: url('RepliesDeadLettersUrl') },
  };
  return {
    queueStates: () => readQueueStates(sqs, urls),
    deadLetters: deadLettersOf(sqs, urls, tools),
    records: table.query,
    contacts: openContacts({ table, aws, outboxArn: url('OutboxArn'), optInWord }),
    close() {
      sqs.destroy();
      dynamodb.destroy();
    },
  };
}

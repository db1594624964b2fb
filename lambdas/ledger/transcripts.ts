import { type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { errorFields, type Log } from '../telemetry/log.ts';
import { isErased } from './events.ts';
import { FORMAT } from './lease.ts';
import type { Item, Key, Table } from './table.ts';

/**
 * Where the setting `transcripts` is on, a table of its own holds what was said: partition `conversation`, its hash as
 * in the ledger, sort `line`, the time and the key of the event or reply. So a line that is written again replaces
 * itself, and one query returns a conversation in order.
 */

/** What a person reads of a message; never a file. */
export interface Words {
  /** Of what kind it is, unless it is plain text: `image`, `location`, `template`, … */
  type?: string | undefined;
  /** The text, the caption, or the emoji of a reaction. */
  text?: string | undefined;
  filename?: string | undefined;
  /** The name and address of a place, or its coordinates. */
  place?: string | undefined;
  /** The names on contact cards. */
  contacts?: readonly string[] | undefined;
  /** The name of who wrote it, in a group. */
  by?: string | undefined;
  /** The id of a template, and what is filled in. */
  template?: string | undefined;
  variables?: Readonly<Record<string, string>> | undefined;
}

/** One message of a conversation. */
export interface Line {
  /** The hash of the conversation. */
  conversation: string;
  from: 'contact' | 'team' | 'bot';
  /** When it was written, or decided, epoch ms. */
  at: number;
  /** The event that reported it, or the record of the reply. */
  key: Key;
  words: Words;
}

/** How long a line is kept, and whether it is. */
interface Keeping {
  /** From when its time counts, epoch ms: however old the vendor says a message is, DynamoDB deletes it in the end. */
  since: number;
  /** The event that is answered: once its contact is erased, the answer is not written. */
  cause?: Key;
}

/**
 * Writes a line. It never throws, because what cannot be written must not stop a message: it is missing, and logged.
 */
export type Transcribe = (line: Line, keeping: Keeping) => Promise<void>;

interface TranscriberOptions {
  /** Puts an item into the table of the transcripts. */
  put(item: Item): Promise<unknown>;
  /** How long a line is kept, in ms. */
  keepMs: number;
  ledger: Pick<Table, 'get'>;
  log: Log;
}

/** Puts items into a table, over those with the same key. */
export function itemPutter(client: DynamoDBClient, TableName: string): TranscriberOptions['put'] {
  return async (item) => {
    await client.send(new PutItemCommand({ TableName, Item: marshall(item, { removeUndefinedValues: true }) }));
  };
}

export function transcriber({ put, keepMs, ledger, log }: TranscriberOptions): Transcribe {
  return async (line, { since, cause }) => {
    const { at, key, conversation } = line;
    try {
      const answered = cause && (await ledger.get(cause));
      if (answered && isErased(answered)) return;
      await put({
        ...line,
        line: `${new Date(at).toISOString()} ${key.id} ${key.event}`,
        format: FORMAT,
        expiresAt: Math.floor((since + keepMs) / 1000),
      });
    } catch (error) {
      log.warn('words not kept', { ...key, conversation, ...errorFields(error) });
    }
  };
}

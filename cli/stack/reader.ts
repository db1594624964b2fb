import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type LedgerReader, openReader } from '../../operations/stories/reader.ts';
import type { Context } from '../terminal/context.ts';
import { outputOf, type Target } from './target.ts';

/** Reads the ledger of a stack, and says while it lasts how much was read. @returns how many records were, as well */
export async function withReader<Result>(
  target: Target,
  { terminal }: Context,
  read: (reader: LedgerReader) => Promise<Result>,
): Promise<{ result: Result; looked: number }> {
  let looked = 0;
  const onLooked = (count: number) => {
    looked += count;
    terminal.progress(`${looked} records read`);
  };
  try {
    const reader = openReader(new DynamoDBClient(target.aws), outputOf(target, 'LedgerTable'), onLooked);
    return { result: await read(reader), looked };
  } finally {
    terminal.progress('');
  }
}

/** What a command read, for a person who wonders what it costs. */
export function costOf(looked: number): string {
  return `${looked} records were read`;
}

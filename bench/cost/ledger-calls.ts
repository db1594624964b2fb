import type { Json } from '../../local/cloud/aws/replies.ts';
import type { Usage } from './bill.ts';
import { itemBytes, readUnits, type StoredItem, writeUnits } from './item-size.ts';

/** A call to DynamoDB and its answer, as the local cloud reports them. */
export interface LedgerCall {
  operation: string;
  input: Json;
  output: Json;
}

/**
 * What a call to DynamoDB is billed, with what it does to the index. A write costs the larger of the item before and after it; one whose condition
 * failed costs the item that stood in its way. Both are known because the ledger asks for the old item (`ALL_OLD`).
 *
 * @throws TypeError for an operation or an expression that the ledger does not use
 */
export function ledgerUsage({ operation, input, output }: LedgerCall): Usage {
  switch (operation) {
    case 'GetItem':
      return { readUnits: readUnits(itemBytes(item(output.Item)), input.ConsistentRead === true) };
    case 'PutItem':
      return writtenUnits(before(output), item(input.Item), output);
    case 'UpdateItem':
      return writtenUnits(before(output), afterUpdate(input, output), output);
    default:
      throw new TypeError(`The ledger does not use ${operation}`);
  }
}

function writtenUnits(old: StoredItem, written: StoredItem, output: Json): Usage {
  const table = writeUnits(Math.max(itemBytes(old), itemBytes(written)));
  return { writeUnits: table + ('__type' in output ? 0 : indexUnits(old, written)) };
}

/**
 * What the index of the ledger is billed for a write that was made: a unit where an item comes or goes, two where it
 * moves, none where nothing changes that the index holds. Its items are less than a KB.
 */
function indexUnits(old: StoredItem, written: StoredItem): number {
  const [from, to] = [old, written].map(listed);
  if (from === to) return 0;
  return from === undefined || to === undefined ? 1 : 2;
}

/** Where an item is in the index; undefined for one that is not. */
function listed({ list, listedAt, conversation }: StoredItem): string | undefined {
  if (list === undefined || listedAt === undefined) return undefined;
  return JSON.stringify([list, listedAt, conversation]);
}

/** The item that a write left behind; undefined when its condition failed. */
export function itemAfter({ operation, input, output }: LedgerCall): StoredItem | undefined {
  if ('__type' in output) return undefined;
  if (operation === 'PutItem') return item(input.Item);
  return operation === 'UpdateItem' ? afterUpdate(input, output) : undefined;
}

function before({ Attributes, Item }: Json): StoredItem {
  return item(Attributes ?? Item);
}

/** Applies `SET #a = :a, … REMOVE #b, …`, which is all that the ledger writes (`lambdas/ledger/table.ts`). */
function afterUpdate(input: Json, output: Json): StoredItem {
  const names = (input.ExpressionAttributeNames ?? {}) as Record<string, string>;
  const values = item(input.ExpressionAttributeValues);
  const expression = /^(?:SET (?<set>.*?))?\s*(?:REMOVE (?<remove>.*))?$/.exec(String(input.UpdateExpression));
  if (expression === null) throw new TypeError(`The ledger does not write ${input.UpdateExpression}`);
  const { set = '', remove = '' } = expression.groups ?? {};
  const result = { ...item(input.Key), ...before(output) };
  for (const clause of clausesOf(set)) {
    const [, name = '', value = ''] = /^(#\w+) = (:\w+)$/.exec(clause) ?? [];
    const [attribute, stored] = [names[name], values[value]];
    if (attribute === undefined || stored === undefined) throw new TypeError(`The ledger does not write ${clause}`);
    result[attribute] = stored;
  }
  for (const name of clausesOf(remove)) delete result[names[name] ?? name];
  return result;
}

function clausesOf(list: string): string[] {
  return list === '' ? [] : list.split(', ');
}

function item(value: unknown): StoredItem {
  return (value ?? {}) as StoredItem;
}

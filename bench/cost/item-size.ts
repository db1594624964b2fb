/** An item as DynamoDB's JSON has it: attribute → `{ S: 'text' }` and the like. */
export type StoredItem = Record<string, AttributeValue>;

type AttributeValue = {
  S?: string;
  N?: string;
  BOOL?: boolean;
  NULL?: boolean;
  L?: AttributeValue[];
  M?: StoredItem;
};

/**
 * The size of an item in bytes: its names and values in UTF-8, numbers at about half a byte for each digit, three bytes
 * and one for each entry around lists and maps.
 *
 * @throws TypeError for a type that the ledger does not store, such as sets and binary values
 * @see the DynamoDB developer guide, "DynamoDB item sizes and formats"
 */
export function itemBytes(item: StoredItem): number {
  return Object.entries(item).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + valueBytes(value), 0);
}

function valueBytes({ S, N, BOOL, NULL, L, M }: AttributeValue): number {
  if (S !== undefined) return Buffer.byteLength(S);
  if (N !== undefined) return Math.ceil(N.replace(/\D/g, '').length / 2) + 1;
  if (BOOL !== undefined || NULL !== undefined) return 1;
  if (L !== undefined) return 3 + L.reduce((sum, value) => sum + 1 + valueBytes(value), 0);
  if (M !== undefined) return 3 + Object.keys(M).length + itemBytes(M);
  throw new TypeError('There is a value of a type whose size is not known here');
}

/** Write request units of a write: one for each KB that was begun, one at least, also where the condition failed. */
export function writeUnits(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / 1024));
}

/**
 * Read request units of a read: one for each 4 KB that were begun, one at least; half of it where it may be out of
 * date.
 */
export function readUnits(bytes: number, consistent: boolean): number {
  return Math.max(1, Math.ceil(bytes / 4096)) * (consistent ? 1 : 0.5);
}

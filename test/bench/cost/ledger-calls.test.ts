import { itemAfter, ledgerUsage } from '../../../bench/cost/ledger-calls.ts';
import type { Json } from '../../../local/cloud/aws/replies.ts';

const KEY = { id: { S: 'a' }, event: { S: 'b' } };
const LARGE = { ...KEY, text: { S: 'x'.repeat(2_000) } };

const call = (operation: string, input: Json, output: Json = {}) => ({ operation, input, output });

test('a put costs the larger of the item before and after it', () => {
  expect(ledgerUsage(call('PutItem', { Item: KEY }))).toEqual({ writeUnits: 1 });
  expect(ledgerUsage(call('PutItem', { Item: LARGE }))).toEqual({ writeUnits: 2 });
  expect(ledgerUsage(call('PutItem', { Item: KEY }, { Attributes: LARGE }))).toEqual({ writeUnits: 2 });
});

test('a put whose condition failed costs the item that stood in its way, and leaves nothing behind', () => {
  const failed = call('PutItem', { Item: KEY }, { __type: 'ConditionalCheckFailedException', Item: LARGE });
  expect(ledgerUsage(failed)).toEqual({ writeUnits: 2 });
  expect(itemAfter(failed)).toBeUndefined();
});

test('an update leaves the old item with what was set, without what was removed', () => {
  const update = call(
    'UpdateItem',
    {
      Key: KEY,
      UpdateExpression: 'SET #state = :state, #n = :n REMOVE #text',
      ExpressionAttributeNames: { '#state': 'state', '#n': 'n', '#text': 'text' },
      ExpressionAttributeValues: { ':state': { S: 'done' }, ':n': { N: '1' } },
    },
    { Attributes: LARGE },
  );
  expect(itemAfter(update)).toEqual({ ...KEY, state: { S: 'done' }, n: { N: '1' } });
  expect(ledgerUsage(update)).toEqual({ writeUnits: 2 });
});

test('an expression that the ledger does not write is refused, not taken for no change', () => {
  const update = call('UpdateItem', { Key: KEY, UpdateExpression: 'ADD #n :one' });
  expect(() => ledgerUsage(update)).toThrow(TypeError);
  const sum = call('UpdateItem', { Key: KEY, UpdateExpression: 'SET #n = #n + :one' });
  expect(() => ledgerUsage(sum)).toThrow(TypeError);
});

test('a read costs half when it may be out of date, also where it finds nothing', () => {
  expect(ledgerUsage(call('GetItem', { ConsistentRead: true }, { Item: KEY }))).toEqual({ readUnits: 1 });
  expect(ledgerUsage(call('GetItem', { ConsistentRead: false }))).toEqual({ readUnits: 0.5 });
});

test('a write pays for what it changes in the index: an item that comes, goes or moves', () => {
  const listed = (list: string, at = '1') => ({ ...KEY, list: { S: list }, listedAt: { N: at } });
  const put = (item: Json, old?: Json) =>
    ledgerUsage(call('PutItem', { Item: item }, old === undefined ? {} : { Attributes: old })).writeUnits;
  expect(put(listed('a'))).toBe(2);
  expect(put(listed('a'), listed('a'))).toBe(1);
  expect(put({ ...listed('a'), state: { S: 'done' } }, listed('a'))).toBe(1);
  expect(put(listed('a', '2'), listed('a'))).toBe(3);
  expect(put(KEY, listed('a'))).toBe(2);
  const failed = call(
    'PutItem',
    { Item: listed('b') },
    { __type: 'ConditionalCheckFailedException', Item: listed('a') },
  );
  expect(ledgerUsage(failed)).toEqual({ writeUnits: 1 });
});

import type { AwsBackend } from '../../../../local/cloud/aws/replies.ts';
import { withFailedItems } from '../../../../local/cloud/tables/failed-conditions.ts';

const failed = { __type: 'com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException' };
const asking = { TableName: 't', Key: { id: { S: 'a' } }, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' };

/** A DynamoDB whose updates always fail, and which takes its time. */
function createFailing(body: object = failed) {
  const operations: string[] = [];
  const call: AwsBackend = async (operation) => {
    operations.push(operation);
    await new Promise((resolve) => setImmediate(resolve));
    if (operation === 'UpdateItem') return { status: 400, body: { ...body } };
    return { status: 200, body: operation === 'GetItem' ? { Item: { owner: { S: 'first' } } } : {} };
  };
  return { operations, call: withFailedItems(call, []) };
}

test('no other write comes between a failed condition and the reading of its item', async () => {
  const { operations, call } = createFailing();
  const [update] = await Promise.all([call('UpdateItem', asking), call('DeleteItem', { TableName: 't' })]);
  expect(operations).toEqual(['UpdateItem', 'GetItem', 'DeleteItem']);
  expect(update?.body).toEqual({ ...failed, Item: { owner: { S: 'first' } } });
});

test('reads do not wait for writes', async () => {
  const { operations, call } = createFailing();
  await Promise.all([call('UpdateItem', asking), call('Query', {})]);
  expect(operations.slice(0, 2).sort()).toEqual(['Query', 'UpdateItem']);
});

test('an item that the implementation gives by itself is left alone', async () => {
  const { operations, call } = createFailing({ ...failed, Item: { owner: { S: 'second' } } });
  expect((await call('UpdateItem', asking)).body).toMatchObject({ Item: { owner: { S: 'second' } } });
  expect(operations).toEqual(['UpdateItem']);
});

test('another failure, or one whose item was not asked for, is passed on', async () => {
  const validation = { __type: 'com.amazon.coral.validate#ValidationException' };
  expect((await createFailing(validation).call('UpdateItem', asking)).body).toEqual(validation);
  expect((await createFailing().call('UpdateItem', { TableName: 't' })).body).toEqual(failed);
});

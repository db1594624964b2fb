import { ConditionalCheckFailedException, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { openLedger } from '../../operations/ledger.ts';

/** A client that gives these answers, and keeps what it was asked. */
function answering(...answers: object[]) {
  const inputs: Record<string, unknown>[] = [];
  const send = async ({ input }: { input: Record<string, unknown> }) => {
    inputs.push(input);
    const answer = answers.shift();
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return { inputs, ledger: openLedger({ send } as unknown as DynamoDBClient, 'ledger') };
}

test('a scan goes on until the last page, also over pages in which nothing fits', async () => {
  const last = marshall({ id: '1', event: 'e' });
  const { ledger, inputs } = answering(
    { Items: [], ScannedCount: 7, LastEvaluatedKey: last },
    { Items: [marshall({ id: '2' })], ScannedCount: 3 },
  );
  const pages = [];
  for await (const page of ledger.scan({ expression: 'attribute_exists(id)' })) pages.push(page);
  expect(pages).toEqual([
    { items: [], looked: 7 },
    { items: [{ id: '2' }], looked: 3 },
  ]);
  expect(inputs).toMatchObject([{ ConsistentRead: true }, { ConsistentRead: true, ExclusiveStartKey: last }]);
});

test('a record whose condition does not hold is not deleted; any other failure is told', async () => {
  const { ledger, inputs } = answering(
    {},
    new ConditionalCheckFailedException({ message: '', $metadata: {} }),
    new Error('away'),
  );
  const condition = { expression: '#a = :a', names: { '#a': 'a' }, values: { ':a': 1 } };
  const remove = () => ledger.delete({ id: '1', event: 'e' }, condition);
  expect(await remove()).toBe(true);
  expect(await remove()).toBe(false);
  await expect(remove()).rejects.toThrow('away');
  expect(inputs[0]).toMatchObject({ TableName: 'ledger', ConditionExpression: '#a = :a' });
});

import type { AwsReply, Json } from '../../../../local/cloud/aws/replies.ts';
import type { CloudActivity } from '../../../../local/cloud/events.ts';
import { placeOf } from '../../../../local/cloud/place.ts';
import { table } from '../../../../local/cloud/resources/dynamodb.ts';
import { startTables, type Tables } from '../../../../local/cloud/tables/tables.ts';
import { sweepExpiredItems } from '../../../../local/cloud/tables/time-to-live.ts';
import { readTemplate } from '../../../../local/cloud/template.ts';

const place = placeOf({ stackName: 'shop', apiUrl: '', awsUrl: '' });
const Resources = {
  Ledger: {
    Type: 'AWS::DynamoDB::Table',
    Properties: {
      TableName: 'ledger',
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [
        { AttributeName: 'id', KeyType: 'HASH' },
        { AttributeName: 'event', KeyType: 'RANGE' },
      ],
      AttributeDefinitions: ['id', 'event', 'contact'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      GlobalSecondaryIndexes: [
        {
          IndexName: 'by-contact',
          KeySchema: [{ AttributeName: 'contact', KeyType: 'HASH' }],
          Projection: { ProjectionType: 'ALL' },
        },
      ],
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
    },
  },
};
const resources = readTemplate({ Resources }, place).all(table);

let tables: Tables;
beforeAll(async () => {
  tables = await startTables(resources, place.region);
});
afterAll(() => tables.stop());

const key = (id: string) => ({ id: { S: id }, event: { S: 'e' } });
const call = (operation: string, input: Json) => tables.call(operation, { TableName: 'ledger', ...input });
const put = (id: string, rest: Json = {}) => call('PutItem', { Item: { ...key(id), ...rest } });
const claim = (id: string, rest: Json = {}): Promise<AwsReply> =>
  call('PutItem', {
    Item: { ...key(id), ...rest },
    ConditionExpression: 'attribute_not_exists(id)',
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  });

describe('the tables', () => {
  test('have their indexes', async () => {
    await put('indexed', { contact: { S: 'ana' } });
    const { body } = await call('Query', {
      IndexName: 'by-contact',
      KeyConditionExpression: 'contact = :c',
      ExpressionAttributeValues: { ':c': { S: 'ana' } },
    });
    expect(body.Items).toMatchObject([key('indexed')]);
  });

  test('give the item against which a condition failed, when it is asked for', async () => {
    await put('taken', { owner: { S: 'first' } });
    expect(await claim('taken')).toMatchObject({
      status: 400,
      body: {
        __type: expect.stringContaining('ConditionalCheckFailedException'),
        Item: { ...key('taken'), owner: { S: 'first' } },
      },
    });
    const update = {
      Key: key('taken'),
      UpdateExpression: 'SET a = :a',
      ConditionExpression: 'attribute_not_exists(id)',
      ExpressionAttributeValues: { ':a': { S: 'x' } },
    };
    expect(
      (await call('UpdateItem', { ...update, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' })).body.Item,
    ).toMatchObject({ owner: { S: 'first' } });
    expect((await call('UpdateItem', update)).body).not.toHaveProperty('Item');
  });

  test('let one of many concurrent claims win, and show its item to all others', async () => {
    const replies = await Promise.all(
      Array.from({ length: 20 }, (_, index) => claim('contended', { owner: { N: String(index) } })),
    );
    const winner = replies.findIndex(({ status }) => status === 200);
    const losers = replies.filter(({ status }) => status !== 200);
    expect(losers).toHaveLength(19);
    for (const { body } of losers) expect(body.Item).toMatchObject({ owner: { N: String(winner) } });
  });

  test('lose their items when the time to live is over, and not before', async () => {
    const seconds = 1_800_000_000;
    const activities: CloudActivity[] = [];
    const sweep = (now: number) =>
      sweepExpiredItems({
        call: tables.call,
        tables: resources,
        now: () => now * 1000,
        emit: (one) => activities.push(one),
      });
    await put('expiring', { expiresAt: { N: String(seconds) } });
    await put('eternal');
    await put('not-a-number', { expiresAt: { S: String(seconds) } });
    await put('ancient', { expiresAt: { N: '1' } });

    await sweep(seconds);
    expect(activities).toEqual([]);
    await sweep(seconds + 1);
    expect(activities).toEqual([{ kind: 'expired', table: 'ledger', items: 1 }]);
    expect((await call('GetItem', { Key: key('expiring') })).body).toEqual({});
    for (const id of ['eternal', 'not-a-number', 'ancient'])
      expect((await call('GetItem', { Key: key(id) })).body).toHaveProperty('Item');
  });
});

test('another implementation that does not answer is named in one sentence', async () => {
  await expect(startTables(resources, place.region, 'http://127.0.0.1:1')).rejects.toThrow(
    /^DynamoDB does not answer: .*\.$/,
  );
});

import type { RequestListener } from 'node:http';
import { dynamoDBClient } from '../../../lambdas/aws/clients.ts';
import { openTable, readNothing, type Table } from '../../../lambdas/ledger/table.ts';
import { useCredentials } from '../../support/credentials.ts';
import { httpServer, type TestServer } from '../../support/http-server.ts';

useCredentials();

const KEY = { id: 'i', event: 'e' };
const MINE = { expression: '#owner = :holder', names: { '#owner': 'owner' }, values: { ':holder': 'me' } };
/** What a record can hold, and what is left of it when it is read. */
const ITEM = { ...KEY, at: 1_771_929_000_123, said: ['olá', '🙂', ''], state: { opted: false, until: null } };

let aws: TestServer;
let table: Table;
/** What came to DynamoDB: operations and their input. */
let seen: { target: string; input: Record<string, unknown> }[];
/** How DynamoDB answers the calls that come first; those after get an empty output. */
let answers: RequestListener[];

const answer =
  (status: number, body: object): RequestListener =>
  (_, response) =>
    response.writeHead(status).end(JSON.stringify(body));
const lost: RequestListener = (incoming) => incoming.socket.destroy();
const failed = (item?: object) =>
  answer(400, {
    __type: 'com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException',
    message: 'The conditional request failed',
    ...(item && { Item: item }),
  });

beforeEach(async () => {
  [seen, answers] = [[], []];
  aws = await httpServer(async (incoming, response) => {
    let body = '';
    for await (const chunk of incoming) body += chunk;
    seen.push({ target: String(incoming.headers['x-amz-target']), input: JSON.parse(body) });
    (answers.shift() ?? answer(200, {}))(incoming, response);
  });
  process.env.DYNAMODB_URL = aws.url;
  table = openTable(dynamoDBClient(), 'ledger');
});
afterEach(() => aws.stop());

test('a read is consistent unless it need not be, and so is a query', async () => {
  await table.get(KEY);
  await table.get(KEY, { consistent: false });
  await table.query('i');
  expect(seen.map(({ input }) => input.ConsistentRead)).toEqual([true, false, true]);
});

test('what is read is the latest, but where an older record is good enough', async () => {
  await table.get(KEY);
  await table.query('i');
  await table.get(KEY, { consistent: false });
  expect(seen.map(({ input }) => input.ConsistentRead)).toEqual([true, true, false]);
});

test('a record that was put is read as it was', async () => {
  await table.put(ITEM);
  answers = [answer(200, { Item: seen[0]?.input.Item }), answer(200, { Items: [seen[0]?.input.Item] })];
  expect(await table.get(KEY)).toEqual(ITEM);
  expect(await table.query('i')).toEqual([ITEM]);
});

test('what is not there is undefined, and a partition without records is empty', async () => {
  answers = [answer(200, {}), answer(200, { Items: [], Count: 0 })];
  expect(await table.get(KEY)).toBeUndefined();
  expect(await table.query('i')).toEqual([]);
});

describe('a conditional write', () => {
  const put = () => table.put(ITEM, MINE);
  const set = () => table.set(KEY, { state: 'done' }, MINE);

  test.each([
    ['put', put],
    ['set', set],
  ])('gives the record as it was: %s', async (_name, write) => {
    answers = [answer(200, { Attributes: { failures: { N: '2' } } })];
    expect(await write()).toEqual({ ok: true, old: { failures: 2 } });
    expect(await write()).toEqual({ ok: true });
  });

  test.each([
    ['put', put],
    ['set', set],
  ])('gives the record that stood in its way, and is not repeated: %s', async (_name, write) => {
    answers = [failed({ owner: { S: 'you' }, leaseUntil: { N: '7' } }), failed()];
    expect(await write()).toEqual({ ok: false, item: { owner: 'you', leaseUntil: 7 } });
    expect(await write()).toEqual({ ok: false, item: undefined });
    expect(seen).toHaveLength(2);
  });

  test('whose answer was lost is repeated word for word, and shows its own record in its way', async () => {
    answers = [lost, failed({ owner: { S: 'me' } })];
    expect(await put()).toEqual({ ok: false, item: { owner: 'me' } });
    expect(seen[1]).toEqual(seen[0]);
  });

  test('that is throttled, or meets a failure of DynamoDB, is repeated until it is made', async () => {
    answers = [
      answer(400, { __type: 'com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException' }),
      answer(500, { __type: 'com.amazonaws.dynamodb.v20120810#InternalServerError' }),
    ];
    expect(await put()).toEqual({ ok: true });
    expect(seen).toHaveLength(3);
  });

  test('that is refused for another reason is an error, under the name of AWS', async () => {
    answers = [answer(400, { __type: 'com.amazon.coral.validate#ValidationException', message: 'Bad key' })];
    await expect(put()).rejects.toMatchObject({ name: 'ValidationException', message: 'Bad key', $fault: 'client' });
  });
});

test('before the first batch nothing is read so many times, with the right to read and no other', async () => {
  await readNothing(table, 3);
  expect(seen.map(({ target }) => target)).toEqual(Array(3).fill('DynamoDB_20120810.GetItem'));
});

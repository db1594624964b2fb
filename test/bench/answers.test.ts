import { answerAws } from '../../bench/stand-in/answers.ts';
import { md5OfAttributes } from '../../bench/stand-in/md5.ts';

const FRESH = { duplicates: false };
const attribute = (StringValue: string) => ({ DataType: 'String', StringValue });

test('the digest of attributes is the one that moto gives, another stand-in for SQS, whatever their order', () => {
  const attributes = { id: attribute('1'), event: attribute('message.received') };
  const { id, event } = attributes;
  expect(md5OfAttributes(attributes)).toBe('dd99d3d504e4c3d199c35b171209cc3f');
  expect(md5OfAttributes({ event, id })).toBe(md5OfAttributes(attributes));
});

test('a message is accepted with the digests that the SDK compares', () => {
  const input = { MessageBody: 'Hi', MessageAttributes: { id: attribute('1') } };
  expect(answerAws('AmazonSQS.SendMessage', input, FRESH)).toMatchObject({
    status: 200,
    body: { MD5OfMessageBody: 'c1a5298f939e87e8f962a5edfc206918', MD5OfMessageAttributes: expect.any(String) },
  });
});

test('each message of a batch is accepted under its own id', () => {
  const Entries = ['0', '1'].map((Id) => ({ Id, MessageBody: 'Hi' }));
  const { body } = answerAws('AmazonSQS.SendMessageBatch', { Entries }, FRESH);
  expect(body).toMatchObject({ Successful: [{ Id: '0' }, { Id: '1' }], Failed: [] });
});

test('an empty batch is refused by its name, as SQS does', () => {
  const { status, body } = answerAws('AmazonSQS.SendMessageBatch', { Entries: [] }, FRESH);
  expect({ status, body }).toEqual({ status: 400, body: { __type: 'com.amazonaws.sqs#EmptyBatchRequest' } });
});

describe('a write that is made under a condition', () => {
  const input = { Item: { id: { S: '1' }, event: { S: 'message.received' } }, ConditionExpression: 'c' };
  const put = (duplicates: boolean, item: object) => answerAws('DynamoDB_20120810.PutItem', item, { duplicates });

  test('succeeds while events are new', () => {
    expect(put(false, input)).toEqual({ status: 200, body: {} });
  });

  test('fails for a duplicate, and shows the record that is done', () => {
    expect(put(true, input)).toMatchObject({
      status: 400,
      body: {
        __type: expect.stringContaining('ConditionalCheckFailed'),
        Item: { ...input.Item, state: { S: 'done' } },
      },
    });
  });

  test('without the condition succeeds even then', () => {
    expect(put(true, { Item: input.Item })).toMatchObject({ status: 200 });
  });
});

test('an operation that it does not know is refused', () => {
  expect(answerAws('AmazonSQS.PurgeQueue', {}, FRESH).status).toBe(400);
});

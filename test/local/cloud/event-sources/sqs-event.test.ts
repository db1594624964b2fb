import { failedMessages, toSqsEvent } from '../../../../local/cloud/event-sources/sqs-event.ts';

const ARN = 'arn:aws:sqs:sa-east-1:000000000000:jobs.fifo';

test('a batch becomes an event exactly as Lambda makes it', () => {
  const Attributes = {
    ApproximateReceiveCount: '1',
    SentTimestamp: '1700000000000',
    MessageGroupId: 'g',
    SequenceNumber: '00000000000000000001',
  };
  const message = {
    MessageId: 'm-1',
    ReceiptHandle: 'r-1',
    Body: '{"a":1}',
    MD5OfBody: 'md5',
    Attributes,
    MessageAttributes: {
      event: { DataType: 'String', StringValue: 'message.received' },
      raw: { DataType: 'Binary', BinaryValue: 'aGk=' },
    },
    MD5OfMessageAttributes: 'md5-attributes',
  };
  expect(toSqsEvent([message], ARN)).toEqual({
    Records: [
      {
        messageId: 'm-1',
        receiptHandle: 'r-1',
        body: '{"a":1}',
        attributes: Attributes,
        messageAttributes: {
          event: { dataType: 'String', stringValue: 'message.received', stringListValues: [], binaryListValues: [] },
          raw: { dataType: 'Binary', binaryValue: 'aGk=', stringListValues: [], binaryListValues: [] },
        },
        md5OfBody: 'md5',
        md5OfMessageAttributes: 'md5-attributes',
        eventSource: 'aws:sqs',
        eventSourceARN: ARN,
        awsRegion: 'sa-east-1',
      },
    ],
  });
});

describe('a partial batch response', () => {
  const ids = ['a', 'b', 'c'];
  const failing = (...itemIdentifiers: unknown[]) => ({
    batchItemFailures: itemIdentifiers.map((itemIdentifier) => ({ itemIdentifier })),
  });

  test.each<[failed: string[], response: unknown]>([
    [[], null],
    [[], {}],
    [[], { batchItemFailures: null }],
    [[], { batchItemFailures: [] }],
    [['b'], failing('b')],
    [['a', 'c'], failing('a', 'c')],
    [['a'], failing('a', 'a')],
    [ids, failing('')],
    [ids, failing(null)],
    [ids, failing('a', 'unknown')],
    [ids, { batchItemFailures: [{ id: 'a' }] }],
    [ids, { batchItemFailures: ['a'] }],
    [ids, { batchItemFailures: 'a' }],
    [ids, 'done'],
    [ids, 7],
  ])('fails %j for %j', (failed, response) => {
    expect([...failedMessages(JSON.stringify(response), ids)]).toEqual(failed);
  });
});

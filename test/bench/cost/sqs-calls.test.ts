import { sqsRequests } from '../../../bench/cost/sqs-calls.ts';

const KB = 1024;
const text = (bytes: number) => 'x'.repeat(bytes);

test.each([
  ['a message of one byte', { MessageBody: 'x' }, {}, 1],
  ['a message of 64 KB', { MessageBody: text(64 * KB) }, {}, 1],
  ['a message of one byte more', { MessageBody: text(64 * KB + 1) }, {}, 2],
  [
    'a batch whose messages are 70 KB together',
    { Entries: [{ MessageBody: text(35 * KB) }, { MessageBody: text(35 * KB) }] },
    {},
    2,
  ],
  [
    'a receive of two messages of 70 KB together',
    {},
    { Messages: [{ Body: text(35 * KB) }, { Body: text(35 * KB) }] },
    2,
  ],
  ['a deletion', { Entries: [{ ReceiptHandle: text(100 * KB) }] }, {}, 1],
])('%s is billed by chunks of 64 KB', (_, input, output, requests) => {
  expect(sqsRequests({ input, output })).toBe(requests);
});

test('attributes count as the body does: name, type and value', () => {
  const MessageAttributes = { a: { DataType: 'String', StringValue: text(64 * KB - 'aString'.length) } };
  expect(sqsRequests({ input: { MessageBody: '', MessageAttributes }, output: {} })).toBe(1);
  expect(sqsRequests({ input: { MessageBody: 'x', MessageAttributes }, output: {} })).toBe(2);
});

import { type Counter, createCounter } from '../../../bench/cost/counter.ts';
import type { CloudActivity } from '../../../local/cloud/events.ts';

type Call = Extract<CloudActivity, { kind: 'call' }>;

let counter: Counter;
beforeEach(() => {
  counter = createCounter();
});

const call = (more: Partial<Call>): void => {
  const usual = { caller: 'app-ProcessorFunction-1', service: 'sqs', operation: 'SendMessage' } as const;
  counter.observe({ kind: 'call', ...usual, input: {}, status: 200, output: {}, ms: 1, at: 0, ...more });
};
const put = (id: string, text: string, output = {}): void => {
  const Item = { id: { S: id }, event: { S: 'e' }, text: { S: text } };
  call({ service: 'dynamodb', operation: 'PutItem', input: { Item }, output });
};

const ENDED = { requestId: '1', outcome: 'ok', ms: 50, cpuMs: 7, coldStart: false, at: 0 } as const;

test('an invocation counts once, with the time for which it kept a processor busy', () => {
  const ended = { kind: 'invocation', function: 'ReplyFunction1234', ...ENDED } as const;
  counter.observe(ended);
  counter.observe(ended);
  const { usage, work } = counter.take();
  expect(usage).toEqual({ invocations: 2 });
  expect(work.reply).toEqual({ invocations: 2, cpuMs: 14, calls: 0, initMs: 0 });
});

test('what Lambda calls to poll is billed, but is no work of the function', () => {
  call({});
  call({ operation: 'ReceiveMessage', output: { Messages: [{ Body: 'x' }] } });
  call({ operation: 'DeleteMessageBatch' });
  const { usage, work } = counter.take();
  expect(usage).toEqual({ sqsRequests: 3 });
  expect(work.processor.calls).toBe(1);
});

test('what Scheduler calls for a schedule is billed as its call and the call to SQS, and is no work of a function', () => {
  call({ caller: 'app-ReplyFunction-1', service: 'scheduler', operation: 'CreateSchedule', input: { Name: 'hash.1' } });
  call({ caller: 'hash.1' });
  const { usage, work } = counter.take();
  expect(usage).toEqual({ sqsRequests: 1, scheduledCalls: 1 });
  expect(work.reply.calls).toBe(1);
  expect(() => call({ caller: 'stranger' })).toThrow('stranger is not one of ingest');
});

test('the outbox and the publisher are functions of their own, and an event is billed by 64 KB', () => {
  counter.observe({ kind: 'invocation', function: 'OutboxFunction1', ...ENDED });
  const Entries = [{ Detail: 'x' }, { Detail: 'x'.repeat(70_000) }];
  call({ caller: 'app-PublisherFunction-1', service: 'events', operation: 'PutEvents', input: { Entries } });
  const { usage, work } = counter.take();
  expect(usage).toEqual({ invocations: 1, busEvents: 3 });
  expect([work.outbox.invocations, work.publisher.calls, work.reply.calls]).toEqual([1, 1, 0]);
});

test('what is not wanted is not counted', () => {
  counter = createCounter((event) => event.kind === 'call' && event.operation === 'PutEvents');
  call({});
  call({ service: 'events', operation: 'PutEvents', input: { Entries: [{}] } });
  expect(counter.take()).toMatchObject({ usage: { busEvents: 1 }, operations: { PutEvents: 1 } });
});

test('polls that found nothing, secrets and what a tool calls are caused by no message', () => {
  call({ operation: 'ReceiveMessage' });
  call({ service: 'secretsmanager', operation: 'GetSecretValue' });
  call({ caller: 'admin' });
  expect(counter.take()).toMatchObject({ usage: {}, operations: {} });
});

test('a line of the log counts its bytes and those that CloudWatch adds', () => {
  counter.observe({ kind: 'log', function: 'IngestFunction1', line: 'olá', at: 0 });
  expect(counter.take().usage.logGb).toBeCloseTo(30e-9, 12);
});

test('a record that is overwritten is stored once, one whose condition failed not at all', () => {
  put('1', 'long text');
  put('1', 'text');
  put('2', 'text', { __type: 'ConditionalCheckFailedException' });
  const { usage, operations } = counter.take();
  expect(usage.writeUnits).toBe(3);
  expect(usage.tableGbMonths).toBeCloseTo((100 + 'id1evente'.length + 'texttext'.length) / 1e9, 15);
  expect(operations).toEqual({ PutItem: 3, 'PutItem (condition failed)': 1 });
});

test('the quickest init counts, from the start of the run: later on there may be none', () => {
  const init = { kind: 'init', function: 'IngestFunction1', at: 0 } as const;
  for (const ms of [100, 300, 120]) counter.observe({ ...init, outcome: 'ok', ms });
  counter.observe({ ...init, outcome: 'error', ms: 9_999, error: 'no module' });
  counter.take();
  expect(counter.take().work.ingest.initMs).toBe(100);
});

test('what was taken is not counted again', () => {
  call({});
  counter.take();
  expect(counter.take().usage).toEqual({});
});

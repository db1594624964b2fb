import type { AwsCall } from '../../../../local/cloud/aws/gate.ts';
import type { Mapping } from '../../../../local/cloud/event-sources/mapping.ts';
import { startPoller } from '../../../../local/cloud/event-sources/poller.ts';
import type { InvocationResult } from '../../../../local/cloud/functions/execution-environment.ts';

/** Lets a function end like this on a batch of two. Gives the calls about its messages until the next receive. */
async function callsAfter(outcome: InvocationResult, retrySeconds?: number): Promise<[string, unknown][]> {
  const calls: AwsCall[] = [];
  const batch = ['1', '2'].map((id) => ({ MessageId: id, ReceiptHandle: `r${id}`, Body: '{}' }));
  const queue = { ref: 'http://queue', attributes: { QueueName: 'events', Arn: 'arn:aws:sqs:us-east-1:1:events' } };
  let stop = (): void => undefined;
  await new Promise<void>((resolve) => {
    let receives = 0;
    const answer = async (call: AwsCall) => {
      calls.push(call);
      if (call.operation !== 'ReceiveMessage') return { status: 200, body: {} };
      receives += 1;
      if (receives === 1) return { status: 200, body: { Messages: batch } };
      resolve();
      return new Promise<never>(() => undefined);
    };
    stop = startPoller({
      mapping: {
        queue,
        lambda: { id: 'Worker' },
        batchSize: 10,
        windowSeconds: 0,
        concurrency: 1,
      } as unknown as Mapping,
      pool: { invoke: async () => outcome, warm: () => undefined, stop: async () => undefined } as never,
      gate: { call: answer } as never,
      principal: { admin: true },
      emit: () => undefined,
      retrySeconds,
    });
  });
  stop();
  return calls
    .filter(({ operation }) => operation !== 'ReceiveMessage')
    .map(({ operation, input: { QueueUrl: _, ...input } }) => [operation, input]);
}

const KILLED: InvocationResult = { outcome: 'timeout', error: { errorType: 'Sandbox.Timedout', errorMessage: 'late' } };

test('messages of an invocation that did not come to an end stay away for the visibility timeout, as in AWS', async () => {
  expect(await callsAfter(KILLED)).toEqual([]);
});

test('where somebody waits for them they come back in seconds', async () => {
  expect(await callsAfter(KILLED, 3)).toEqual([
    ['ChangeMessageVisibility', { ReceiptHandle: 'r1', VisibilityTimeout: 3 }],
    ['ChangeMessageVisibility', { ReceiptHandle: 'r2', VisibilityTimeout: 3 }],
  ]);
});

test('messages that were handled are removed', async () => {
  const handled = (await callsAfter({ outcome: 'ok', result: 'null' }, 3)).map(([operation]) => operation);
  expect(handled).toEqual(['DeleteMessageBatch']);
});

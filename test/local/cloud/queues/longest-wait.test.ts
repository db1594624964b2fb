import type { Json } from '../../../../local/cloud/aws/replies.ts';
import { withLongestWait } from '../../../../local/cloud/queues/longest-wait.ts';

const OUTPUTS = { EventsQueueUrl: 'http://127.0.0.1:1/000000000000/events.fifo' };
const LONGEST = { queueUrlOutput: 'EventsQueueUrl', seconds: 3 };

/** What reaches SQS. */
async function asked(operation: string, input: Json, longest?: typeof LONGEST): Promise<Json> {
  let reached: Json = {};
  const sqs = withLongestWait(
    async (_, input) => {
      reached = input;
      return { status: 200, body: {} };
    },
    OUTPUTS,
    longest,
  );
  await sqs(operation, input);
  return reached;
}

const events = { QueueUrl: 'http://localhost:9/000000000000/events.fifo', VisibilityTimeout: 600 };
const replies = { QueueUrl: 'http://localhost:9/000000000000/replies.fifo', VisibilityTimeout: 600 };

test('a message of the queue is postponed for at most so long', async () => {
  expect(await asked('ChangeMessageVisibility', events, LONGEST)).toEqual({ ...events, VisibilityTimeout: 3 });
});

test.each([
  ['a shorter wait', 'ChangeMessageVisibility', { ...events, VisibilityTimeout: 2 }, LONGEST],
  ['another queue', 'ChangeMessageVisibility', replies, LONGEST],
  ['a receive', 'ReceiveMessage', events, LONGEST],
  ['every wait, where no longest one is given', 'ChangeMessageVisibility', events, undefined],
])('%s stays as it is', async (_, operation, input, longest) => {
  expect(await asked(operation, input, longest)).toEqual(input);
});

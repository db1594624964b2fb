import type { SQSClient } from '@aws-sdk/client-sqs';
import { countMessages } from '../../operations/queues.ts';

test('messages are counted whether they wait, are worked on, or are postponed', async () => {
  const attributes: Record<string, object> = {
    one: { ApproximateNumberOfMessages: '1', ApproximateNumberOfMessagesNotVisible: '20' },
    two: { ApproximateNumberOfMessages: '300', ApproximateNumberOfMessagesDelayed: '4000' },
  };
  const send = async ({ input }: { input: { QueueUrl: string } }) => ({ Attributes: attributes[input.QueueUrl] });
  expect(await countMessages({ send } as unknown as SQSClient, ['one', 'two'])).toBe(4321);
});

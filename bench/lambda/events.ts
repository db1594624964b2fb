import type { APIGatewayProxyEventV2, SQSEvent } from 'aws-lambda';
import type { ReplyJob } from '../../lambdas/queue/reply-job.ts';
import { SAMPLE } from '../../local/webhook.ts';
import { TOKEN } from '../simulator/answers.ts';

export const HOOK_PATH = `/hooks/whatsapp/${TOKEN}`;

/** What the vendor delivers when a contact writes; each number is another contact. */
export function delivery(number: number): string {
  const from = `+55119${String(number).padStart(8, '0')}`;
  const data = { ...SAMPLE.data, from, id: `received-${number}`, messageId: `wa-${number}` };
  return JSON.stringify({ ...SAMPLE, data });
}

/** A delivery as API Gateway hands it to the ingest function. */
export function apiRequest(number: number): Partial<APIGatewayProxyEventV2> {
  const headers = { 'content-type': 'application/json', host: 'localhost', 'user-agent': 'vendor' };
  return {
    version: '2.0',
    rawPath: HOOK_PATH,
    headers,
    pathParameters: { token: TOKEN },
    body: delivery(number),
    isBase64Encoded: false,
  };
}

/** A batch of the events queue. @param now epoch ms */
export function eventBatch(numbers: readonly number[], now: number): SQSEvent {
  return batch(
    numbers.map((number) => ({
      number,
      body: delivery(number),
      attributes: { id: `received-${number}`, event: 'message.received', receivedAt: String(now) },
    })),
  );
}

/** A batch of the replies queue. @param now epoch ms */
export function replyBatch(numbers: readonly number[], now: number): SQSEvent {
  const jobs = numbers.map((number): { number: number; job: ReplyJob } => {
    const cause = { id: `received-${number}`, event: 'message.received' };
    const times = { writtenAt: now, expiresAt: now + 3_600_000, windowEndsAt: now + 3_600_000 };
    const to = `+55119${String(number).padStart(8, '0')}`;
    const content = { text: 'Thanks, we got your message!' };
    return {
      number,
      job: { format: 1, reply: `reply#${number}`, index: 0, numberId: 'n1', to, content, cause, ...times },
    };
  });
  return batch(jobs.map(({ number, job }) => ({ number, body: JSON.stringify(job), attributes: job.cause })));
}

interface Queued {
  number: number;
  body: string;
  attributes: Record<string, string> | { id: string; event: string };
}

function batch(messages: readonly Queued[]): SQSEvent {
  return {
    Records: messages.map(({ number, body, attributes }) => ({
      messageId: `message-${number}`,
      receiptHandle: `receipt-${number}`,
      body,
      attributes: {
        ApproximateReceiveCount: '1',
        SentTimestamp: '0',
        SenderId: 'sender',
        ApproximateFirstReceiveTimestamp: '0',
        MessageGroupId: `conversation-${number}`,
      },
      messageAttributes: Object.fromEntries(
        Object.entries(attributes).map(([name, stringValue]) => [name, { stringValue, dataType: 'String' }]),
      ),
      md5OfBody: '',
      eventSource: 'aws:sqs',
      eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:queue.fifo',
      awsRegion: 'us-east-1',
    })),
  };
}

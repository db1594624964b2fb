import type { SQSEvent, SQSRecord } from 'aws-lambda';
import type { ReceivedMessage } from '../events.ts';

/** A message as SQS's ReceiveMessage gives it. */
export interface SqsMessage {
  MessageId: string;
  ReceiptHandle: string;
  Body: string;
  MD5OfBody: string;
  Attributes?: Record<string, string>;
  MessageAttributes?: Record<string, { StringValue?: string; BinaryValue?: string; DataType: string }>;
  MD5OfMessageAttributes?: string;
}

/**
 * The event that Lambda makes of a batch.
 *
 * @see the Lambda developer guide, "Example Amazon SQS message event"
 */
export function toSqsEvent(messages: SqsMessage[], queueArn: string): SQSEvent {
  return { Records: messages.map((message) => toRecord(message, queueArn)) };
}

/** A message as those who watch the local cloud see it. */
export function toReceivedMessage({ MessageId, Body, Attributes, MessageAttributes }: SqsMessage): ReceivedMessage {
  const texts = Object.entries(MessageAttributes ?? {}).map(([name, { StringValue = '' }]) => [name, StringValue]);
  return {
    id: MessageId,
    body: Body,
    attributes: Object.fromEntries(texts),
    receiveCount: Number(Attributes?.ApproximateReceiveCount ?? 1),
  };
}

function toRecord(message: SqsMessage, eventSourceARN: string): SQSRecord {
  return {
    messageId: message.MessageId,
    receiptHandle: message.ReceiptHandle,
    body: message.Body,
    attributes: (message.Attributes ?? {}) as unknown as SQSRecord['attributes'],
    messageAttributes: Object.fromEntries(
      Object.entries(message.MessageAttributes ?? {}).map(([name, { StringValue, BinaryValue, DataType }]) => [
        name,
        {
          ...(StringValue !== undefined && { stringValue: StringValue }),
          ...(BinaryValue !== undefined && { binaryValue: BinaryValue }),
          stringListValues: [],
          binaryListValues: [],
          dataType: DataType,
        },
      ]),
    ),
    md5OfBody: message.MD5OfBody,
    ...(message.MD5OfMessageAttributes !== undefined && { md5OfMessageAttributes: message.MD5OfMessageAttributes }),
    eventSource: 'aws:sqs',
    eventSourceARN,
    awsRegion: eventSourceARN.split(':')[3] ?? '',
  };
}

/**
 * Reads a partial batch response.
 *
 * @param result what the function returned, as JSON
 * @param messageIds the messages of the batch
 * @returns the messages that have failed: none for an empty answer, all for one that cannot be understood
 * @see the Lambda developer guide, "Implementing partial batch responses", "Success and failure conditions"
 */
export function failedMessages(result: string, messageIds: string[]): Set<string> {
  const all = new Set(messageIds);
  const response: unknown = JSON.parse(result);
  if (response === null) return new Set();
  if (typeof response !== 'object') return all;
  const failures = 'batchItemFailures' in response ? response.batchItemFailures : undefined;
  if (failures === undefined || failures === null) return new Set();
  if (!Array.isArray(failures)) return all;
  const ids = failures.map((failure: unknown) => identifierIn(failure));
  return ids.every((id) => id !== undefined && all.has(id)) ? new Set(ids as string[]) : all;
}

function identifierIn(failure: unknown): string | undefined {
  if (typeof failure !== 'object' || failure === null || !('itemIdentifier' in failure)) return undefined;
  return typeof failure.itemIdentifier === 'string' ? failure.itemIdentifier : undefined;
}

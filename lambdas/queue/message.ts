import type { SQSRecord } from 'aws-lambda';

/** A message of one of our queues, as a worker sees it. */
export interface QueueMessage {
  id: string;
  receiptHandle: string;
  body: string;
  /** The conversation: messages of one group are handled in order. */
  group: string;
  /** How often it was received, this time included. */
  receiveCount: number;
  attributes: Readonly<Record<string, string>>;
}

export function readRecord(record: SQSRecord): QueueMessage {
  const attributes = Object.entries(record.messageAttributes).map(([name, { stringValue }]) => [
    name,
    stringValue ?? '',
  ]);
  return {
    id: record.messageId,
    receiptHandle: record.receiptHandle,
    body: record.body,
    group: record.attributes.MessageGroupId ?? record.messageId,
    receiveCount: Number(record.attributes.ApproximateReceiveCount),
    attributes: Object.fromEntries(attributes),
  };
}

import type { Json } from '../../local/cloud/aws/replies.ts';

/**
 * SQS bills a request for each 64 KB of payload that was begun, one at least; of a batch, all its messages together.
 */
export const CHUNK_BYTES = 64 * 1024;

/** How many requests a call to SQS is billed as: what is sent, or what is received, counts. */
export function sqsRequests({ input, output }: { input: Json; output: Json }): number {
  const sent = [input, ...list(input.Entries)].reduce((sum, message) => sum + messageBytes(message), 0);
  const received = list(output.Messages).reduce((sum, message) => sum + messageBytes(message), 0);
  return Math.max(1, Math.ceil(Math.max(sent, received) / CHUNK_BYTES));
}

/** A message's body, and the names, types and values of its attributes. */
function messageBytes({ MessageBody, Body, MessageAttributes = {} }: Json): number {
  const attributes = Object.entries(MessageAttributes as Record<string, { DataType?: string; StringValue?: string }>);
  const texts = attributes.flatMap(([name, { DataType = '', StringValue = '' }]) => [name, DataType, StringValue]);
  return [String(MessageBody ?? Body ?? ''), ...texts].reduce((sum, text) => sum + Buffer.byteLength(text), 0);
}

function list(value: unknown): Json[] {
  return (value ?? []) as Json[];
}

import { createHash } from 'node:crypto';

/** A message attribute as it is sent to SQS, of a text type. */
export interface TextAttribute {
  DataType: string;
  StringValue: string;
}

export function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}

/** SQS marks the attributes whose value is a text with this byte. */
const TEXT = Buffer.from([1]);

/**
 * The `MD5OfMessageAttributes` of attributes with text values.
 *
 * @see the SQS developer guide, "Calculating the MD5 message digest for message attributes"
 */
export function md5OfAttributes(attributes: Record<string, TextAttribute>): string {
  const hash = createHash('md5');
  for (const [name, { DataType, StringValue }] of Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1))) {
    hash.update(withLength(name)).update(withLength(DataType)).update(TEXT).update(withLength(StringValue));
  }
  return hash.digest('hex');
}

function withLength(text: string): Buffer {
  const bytes = Buffer.from(text);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

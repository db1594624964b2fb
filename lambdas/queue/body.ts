/**
 * The largest body of a message, in bytes. SQS takes 1 MiB with all attributes: ours are less than 900 bytes, and the
 * dead-letter queue adds a reason of at most 1,000 characters, so 3,000 bytes.
 */
const MAX_BODY_BYTES = 1_048_576 - 4_096;

/** Whether a queue, and its dead-letter queue, hold such a body. */
export function fitsQueue(body: string): boolean {
  return Buffer.byteLength(body) <= MAX_BODY_BYTES;
}

/** A value as JSON text that SQS takes. Halves of a character are escaped by JSON itself. */
export function jsonBody(value: object): string {
  return escapeForSqs(JSON.stringify(value));
}

/**
 * SQS takes #x9, #xA, #xD, #x20 to #xD7FF, #xE000 to #xFFFD and above. Valid JSON in valid UTF-8 holds only two
 * characters beyond those, and they can only stand in a string, where an escape means the same.
 */
export function escapeForSqs(json: string): string {
  return json.replace(/[\uFFFE\uFFFF]/g, (character) => `\\u${character.charCodeAt(0).toString(16)}`);
}

import { parseJson } from '../json.ts';
import { isObject, type JsonObject } from '../pilot-status/events.ts';

export interface Body {
  /** The bytes as they were sent. */
  raw: Uint8Array;
  /** The same as text that SQS accepts: equal to `raw`, but for characters that SQS forbids, which are escaped. */
  text: string;
  json: JsonObject;
}

/** Why a body is none that can be put on the queue. */
export type BodyRefusal = 'not-utf8' | 'not-json' | 'not-an-object' | 'too-large';

/**
 * The largest body, in bytes. SQS takes 1 MiB with all attributes: the three that go along are less than 600 bytes, and the
 * dead-letter queue adds a reason of at most 1,000 characters, hence 3,000 bytes.
 */
const MAX_BODY_BYTES = 1_048_576 - 4_096;

/** Reads a JSON object that the queue can hold, whatever the content type says; or says why it is none. */
export function readBody(raw: Uint8Array): Body | BodyRefusal {
  const decoded = decode(raw);
  if (decoded === undefined) return 'not-utf8';
  const json = parseJson(decoded);
  if (json === undefined) return 'not-json';
  if (!isObject(json)) return 'not-an-object';
  const text = escapeForSqs(decoded);
  return Buffer.byteLength(text) > MAX_BODY_BYTES ? 'too-large' : { raw, text, json };
}

function decode(raw: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(raw);
  } catch {
    return undefined;
  }
}

/**
 * SQS takes #x9, #xA, #xD, #x20 to #xD7FF, #xE000 to #xFFFD and above. Valid JSON in valid UTF-8 holds only two characters
 * beyond those, and they can only stand in a string, where an escape means the same.
 */
function escapeForSqs(json: string): string {
  return json.replace(/[\uFFFE\uFFFF]/g, (character) => `\\u${character.charCodeAt(0).toString(16)}`);
}

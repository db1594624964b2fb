import { parseJson } from '../json.ts';
import { isObject, type JsonObject } from '../pilot-status/events.ts';

export interface Body {
  /** The bytes as they were sent. */
  raw: Uint8Array;
  /** The same as text that SQS accepts: equal to `raw`, but for characters that SQS forbids, which are escaped. */
  text: string;
  json: JsonObject;
}

/** A body that is no JSON object. */
export class BodyError extends Error {
  override name = 'BodyError';
}

/** The bytes of a request. API Gateway encodes what it takes for binary, whatever it really is. */
export function rawBody(body: string | undefined, isBase64Encoded: boolean): Uint8Array {
  return Buffer.from(body ?? '', isBase64Encoded ? 'base64' : 'utf8');
}

/** Reads a JSON object, whatever the content type says. @throws BodyError when it is none */
export function readBody(raw: Uint8Array): Body {
  const text = decode(raw);
  const json = parseJson(text);
  if (json === undefined) throw new BodyError('The body must be JSON');
  if (!isObject(json)) throw new BodyError('The body must be a JSON object');
  return { raw, text: escapeForSqs(text), json };
}

function decode(raw: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(raw);
  } catch {
    throw new BodyError('The body must be UTF-8');
  }
}

/**
 * SQS takes #x9, #xA, #xD, #x20 to #xD7FF, #xE000 to #xFFFD and above. Valid JSON in valid UTF-8 holds only two characters
 * beyond those, and they can only stand in a string, where an escape means the same.
 */
function escapeForSqs(json: string): string {
  return json.replace(/[\uFFFE\uFFFF]/g, (character) => `\\u${character.charCodeAt(0).toString(16)}`);
}

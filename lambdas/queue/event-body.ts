import { isObject, type JsonObject, parseJson } from '../runtime/json.ts';
import { escapeForSqs, fitsQueue } from './body.ts';

export interface Body {
  /** The bytes as they were sent. */
  raw: Uint8Array;
  /** The same as text that SQS accepts: equal to `raw`, but for characters that SQS forbids, which are escaped. */
  text: string;
  json: JsonObject;
}

/** Why a body cannot be put on the queue. */
export type BodyRefusal = 'not-utf8' | 'not-json' | 'not-an-object' | 'too-large';

/** Reads a JSON object that the queue can hold, whatever the content type says; or says what is wrong with it. */
export function readBody(raw: Uint8Array): Body | BodyRefusal {
  const decoded = decode(raw);
  if (decoded === undefined) return 'not-utf8';
  const json = parseJson(decoded);
  if (json === undefined) return 'not-json';
  if (!isObject(json)) return 'not-an-object';
  const text = escapeForSqs(decoded);
  return fitsQueue(text) ? { raw, text, json } : 'too-large';
}

function decode(raw: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(raw);
  } catch {
    return undefined;
  }
}

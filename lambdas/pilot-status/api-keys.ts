import { isObject, type JsonObject, parseJson } from '../runtime/json.ts';
import { LoggableError } from '../telemetry/loggable-error.ts';

/**
 * Gives the API keys that answer for a number, newest first: one, two while a rotation lasts, none when it has none.
 */
export type ApiKeys = (numberId: string | undefined) => string[];

/**
 * Reads the API key secret: the keys of every number, or a JSON object from `numberId` to its keys; keys are one key,
 * or a JSON list of them, newest first. The vendor's keys belong to one number each, and with their numbers none ever
 * stands in for another's; a key without its number, as a person or an older version stored it, answers for every
 * number.
 *
 * @throws Error when the secret has none of these forms; what is wrong with the keys of one number is thrown when these
 *   are asked for. No message holds anything of the secret
 */
export function readApiKeys(secret: string): ApiKeys {
  const value = secret.trim();
  if (!/^[[{]/.test(value)) return always(keysIn(value));
  const json = parseJson(value);
  if (Array.isArray(json)) return always(keysIn(json));
  if (isObject(json)) return (numberId) => keysOf(numberId, json);
  throw new LoggableError('The API key secret starts like JSON, but it is not valid JSON');
}

/**
 * Every key of the API key secret, of whichever number.
 *
 * @throws Error as `readApiKeys` does
 */
export function everyApiKey(secret: string): string[] {
  const json = parseJson(secret.trim());
  return isObject(json) ? Object.values(json).flatMap(keysIn) : readApiKeys(secret)(undefined);
}

/** The number that sends where none is given: the only one that the secret names; undefined where nobody can tell. */
export function onlyNumber(secret: string): string | undefined {
  const json = parseJson(secret.trim());
  const [only, ...others] = isObject(json) ? Object.keys(json) : [];
  return others.length === 0 ? only : undefined;
}

function always(keys: string[]): ApiKeys {
  return () => keys;
}

/** A message that does not say which number received it can only have come to the one there is. */
function keysOf(numberId: string | undefined, keys: JsonObject): string[] {
  const [only, ...others] = Object.keys(keys);
  const number = numberId ?? (others.length === 0 ? only : undefined);
  return number !== undefined && Object.hasOwn(keys, number) ? keysIn(keys[number]) : [];
}

function keysIn(value: unknown): string[] {
  const keys = Array.isArray(value) ? value : [value];
  if (keys.length > 0 && keys.every(isKey)) return keys;
  throw new LoggableError('Where the API key secret should hold a key, or a list of keys, it holds something else');
}

/** An HTTP header takes nothing but printable ASCII. */
function isKey(value: unknown): value is string {
  return typeof value === 'string' && /^[\x21-\x7e]+$/.test(value);
}

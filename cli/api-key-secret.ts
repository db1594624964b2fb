import { parseJson } from '../lambdas/json.ts';
import { readApiKeys } from '../lambdas/pilot-status/api-keys.ts';
import { isObject, type JsonObject } from '../lambdas/pilot-status/events.ts';
import { CommandError } from './errors.ts';

/** What an HTTP header takes. */
const KEY = /^[\x21-\x7e]+$/;

/**
 * The keys that are stored for a number, newest first; none where there is no key yet.
 *
 * @param number the vendor's id of it; needed when the secret holds the keys of several
 * @throws CommandError when a number must be named, or what is stored are no keys
 */
export function storedKeys(secret: string | undefined, number: string | undefined): string[] {
  if (secret === undefined || secret.trim() === '') return [];
  const numbers = numbersIn(secret);
  if (numbers !== undefined && number === undefined) {
    throw new CommandError(
      `The stack holds the keys of several numbers (${numbers.join(', ')}): name one with --number`,
    );
  }
  try {
    return readApiKeys(secret)(number);
  } catch {
    throw new CommandError(
      'What is stored as API key is none: store the key anew with the command in the output SetApiKeyCommand of the stack',
    );
  }
}

/**
 * The secret with these keys in the place of those that a number has; the keys of other numbers stay.
 *
 * @param keys newest first
 * @param number the vendor's id of it; undefined for a stack with one number
 * @throws CommandError when the keys of one number would come to stand for another, or a key cannot be one
 */
export function withKeys(secret: string | undefined, number: string | undefined, keys: string[]): string {
  if (!keys.every((key) => KEY.test(key))) {
    throw new CommandError('An API key has no spaces and no special characters: copy it again from the dashboard');
  }
  const before = storedKeys(secret, number);
  if (number === undefined) return keys.length === 1 ? String(keys[0]) : JSON.stringify(keys);
  const isPlain = before.length > 0 && numbersIn(secret) === undefined;
  if (isPlain && !before.some((key) => keys.includes(key))) {
    throw new CommandError(
      'The stack holds one key for all numbers: name the number of that key first, with `connect --number` and the same key',
    );
  }
  return JSON.stringify({ ...mapIn(secret), [number]: keys.length === 1 ? keys[0] : keys });
}

/** The numbers that have keys of their own; undefined when the keys are for every number. */
export function numbersIn(secret: string | undefined): string[] | undefined {
  const map = mapIn(secret);
  return map && Object.keys(map);
}

function mapIn(secret: string | undefined): JsonObject | undefined {
  const map = parseJson(secret ?? '');
  return isObject(map) ? map : undefined;
}

/** The newest key of every number. */
export function everyKey(secret: string | undefined): string[] {
  const numbers = numbersIn(secret) ?? [undefined];
  return numbers.flatMap((number) => storedKeys(secret, number).slice(0, 1));
}

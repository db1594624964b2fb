import { readApiKeys } from '../../lambdas/pilot-status/api-keys.ts';
import { isObject, type JsonObject, parseJson } from '../../lambdas/runtime/json.ts';
import { CommandError } from '../terminal/errors.ts';

/** What an HTTP header takes. */
const KEY = /^[\x21-\x7e]+$/;

/** The keys of one number, newest first; none where there is no key yet. */
export interface NumberKeys {
  /** The vendor's id of it; undefined where keys are stored without their number, so that they answer for any. */
  number: string | undefined;
  keys: string[];
}

/**
 * The numbers that have keys; `undefined` stands for keys that are stored without their number, as older versions did.
 */
export function numbersIn(secret: string | undefined): (string | undefined)[] {
  if (secret === undefined || secret.trim() === '') return [];
  const map = mapIn(secret);
  return map === undefined ? [undefined] : Object.keys(map);
}

/**
 * The keys of a number, or those that are stored without a number.
 *
 * @param number the vendor's id of it; needed when the secret holds the keys of several
 * @throws CommandError when a number must be named, or what is stored are no keys
 */
export function storedKeys(secret: string | undefined, number: string | undefined): NumberKeys {
  const numbers = numbersIn(secret);
  if (secret === undefined || numbers.length === 0) return { number, keys: [] };
  if (number === undefined && numbers.length > 1) {
    throw new CommandError(
      `The stack holds the keys of several numbers (${numbers.join(', ')}): name one with --number`,
    );
  }
  const owner = numbers.includes(undefined) ? undefined : (number ?? numbers[0]);
  try {
    return { number: owner, keys: readApiKeys(secret)(owner) };
  } catch {
    throw new CommandError(
      'The stored API key is not valid: store it again with the command in the output SetApiKeyCommand of the stack',
    );
  }
}

/** The number that a key is stored for; undefined when it is stored without one, or not at all. */
export function ownerOf(secret: string | undefined, key: string): string | undefined {
  return Object.entries(mapIn(secret) ?? {}).find(([, keys]) => [keys].flat().includes(key))?.[0];
}

/**
 * The secret with these keys instead of those that a number has; the keys of other numbers stay, but for these,
 * which were stored for the wrong one. What is stored without a number goes: whoever stores keys has found out whose it
 * was.
 *
 * @param keys newest first
 * @throws CommandError when a key cannot be one
 */
export function withKeys(secret: string | undefined, { number, keys }: NumberKeys & { number: string }): string {
  if (!keys.every((key) => KEY.test(key))) {
    throw new CommandError('An API key has no spaces and no special characters: copy it again from the dashboard');
  }
  const all = Object.entries({ ...mapIn(secret), [number]: keys }).flatMap(([owner, own]) => {
    const left = [own].flat().filter((key) => owner === number || !keys.some((moved) => moved === key));
    return left.length > 0 ? [[owner, left.length === 1 ? left[0] : left]] : [];
  });
  return JSON.stringify(Object.fromEntries(all));
}

/** The newest key of every number. */
export function everyKey(secret: string | undefined): string[] {
  return numbersIn(secret).flatMap((number) => storedKeys(secret, number).keys.slice(0, 1));
}

function mapIn(secret: string | undefined): JsonObject | undefined {
  const map = parseJson(secret ?? '');
  return isObject(map) ? map : undefined;
}

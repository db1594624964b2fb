import { parseJson } from '../json.ts';
import { isObject, text } from './events.ts';

/** Gives the API key that answers for a number, or undefined when there is none. */
export type ApiKeys = (numberId: string | undefined) => string | undefined;

/**
 * Reads the API key secret: one key for every number, or a JSON object from `numberId` to key. The vendor's keys belong
 * to one number each, so with several numbers no key ever stands in for another.
 *
 * @throws Error when the secret is neither; the message holds nothing of it
 */
export function readApiKeys(secret: string): ApiKeys {
  const value = secret.trim();
  if (!value.startsWith('{')) {
    if (/^\S+$/.test(value)) return () => value;
    throw new Error('The API key secret is neither one key nor a JSON object from numberId to key');
  }
  const keys = parseJson(value);
  if (!isObject(keys)) {
    throw new Error('The API key secret starts like JSON but is no JSON object from numberId to key');
  }
  return (numberId) => (numberId !== undefined && Object.hasOwn(keys, numberId) ? text(keys[numberId]) : undefined);
}

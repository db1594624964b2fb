/** Reads fields of what the vendor sent. Nothing here trusts its types. */

import { type JsonObject, text } from '../runtime/json.ts';

/**
 * An id, or an address: a text, or a whole number. One beyond 2⁵³ is no id, because `JSON.parse` has rounded it, and
 * two of them could be one.
 */
export function identifier(value: unknown): string | undefined {
  return Number.isSafeInteger(value) ? String(value) : text(value);
}

/** A list of names, shorter in a bundle than an array of them. */
export function names(list: string): string[] {
  return list.split(' ');
}

/** A flag counts as set unless it is clearly not, so that an odd value never lets the bot answer itself. */
export function isSet(flag: unknown): boolean {
  if (typeof flag === 'string') return !/^(false|0|no|null)?$/i.test(flag.trim());
  return flag !== undefined && flag !== null && flag !== false && flag !== 0;
}

/**
 * The fields of objects by their names without case, dashes and underscores: `from_user_id` is `fromuserid`. Of two
 * with one name the first counts that is not empty.
 */
export function looseFields(...objects: JsonObject[]): ReadonlyMap<string, unknown> {
  const fields = new Map<string, unknown>();
  for (const object of objects) {
    for (const [name, value] of Object.entries(object)) {
      const loose = name.replace(/[-_]/g, '').toLowerCase();
      if ((fields.get(loose) ?? '') === '') fields.set(loose, value);
    }
  }
  return fields;
}

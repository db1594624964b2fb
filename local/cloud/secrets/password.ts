import { randomInt } from 'node:crypto';
import type { GenerateSecretString } from '../resources/secrets-manager.ts';

const LOWERCASE = 'abcdefghijklmnopqrstuvwxyz';
const NUMBERS = '0123456789';
const PUNCTUATION = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~';

/**
 * Generates the value of a secret: a random text or, with a template, the template's JSON object with the random text
 * under `GenerateStringKey`.
 *
 * @see the Secrets Manager API, GetRandomPassword
 */
export function generateSecretValue(options: GenerateSecretString): string {
  const password = generatePassword(options);
  if (options.SecretStringTemplate === undefined || options.GenerateStringKey === undefined) return password;
  return JSON.stringify({ ...JSON.parse(options.SecretStringTemplate), [options.GenerateStringKey]: password });
}

function generatePassword(options: GenerateSecretString): string {
  const types = [
    options.ExcludeLowercase ? '' : LOWERCASE,
    options.ExcludeUppercase ? '' : LOWERCASE.toUpperCase(),
    options.ExcludeNumbers ? '' : NUMBERS,
    options.ExcludePunctuation ? '' : PUNCTUATION,
    options.IncludeSpace ? ' ' : '',
  ]
    .map((type) => without(type, options.ExcludeCharacters))
    .filter((type) => type !== '');
  const required = options.RequireEachIncludedType ? types.map(oneOf) : [];
  const free = Array.from({ length: options.PasswordLength - required.length }, () => oneOf(types.join('')));
  return shuffled([...required, ...free]).join('');
}

function without(characters: string, excluded: string): string {
  return [...characters].filter((character) => !excluded.includes(character)).join('');
}

function oneOf(characters: string): string {
  return characters.charAt(randomInt(characters.length));
}

function shuffled(characters: string[]): string[] {
  const rest = [...characters];
  return characters.map(() => rest.splice(randomInt(rest.length), 1)[0] ?? '');
}

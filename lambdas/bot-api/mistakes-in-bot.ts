import { BOT_FIELDS } from './bot.ts';

const NAMES = Object.keys(BOT_FIELDS) as (keyof typeof BOT_FIELDS)[];

/** A name with more letters wrong than these suggests nothing. */
const MAX_WRONG_LETTERS = 3;

/**
 * Says what is wrong with what a file exports as its bot, and what to do about it. A mistake in a field starts with its
 * name; any other is about the file, as in "… exports no bot".
 *
 * @param bot the default export; undefined without one
 */
export function mistakesInBot(bot: unknown): string[] {
  if (bot === undefined) return ['exports no bot: it needs `export default defineBot({ … })`'];
  if (typeof bot !== 'object' || bot === null || Array.isArray(bot)) {
    return [`exports ${kindOf(bot)}, which is no bot: it needs \`export default defineBot({ … })\``];
  }
  const fields = bot as Readonly<Record<string, unknown>>;
  const mistakes = [
    ...unknownNames(fields).map(unknownName),
    ...NAMES.flatMap((name) => mistakesInField(name, fields)),
  ];
  const handlers = NAMES.filter((name) => BOT_FIELDS[name] === 'handler' && fields[name] !== undefined);
  if (mistakes.length > 0 || handlers.length > 0) return mistakes;
  return ['exports a bot without a handler, which would answer nobody: add `onMessage`'];
}

/** An object of a class may have fields of its own. */
function unknownNames(fields: Readonly<Record<string, unknown>>): string[] {
  const prototype: unknown = Object.getPrototypeOf(fields);
  const isPlain = prototype === null || Object.getPrototypeOf(prototype) === null;
  return isPlain ? Object.keys(fields).filter((name) => !Object.hasOwn(BOT_FIELDS, name)) : [];
}

function unknownName(name: string): string {
  const [nearest] = NAMES.map((known) => ({ known, wrong: wrongLetters(name.toLowerCase(), known.toLowerCase()) }))
    .filter(({ wrong }) => wrong <= MAX_WRONG_LETTERS)
    .sort((a, b) => a.wrong - b.wrong);
  if (nearest !== undefined) return `${name} is not a handler: did you mean ${nearest.known}?`;
  return `${name} is not a handler: a bot has ${NAMES.join(', ')}`;
}

function mistakesInField(
  name: keyof typeof BOT_FIELDS,
  { [name]: value }: Readonly<Record<string, unknown>>,
): string[] {
  if (value === undefined) return [];
  if (BOT_FIELDS[name] === 'handler') {
    if (typeof value === 'function') return [];
    return [`${name} is ${kindOf(value)}: write a function, such as \`${name}: () => 'Thanks!'\``];
  }
  if (isSchema(value)) return [];
  return [`${name} is ${kindOf(value)}: give it a schema that follows Standard Schema, such as one of zod/mini`];
}

/** A schema is an object, or with some libraries a function. */
function isSchema(value: unknown): boolean {
  if (value === null || (typeof value !== 'object' && typeof value !== 'function')) return false;
  const { '~standard': standard } = value as { '~standard'?: { validate?: unknown } };
  return typeof standard?.validate === 'function';
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

/** How many letters must be added, removed or changed to get from one word to the other (Levenshtein). */
function wrongLetters(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...b].entries()) {
      next.push(Math.min((row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1, (row[j] ?? 0) + (letter === other ? 0 : 1)));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

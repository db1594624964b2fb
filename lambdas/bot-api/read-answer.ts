import { isReplyContent, type ReplyContent } from '../pilot-status/content.ts';
import { isObject } from '../runtime/json.ts';
import { type Action, handOver, optOut, remember, text } from './actions.ts';
import type { Answer } from './bot.ts';
import { cancel, readLater } from './later.ts';

/**
 * Reads what a handler gave as actions, made of nothing but what queue and ledger give back as it was: halves of a
 * character, which a cut leaves, become U+FFFD.
 *
 * @throws TypeError that says what is wrong, and where
 */
export function readAnswer(answer: Answer): Action[] {
  const answers: readonly unknown[] = Array.isArray(answer) ? answer : [answer];
  return answers.flatMap((one, i) => {
    if (one === undefined || one === null || one === '') return [];
    return [readAction(typeof one === 'string' ? text(one) : one, `Answer ${i + 1}`)];
  });
}

function readAction(given: unknown, where: string): Action {
  const action = (isObject(given) ? given : {}) as Partial<Action>;
  switch (action.kind) {
    case 'send':
      return { kind: 'send', content: readContent(action.content, where) };
    case 'remember':
      return remember(action.memory);
    case 'hand-over':
      return handOver(action);
    case 'opt-out':
      return optOut();
    case 'send-later':
      return readLater(action, readContent(action.content, where));
    case 'cancel':
      return cancel(action.key as string);
    default:
      throw new TypeError(
        'A handler returns a text, what text(), template(), media() and the like return, a list of these, or nothing',
      );
  }
}

function readContent(given: unknown, where: string): ReplyContent {
  const content = plainJson(given, where, { left: MAX_SIZE });
  if (isReplyContent(content)) return content;
  throw new TypeError(`${where} is not a text, a template or a file: make it with text(), template() or media()`);
}

/** How much one answer may hold, in characters and values: at most what an item of DynamoDB holds. */
const MAX_SIZE = 400 * 1024;

/** DynamoDB holds 32 levels, some of which are ours. */
const MAX_DEPTH = 20;

/** DynamoDB holds no number that is nearer to 0 than this, but for 0. */
const SMALLEST = 1e-130;

/** A copy of JSON, without fields that are undefined. What contains itself is nested too deep. */
function plainJson(value: unknown, where: string, budget: { left: number }, depth = 0): unknown {
  const refuse = (what: string): never => {
    throw new TypeError(`${where} ${what}`);
  };
  const inner = (item: unknown, name: string) => plainJson(item, `${where}${name}`, budget, depth + 1);
  budget.left -= typeof value === 'string' ? value.length + 1 : 1;
  if (budget.left < 0) return refuse(`is more than the ${MAX_SIZE / 1024} KB that the ledger holds`);
  if (depth > MAX_DEPTH) return refuse(`is nested more than ${MAX_DEPTH} deep`);
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'string') return wellFormed(value);
  if (typeof value === 'number')
    return isExact(value) ? value : refuse(`is ${value}: give a number like that as a text`);
  if (Array.isArray(value)) return Array.from(value, (item, i) => inner(item, `[${i}]`));
  if (typeof value !== 'object' || !isPlain(value)) return refuse(`is ${nameOf(value)}, which JSON does not have`);
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  return Object.fromEntries(
    fields.map(([name, field]) => {
      if (name === '' || name === '__proto__') return refuse('has a field that the ledger cannot name');
      return [wellFormed(name), inner(field, `.${name}`)];
    }),
  );
}

/** Whether a number is the same when it comes back. */
function isExact(value: number): boolean {
  const size = Math.abs(value);
  return value === 0 || (size >= SMALLEST && size <= Number.MAX_SAFE_INTEGER);
}

/** Objects of classes, dates and maps have a prototype that has one. */
function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function nameOf(value: unknown): string {
  const name = typeof value === 'object' ? value?.constructor?.name : typeof value;
  return name === 'undefined' ? name : `a ${name || 'object of a class'}`;
}

function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\uFFFD');
}

import type { Condition, Item, Key, Table, Written } from '../../lambdas/ledger/table.ts';

/** A table in memory that evaluates conditions as DynamoDB does, as far as the ledger uses them. */
export interface MemoryTable extends Table {
  items: Map<string, Item>;
  /** How often each call was made. */
  calls: { get: number; put: number; set: number };
}

export function memoryTable(): MemoryTable {
  const items = new Map<string, Item>();
  const calls = { get: 0, put: 0, set: 0 };
  const text = ({ id, event }: Key) => `${id} ${event}`;

  const write = (key: Key, condition: Condition, next: (item: Item | undefined) => Item): Written => {
    const item = items.get(text(key));
    if (!holds(condition, item)) return item ? { ok: false, item: { ...item } } : { ok: false, item: undefined };
    items.set(text(key), next(item));
    return { ok: true };
  };

  return {
    items,
    calls,
    async get(key) {
      calls.get++;
      const item = items.get(text(key));
      return item && structuredClone(item);
    },
    async put(item, condition) {
      calls.put++;
      return write(item, condition, () => defined(structuredClone(item)));
    },
    async set(key, fields, condition) {
      calls.set++;
      return write(key, condition, (item) => defined({ ...key, ...item, ...structuredClone(fields) }));
    },
  };
}

/** Evaluates `attribute_not_exists(id)`, `#a = :b`, `#a < :b`, joined by AND and OR, with parentheses around an operand. */
function holds({ expression, names = {}, values = {} }: Condition, item: Item | undefined): boolean {
  const term = (text: string): boolean => {
    const bare = text.trim().replace(/^\((.*)\)$/, '$1');
    if (bare !== text.trim()) return any(bare);
    if (bare === 'attribute_not_exists(id)') return item === undefined;
    const comparison = /^(#\w+) (=|<) (:\w+)$/.exec(bare);
    if (!comparison) throw new Error(`This condition is not understood: ${bare}`);
    const [, name = '', operator, value = ''] = comparison;
    if (!(name in names) || !(value in values)) throw new Error(`A placeholder is not defined: ${bare}`);
    const left = item?.[names[name] as string];
    const right = values[value];
    if (left === undefined) return false;
    return operator === '=' ? left === right : (left as number) < (right as number);
  };
  const all = (text: string) => text.split(' AND ').every(term);
  const any = (text: string): boolean =>
    splitOutside(text, ' OR ').some((part) => (/^\(.*\)$/.test(part) ? term(part) : all(part)));
  return any(expression);
}

function splitOutside(text: string, separator: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '(') depth++;
    if (text[i] === ')') depth--;
    if (depth === 0 && text.startsWith(separator, i)) {
      parts.push(text.slice(from, i));
      from = i + separator.length;
    }
  }
  return [...parts, text.slice(from)].map((part) => part.trim());
}

function defined(item: Item): Item {
  return Object.fromEntries(Object.entries(item).filter(([, value]) => value !== undefined));
}

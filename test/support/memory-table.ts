import type { Condition, Item, Key, Table, Written } from '../../lambdas/ledger/table.ts';

/** Records in memory, with conditions that are evaluated as DynamoDB does, as far as the ledger uses them. */
export interface MemoryStore {
  items: Map<string, Item>;
  get(key: Key): Item | undefined;
  query(id: string): Item[];
  put(item: Key & Item, condition?: Condition): Written;
  set(key: Key, fields: Item, condition: Condition): Written;
}

/** @param onWrite is told of every write that is made: the record as it was, and as it is */
export function memoryStore(onWrite?: (before: Item | undefined, after: Item) => void): MemoryStore {
  const items = new Map<string, Item>();
  const text = ({ id, event }: Key) => `${id} ${event}`;

  const write = (key: Key, condition: Condition | undefined, next: (item: Item | undefined) => Item): Written => {
    const item = items.get(text(key));
    if (condition && !holds(condition, item))
      return item ? { ok: false, item: { ...item } } : { ok: false, item: undefined };
    const after = next(item);
    items.set(text(key), after);
    onWrite?.(item, after);
    return item ? { ok: true, old: { ...item } } : { ok: true };
  };

  return {
    items,
    get(key) {
      const item = items.get(text(key));
      return item && structuredClone(item);
    },
    query: (id) => structuredClone([...items.values()].filter((item) => item.id === id)),
    put: (item, condition) => write(item, condition, () => defined(structuredClone(item))),
    set: (key, fields, condition) =>
      write(key, condition, (item) => defined({ ...key, ...item, ...structuredClone(fields) })),
  };
}

/** A table in memory. */
export interface MemoryTable extends Table {
  items: Map<string, Item>;
  /** How often each call was made. */
  calls: { get: number; query: number; put: number; set: number };
}

export function memoryTable(): MemoryTable {
  const store = memoryStore();
  const calls = { get: 0, query: 0, put: 0, set: 0 };
  return {
    items: store.items,
    calls,
    async get(key) {
      calls.get++;
      return store.get(key);
    },
    async query(id) {
      calls.query++;
      return store.query(id);
    },
    async put(item, condition) {
      calls.put++;
      return store.put(item, condition);
    },
    async set(key, fields, condition) {
      calls.set++;
      return store.set(key, fields, condition);
    },
  };
}

/** Evaluates `attribute_not_exists(id)`, `attribute_exists(id)`, `#a = :b` and `#a < :b`, joined by AND, OR and parentheses. */
function holds({ expression, names = {}, values = {} }: Condition, item: Item | undefined): boolean {
  const comparison = (text: string): boolean => {
    const [, name = '', operator, value = ''] = /^(#\w+) (=|<) (:\w+)$/.exec(text) ?? [];
    if (!(name in names) || !(value in values)) throw new Error(`This condition is not understood: ${text}`);
    const left = item?.[names[name] as string];
    if (left === undefined) return false;
    return operator === '=' ? left === values[value] : (left as number) < (values[value] as number);
  };
  const evaluate = (text: string): boolean => {
    const either = splitOutside(text, ' OR ');
    if (either.length > 1) return either.some(evaluate);
    const both = splitOutside(text, ' AND ');
    if (both.length > 1) return both.every(evaluate);
    if (text.startsWith('(')) return evaluate(text.slice(1, -1));
    if (text === 'attribute_not_exists(id)') return item === undefined;
    if (text === 'attribute_exists(id)') return item !== undefined;
    return comparison(text);
  };
  return evaluate(expression);
}

/** Splits at a separator that stands in no parentheses. */
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
  return [...parts, text.slice(from)];
}

function defined(item: Item): Item {
  return Object.fromEntries(Object.entries(item).filter(([, value]) => value !== undefined));
}

/** The same table, but the answer to the first write is lost and the SDK makes it again. */
export function withLostAnswer(table: MemoryTable): Table {
  let lost = false;
  const twice = async (write: () => Promise<Written>): Promise<Written> => {
    if (!lost) await write();
    lost = true;
    return write();
  };
  return {
    ...table,
    put: (item, condition) => twice(() => table.put(item, condition)),
    set: (key, fields, condition) => twice(() => table.set(key, fields, condition)),
  };
}

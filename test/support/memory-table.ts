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
    return item ? { ok: true, old: copy(item) } : { ok: true };
  };

  return {
    items,
    get(key) {
      return copy(items.get(text(key)));
    },
    query: (id) => copy([...items.values()].filter((item) => item.id === id)),
    put: (item, condition) => write(item, condition, () => copy(item)),
    set: (key, fields, condition) => write(key, condition, (item) => changed({ ...key, ...item }, fields)),
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

type Holds = (condition: Condition, item: Item | undefined) => boolean;

const understood = new Map<string, Holds>();

function holds(condition: Condition, item: Item | undefined): boolean {
  const { expression } = condition;
  const evaluate = understood.get(expression) ?? understand(expression);
  understood.set(expression, evaluate);
  return evaluate(condition, item);
}

/** Reads `attribute_not_exists(id)`, `#a = :b`, `#a.#b = :c` and `#a < :b`, joined by AND, OR and parentheses. */
function understand(text: string): Holds {
  const either = splitOutside(text, ' OR ');
  if (either.length > 1) return any(either.map(understand));
  const both = splitOutside(text, ' AND ');
  if (both.length > 1) return all(both.map(understand));
  if (text.startsWith('(')) return understand(text.slice(1, -1));
  return text === 'attribute_not_exists(id)' ? (_, item) => item === undefined : comparison(text);
}

function any(parts: Holds[]): Holds {
  return (condition, item) => parts.some((part) => part(condition, item));
}

function all(parts: Holds[]): Holds {
  return (condition, item) => parts.every((part) => part(condition, item));
}

function comparison(text: string): Holds {
  const [, path = '', operator, value = ''] = /^(#\w+(?:\.#\w+)?) (=|<) (:\w+)$/.exec(text) ?? [];
  const parts = path.split('.');
  return ({ names = {}, values = {} }, item) => {
    if (!parts.every((part) => part in names) || !(value in values)) {
      throw new Error(`This condition is not understood: ${text}`);
    }
    const left = parts.reduce<unknown>((found, part) => (found as Item | undefined)?.[names[part] as string], item);
    if (left === undefined) return false;
    return operator === '=' ? left === values[value] : (left as number) < (values[value] as number);
  };
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

/** A field given as undefined is removed. */
function changed(item: Item, fields: Item): Item {
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined) delete item[name];
    else item[name] = copy(value);
  }
  return item;
}

/** A copy without what is undefined, as it comes out of DynamoDB. */
function copy<T>(value: T): T {
  if (Array.isArray(value)) return value.map(copy) as T;
  if (typeof value !== 'object' || value === null) return value;
  const all: Record<string, unknown> = {};
  for (const [key, field] of Object.entries(value)) if (field !== undefined) all[key] = copy(field);
  return all as T;
}

/** The same table, but the answer to one write, the first or another, is lost and the SDK makes it again. */
export function withLostAnswer(table: MemoryTable, nth = 1): Table {
  let writes = 0;
  const twice = async (write: () => Promise<Written>): Promise<Written> => {
    if (++writes === nth) await write();
    return write();
  };
  return {
    ...table,
    put: (item, condition) => twice(() => table.put(item, condition)),
    set: (key, fields, condition) => twice(() => table.set(key, fields, condition)),
  };
}

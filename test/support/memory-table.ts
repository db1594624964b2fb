import type { Condition, Item, Key, Table, Written } from '../../lambdas/ledger/table.ts';

/** Records in memory, with conditions that are evaluated as DynamoDB does, as far as the ledger uses them. */
export interface MemoryStore {
  items: Map<string, Item>;
  get(key: Key): Item | undefined;
  query(id: string): Item[];
  put(item: Key & Item, condition?: Condition): Written;
  set(key: Key, fields: Item, condition: Condition): Written;
  /** @returns whether the condition held */
  delete(key: Key, condition: Condition): boolean;
}

/** @param onWrite called with every write: the record as it was, and as it is */
export function memoryStore(onWrite?: (before: Item | undefined, after: Item) => void): MemoryStore {
  const items = new Map<string, Item>();
  const text = ({ id, event }: Key) => `${id} ${event}`;

  const write = (key: Key, condition: Condition | undefined, next: (item: Item | undefined) => Item): Written => {
    const item = items.get(text(key));
    if (condition && !holds(condition, item))
      return item ? { ok: false, item: { ...item } } : { ok: false, item: undefined };
    const after = next(item);
    checkItem(after);
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
    put(item, condition) {
      const stored = copy(item);
      checkItem(stored);
      return write(item, condition, () => stored);
    },
    set(key, fields, condition) {
      const values = [...Object.values(fields), ...Object.values(condition.values ?? {})];
      const isEmpty = Object.keys(fields).length === 0 || values.every((value) => value === undefined);
      if (isEmpty) throw validationError('An expression, or its values, must not be empty');
      if (Object.values(fields).some(holdsUndefined)) throw new Error('Pass options.removeUndefinedValues=true');
      checkItem(copy(fields));
      return write(key, condition, (item) => changed({ ...key, ...item }, fields));
    },
    delete: (key, condition) => holds(condition, items.get(text(key))) && (items.delete(text(key)) || true),
  };
}

/** DynamoDB holds items of 400 KB, in 32 levels. */
const MAX_BYTES = 400 * 1024;
const MAX_LEVELS = 32;

/** @throws Error as `marshall` and DynamoDB throw it, for an item that DynamoDB does not hold */
function checkItem(item: Item): void {
  if (bytesOf(item, 0) <= MAX_BYTES) return;
  throw validationError('Item size has exceeded the maximum allowed size');
}

/** The size of a value, names of its fields included, as DynamoDB counts it, roughly. */
function bytesOf(value: unknown, level: number): number {
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (typeof value === 'boolean' || value === null) return 1;
  if (typeof value === 'number') return numberBytes(value);
  if (level > MAX_LEVELS) throw validationError('Nesting Levels have exceeded supported limits');
  if (Array.isArray(value)) return value.reduce((sum, one) => sum + 1 + bytesOf(one, level + 1), 3);
  if (typeof value !== 'object' || !isPlain(value)) throw new Error(`Unsupported type passed: ${String(value)}`);
  let sum = 3;
  for (const [name, field] of Object.entries(value)) {
    if (name === '') throw validationError('An attribute has no name');
    sum += Buffer.byteLength(name) + 1 + bytesOf(field, level + 1);
  }
  return sum;
}

function isPlain(value: object): boolean {
  return Object.getPrototypeOf(Object.getPrototypeOf(value) ?? {}) === null || Object.getPrototypeOf(value) === null;
}

/** Only a put leaves out what is undefined within a value. */
function holdsUndefined(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).some((field) => field === undefined || holdsUndefined(field));
}

function numberBytes(value: number): number {
  const size = Math.abs(value);
  if (!(size <= Number.MAX_SAFE_INTEGER)) throw new Error(`Number ${value} is greater than Number.MAX_SAFE_INTEGER`);
  if (value !== 0 && size < 1e-130) throw validationError('Number underflow');
  return Math.ceil(String(value).length / 2) + 1;
}

function validationError(message: string): Error {
  return Object.assign(new Error(message), { name: 'ValidationException' });
}

/** A table in memory. */
export interface MemoryTable extends Table {
  items: Map<string, Item>;
  /** @returns whether the condition held */
  delete(key: Key, condition: Condition): Promise<boolean>;
  /** How often each call was made. */
  calls: { get: number; query: number; put: number; set: number };
}

export function memoryTable(): MemoryTable {
  const store = memoryStore();
  const calls = { get: 0, query: 0, put: 0, set: 0 };
  return {
    items: store.items,
    calls,
    delete: async (key, condition) => store.delete(key, condition),
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

/**
 * Reads `attribute_not_exists(id)` and of one field, `#a = :b`, `#a.#b = :c` and `#a < :b`, joined by AND, OR and
 * parentheses.
 */
function understand(text: string): Holds {
  const either = splitOutside(text, ' OR ');
  if (either.length > 1) return any(either.map(understand));
  const both = splitOutside(text, ' AND ');
  if (both.length > 1) return all(both.map(understand));
  if (text.startsWith('(')) return understand(text.slice(1, -1));
  if (text === 'attribute_not_exists(id)') return (_, item) => item === undefined;
  const [, absent] = /^attribute_not_exists\((#\w+)\)$/.exec(text) ?? [];
  return absent === undefined ? comparison(text) : ({ names }, item) => item?.[names?.[absent] ?? ''] === undefined;
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
  if (typeof value !== 'object' || value === null || !isPlain(value)) return value;
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

import type { Item } from '../../lambdas/ledger/table.ts';
import type { Entry, LedgerReader } from '../../operations/stories/reader.ts';
import type { MemoryTable } from './memory-table.ts';

/** A reader of a ledger in memory. */
export function memoryReader(table: MemoryTable): LedgerReader {
  const items = () => [...table.items.values()];
  return {
    get: table.get,
    query: table.query,
    async *scan() {
      yield { items: items(), looked: table.items.size };
    },
    async list(list, { from = 0, until = Number.MAX_SAFE_INTEGER, conversations, limit } = {}) {
      const isWanted = (item: Item) =>
        item.list === list &&
        Number(item.listedAt) >= from &&
        Number(item.listedAt) <= until &&
        (conversations === undefined || conversations.includes(String(item.conversation)));
      const entries = items().filter(isWanted) as unknown as Entry[];
      return entries.sort((a, b) => b.listedAt - a.listedAt).slice(0, limit);
    },
    getAll: async (keys) =>
      items().filter((item) => keys.some(({ id, event }) => item.id === id && item.event === event)),
  };
}

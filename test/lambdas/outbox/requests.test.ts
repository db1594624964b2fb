import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openOutbox } from '../../support/outbox.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const SEND = { to: '+5511999999999', key: 'order-1', text: 'Your order has left' };

/** Counts what a message of the outbox asks of the ledger. */
function counted() {
  const opened = openOutbox();
  const { table } = opened;
  const counts = { reads: 0, writes: 0 };
  const { get, put, set } = table;
  table.get = (...args) => {
    counts.reads++;
    return get(...args);
  };
  table.put = (...args) => {
    counts.writes++;
    return put(...args);
  };
  table.set = (...args) => {
    counts.writes++;
    return set(...args);
  };
  return { ...opened, counts };
}

test('docs/cost.md says what a message sent unasked asks of the ledger and the queue', async () => {
  const { ask, work, counts, queue } = counted();
  await ask(SEND);
  expect({ ...counts, messages: queue.length }).toEqual({ reads: 2, writes: 1, messages: 1 });
  await work();
  expect(counts).toEqual({ reads: 6, writes: 5 });
  expect(readFileSync(join(ROOT, 'docs', 'cost.md'), 'utf8')).toContain('6 reads and 5 writes of the ledger');
});

import { eventRecords } from '../../../lambdas/ledger/events.ts';
import type { Item } from '../../../lambdas/ledger/table.ts';
import { type Line, transcriber } from '../../../lambdas/ledger/transcripts.ts';
import { clock, ledgerSettings } from '../../support/clock.ts';
import { recordedLog } from '../../support/log.ts';
import { memoryTable } from '../../support/memory-table.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const NOW = clock().now();
const EVENT = { id: 'e1', event: 'message.received' };

const LINE: Line = { conversation: 'h', from: 'contact', at: NOW, key: EVENT, words: { text: 'Oi' } };

function open(put?: (item: Item) => Promise<unknown>, ledger = memoryTable()) {
  const items: Item[] = [];
  const log = recordedLog();
  const keep = async (item: Item) => items.push(item);
  return { items, ledger, log, write: transcriber({ put: put ?? keep, keepMs: 7 * DAY_MS, ledger, log }) };
}

test('a line is kept under its conversation by its time, for the days of the setting', async () => {
  const { items, write, ledger } = open();
  await write(LINE, { since: NOW + DAY_MS });
  expect(items).toEqual([
    {
      conversation: 'h',
      line: '2026-02-24T10:30:00.000Z e1 message.received',
      ...{ from: 'contact', at: NOW, key: EVENT, words: { text: 'Oi' } },
      format: 1,
      expiresAt: Math.floor((NOW + 8 * DAY_MS) / 1000),
    },
  ]);
  expect(ledger.calls.get).toBe(0);
});

test('what cannot be written is logged without the words, and stops nothing', async () => {
  const { write, log } = open(async () => {
    throw Object.assign(new Error('Oi is not taken'), { name: 'ThrottlingException', $fault: 'client' });
  });
  await write(LINE, { since: NOW });
  expect(log.lines).toMatchObject([{ level: 'warn', step: 'words not kept', fields: { ...EVENT, conversation: 'h' } }]);
  expect(log.lines[0]?.fields.error).toMatch(/ThrottlingException/);
});

test('a ledger that cannot be read costs the line, and stops nothing', async () => {
  const { items, log } = open();
  const ledger = { get: () => Promise.reject(new Error('down')) };
  const write = transcriber({ put: async (item) => items.push(item), keepMs: DAY_MS, ledger, log });
  await write(LINE, { since: NOW, cause: EVENT });
  expect({ items, steps: log.steps() }).toEqual({ items: [], steps: ['words not kept'] });
});

test('an answer is kept while its event names the contact, and not once the contact is erased', async () => {
  const { items, ledger, write } = open();
  await ledger.put({ ...EVENT, conversation: 'h' });
  await write(LINE, { since: NOW, cause: EVENT });
  expect(items).toHaveLength(1);
  await ledger.put({ ...EVENT, state: 'done' });
  await write(LINE, { since: NOW, cause: EVENT });
  expect(items).toHaveLength(1);
});

test('an event whose contact was erased while it waited stays so, however often it is claimed again', async () => {
  const time = clock();
  const table = memoryTable();
  const events = eventRecords(table, ledgerSettings(time));
  const fields = { conversation: 'h', message: 'm1' };
  await events.claim(EVENT, fields);
  expect(await events.claim(EVENT, fields)).toMatchObject({ kind: 'busy' });
  time.advance(61_000);
  expect(await events.claim(EVENT, fields)).not.toHaveProperty('isErased');
  await table.set(
    EVENT,
    { conversation: undefined },
    { expression: '#state = :s', names: { '#state': 'state' }, values: { ':s': 'claimed' } },
  );
  for (const round of [1, 2]) {
    time.advance(61_000);
    expect([round, await events.claim(EVENT, fields)]).toMatchObject([round, { kind: 'claimed', isErased: true }]);
  }
  const { items, write } = open(undefined, table);
  await write(LINE, { since: NOW, cause: EVENT });
  expect(items).toEqual([]);
});

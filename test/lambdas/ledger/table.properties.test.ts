import fc from 'fast-check';
import { conversationRecords } from '../../../lambdas/ledger/conversations.ts';
import { eventRecords } from '../../../lambdas/ledger/events.ts';
import { heldBy } from '../../../lambdas/ledger/lease.ts';
import { replyRecordKey, replyRecords } from '../../../lambdas/ledger/replies.ts';
import type { Condition, Item, Table } from '../../../lambdas/ledger/table.ts';
import { clock, ledgerSettings } from '../../support/clock.ts';
import { memoryTable } from '../../support/memory-table.ts';
import { runs } from '../../support/properties.ts';
import { realTable } from '../../support/real-table.ts';
import { NOTHING } from '../../support/rules.ts';

/*
 * The simulation, and the tests of the functions, run on a table in memory. Here the same calls are made of it and of the real
 * one, over an implementation of DynamoDB: what comes of them must be the same.
 */

let real: Awaited<ReturnType<typeof realTable>>;

beforeAll(async () => {
  real = await realTable();
});
afterAll(() => real.stop());

let worlds = 0;

/** The same calls on both tables, in a partition of their own: gives what came of each. */
async function onBoth<Result>(steps: (table: Table, prefix: string) => Promise<Result>): Promise<[Result, Result]> {
  const prefix = `world-${++worlds}-`;
  return [await steps(memoryTable(), prefix), await steps(real.table, prefix)];
}

const value: fc.Arbitrary<unknown> = fc.oneof(
  fc.integer(),
  fc.double({ noNaN: false, noDefaultInfinity: false, min: -1e20, max: 1e20 }),
  fc.string({ unit: 'grapheme' }),
  fc.boolean(),
  fc.constantFrom<unknown>(null, undefined, '', new Date(0), 1e-140, 2 ** 60),
  fc.array(fc.oneof(fc.integer(), fc.string()), { maxLength: 3 }),
  fc.dictionary(
    fc.string({ minLength: 1, maxLength: 4 }),
    fc.oneof(fc.integer(), fc.string(), fc.constant(undefined)),
    {
      maxKeys: 3,
    },
  ),
);

const fields: fc.Arbitrary<Item> = fc.record(
  {
    state: fc.constantFrom('claimed', 'done', 'queued', 'sending', 'unknown', undefined),
    owner: fc.constantFrom('me', 'you', undefined),
    leaseUntil: fc.constantFrom(0, 10, 20, undefined),
    version: fc.constantFrom(1, 2),
    payload: value,
  },
  { requiredKeys: [] },
);

/** The conditions that the ledger makes. */
const condition: fc.Arbitrary<Condition | undefined> = fc.constantFrom<Condition | undefined>(
  undefined,
  { expression: 'attribute_not_exists(id)' },
  {
    expression: 'attribute_not_exists(id) OR (#state = :claimed AND #leaseUntil < :now)',
    names: { '#state': 'state', '#leaseUntil': 'leaseUntil' },
    values: { ':claimed': 'claimed', ':now': 15 },
  },
  {
    expression: '#leaseUntil < :now AND (#state = :sending OR #state = :unknown)',
    names: { '#state': 'state', '#leaseUntil': 'leaseUntil' },
    values: { ':sending': 'sending', ':unknown': 'unknown', ':now': 15 },
  },
  { expression: '#version = :read', names: { '#version': 'version' }, values: { ':read': 1 } },
  heldBy({ owner: 'me', until: 0 }),
);

const step = fc.record({
  call: fc.constantFrom('put', 'put', 'set', 'set', 'get', 'query'),
  id: fc.constantFrom('a', 'b'),
  event: fc.constantFrom('x', '#y'),
  fields,
  condition,
});

test('a table in memory does what the real one does, whatever is written under whatever condition', async () => {
  const outcomes: Record<string, number> = {};
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
      const [memory, dynamo] = await onBoth(async (table, prefix) => {
        const results: unknown[] = [];
        for (const { call, id, event, fields, condition } of steps) {
          const key = { id: `${prefix}${id}`, event };
          const result = await run(table, { call, key, fields, condition }).catch(() => 'refused');
          results.push(result);
          const kind = result === 'refused' ? 'refused' : `${call} ${(result as { ok?: boolean } | undefined)?.ok}`;
          outcomes[kind] = (outcomes[kind] ?? 0) + 1;
        }
        return JSON.parse(JSON.stringify(results).replaceAll(prefix, ''));
      });
      expect(memory).toEqual(dynamo);
    }),
    { ...runs, numRuns: Math.min(Math.ceil(runs.numRuns / 4), 1_000) },
  );
  expect(Object.keys(outcomes).sort()).toEqual(
    expect.arrayContaining(['put false', 'put true', 'refused', 'set false', 'set true']),
  );
});

interface Call {
  call: string;
  key: { id: string; event: string };
  fields: Item;
  condition: Condition | undefined;
}

async function run(table: Table, { call, key, fields, condition }: Call): Promise<unknown> {
  switch (call) {
    case 'put':
      return table.put({ ...fields, ...key }, condition);
    case 'set':
      return table.set(key, fields, condition ?? { expression: 'attribute_not_exists(id)' });
    case 'get':
      return (await table.get(key)) ?? 'nothing';
    default:
      return (await table.query(key.id)).sort((a, b) => String(a.event).localeCompare(String(b.event)));
  }
}

test.each([
  ['of 399 KB is held', 'x'.repeat(399 * 1024), true],
  ['of 401 KB is not', 'x'.repeat(401 * 1024), false],
])('an item %s', async (_what, text, isHeld) => {
  const results = await onBoth((table, prefix) =>
    table.put({ id: `${prefix}a`, event: 'x', text }).then(
      () => true,
      ({ name }: Error) => name === 'ValidationException' && false,
    ),
  );
  expect(results).toEqual([isHeld, isHeld]);
});

test('the records of the ledger come and go alike on both', async () => {
  const [memory, dynamo] = await onBoth(async (table, prefix) => {
    const time = clock();
    const settings = ledgerSettings(time);
    const events = eventRecords(table, settings);
    const conversations = conversationRecords(table, settings, events.isDone);
    const replies = replyRecords(table, settings);
    const key = { id: `${prefix}e`, event: 'message.received' };
    const seen: unknown[] = [];

    const first = await events.claim(key, { message: 'm1', numberId: undefined });
    seen.push(first, await events.claim(key, { message: 'm1' }));
    time.advance(60_001);
    const second = await events.claim(key, { message: 'm1' });
    if (first.kind !== 'claimed' || second.kind !== 'claimed') throw new Error('not claimed');
    seen.push(second, await events.complete(key, first.lease, { outcome: 'answered' }));
    await events.release(key, second.lease, 3, 'TypeError');
    const third = await events.claim(key, { message: 'm1' });
    if (third.kind !== 'claimed') throw new Error('not claimed');
    await events.release(key, third.lease, third.failures, third.failure);
    const fourth = await events.claim(key, { message: 'm2' });
    if (fourth.kind !== 'claimed') throw new Error('not claimed');
    seen.push(third, fourth, await events.complete(key, fourth.lease, { outcome: 'answered' }), await table.get(key));
    seen.push(await events.claim(key, { message: 'm3' }), await events.record(key, {}), await events.isDone(key));

    const decision = { replies: [{ text: 'olá 🙂' }], cause: key };
    const read = await conversations.read(`${prefix}h`);
    seen.push(
      await conversations.saveDecisions(read, { 'reply#n#1': decision }, { ...NOTHING, memory: { a: [1, null] } }),
    );
    seen.push(await conversations.saveDecisions(read, { 'reply#n#2': decision }, NOTHING));
    seen.push(await conversations.read(`${prefix}h`));

    const reply = replyRecordKey(`${prefix}reply#n#1`, 0);
    const begun = await replies.begin(reply, { cause: key, conversation: 'h' });
    seen.push(begun, await replies.begin(reply, { cause: key, conversation: 'h' }));
    time.advance(60_001);
    const unknown = await replies.begin(reply, { cause: key, conversation: 'h' });
    if (begun.kind !== 'begun' || unknown.kind !== 'unknown') throw new Error('not begun, or not unknown');
    seen.push(unknown, await replies.close(reply, begun.lease, 'sent', {}));
    seen.push(await replies.close(reply, unknown.lease, 'sent', { sentId: 'msg_1' }), await table.get(reply));
    seen.push(await replies.begin(reply, { cause: key, conversation: 'h' }));
    return JSON.parse(JSON.stringify(seen).replaceAll(prefix, ''));
  });
  expect(memory).toEqual(dynamo);
  expect(memory).toContainEqual({ kind: 'closed', state: 'sent', sentId: 'msg_1' });
});

import type { LedgerConversation } from '../../../lambdas/ledger/conversation.ts';
import { conversationRecords } from '../../../lambdas/ledger/conversations.ts';
import type { KnownAs } from '../../../lambdas/ledger/homes.ts';
import type { Table } from '../../../lambdas/ledger/table.ts';
import { clock, ledgerSettings } from '../../support/clock.ts';
import { type MemoryTable, memoryTable } from '../../support/memory-table.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

const [PHONE, OTHER_PHONE, BSUID, LID, FORMER] = ['phone', 'other phone', 'bsuid', 'lid', 'former'];

const phone = (fields: Partial<KnownAs> = {}): KnownAs => ({
  conversation: PHONE,
  links: [],
  isLasting: true,
  ...fields,
});
const only = (conversation: string, links: string[] = []): KnownAs => ({ conversation, links, isLasting: false });

let owners = 0;
/** No two workers have one token. */
const newOwner = () => `owner-${++owners}`;

function open(table: MemoryTable & Partial<Table> = memoryTable(), time = clock()) {
  const conversations = conversationRecords(table, { ...ledgerSettings(time), newOwner }, async () => false);
  const remember = async (hash: string, changed: Partial<LedgerConversation>, cause = `event of ${hash}`) => {
    const before = await conversations.read(hash);
    const decision = { replies: [{ text: 'Thanks' }], cause: { id: cause, event: 'message.received' } };
    const { memory, rules } = { ...before, ...changed };
    return conversations.saveDecisions(before, { [`reply to ${cause}`]: decision }, { memory, rules });
  };
  /** The conversation as an event of this contact finds it. */
  const find = async (contact: KnownAs) => conversations.read(await conversations.homeOf(contact));
  return { table, time, conversations, remember, find };
}

const OPTED_OUT = { rules: { said: [], optedOutAt: 5 } };

test('a contact with a phone number that is written as ever costs no request', async () => {
  const { conversations, table } = open();
  expect(await conversations.homeOf(phone())).toBe(PHONE);
  expect(table.calls).toEqual({ get: 0, query: 0, put: 0, set: 0 });
});

test('an address that came with the phone number leads to its conversation from then on', async () => {
  const { conversations, remember, find } = open();
  expect(await conversations.homeOf(only(LID))).toBe(LID);
  await conversations.homeOf(phone({ links: [LID] }));
  await remember(PHONE, OPTED_OUT);
  expect(await find(only(LID))).toMatchObject({ hash: PHONE, rules: { optedOutAt: 5 } });
});

test('a link that this function has seen is not looked up again for some minutes', async () => {
  const { conversations, table, time } = open();
  await conversations.homeOf(phone({ links: [LID], former: FORMER }));
  Object.assign(table.calls, { get: 0, put: 0 });
  await conversations.homeOf(phone({ links: [LID], former: FORMER }));
  expect(table.calls).toMatchObject({ get: 0, put: 0 });
  time.advance(DAY_MS);
  await conversations.homeOf(phone({ links: [LID], former: FORMER }));
  expect(table.calls).toMatchObject({ get: 2, put: 0 });
});

test('what was known under the other address is taken along: an opt-out, a takeover, memory, decisions', async () => {
  const { remember, find } = open();
  await remember(LID, {
    memory: 'asked for pizza',
    rules: { said: [{ at: 1, content: 'a' }], optedOutAt: 5, heardAt: 9 },
  });
  await remember(PHONE, { memory: 'older', rules: { said: [{ at: 2, content: 'b' }], pausedUntil: 70, heardAt: 3 } });
  const found = await find(phone({ links: [LID] }));
  expect(found).toMatchObject({
    hash: PHONE,
    memory: 'asked for pizza',
    rules: {
      said: [
        { at: 1, content: 'a' },
        { at: 2, content: 'b' },
      ],
      optedOutAt: 5,
      pausedUntil: 70,
      heardAt: 9,
    },
  });
  expect(Object.keys(found.decisions).sort()).toEqual(['reply to event of lid', 'reply to event of phone']);
  expect(await find(only(LID))).toEqual(found);
});

test('addresses without a phone number are one contact too, and move together when there is one', async () => {
  const { remember, find } = open();
  await find(only(BSUID, [LID]));
  await remember(BSUID, OPTED_OUT);
  expect(await find(only(LID))).toMatchObject({ hash: BSUID, rules: { optedOutAt: 5 } });
  expect(await find(phone({ links: [LID] }))).toMatchObject({ hash: PHONE, rules: { optedOutAt: 5 } });
  for (const contact of [only(LID), only(BSUID), only(BSUID, [LID])]) {
    expect(await find(contact)).toMatchObject({ hash: PHONE });
  }
});

test('an address that comes with another phone number follows it, and the two numbers stay two contacts', async () => {
  const { remember, find } = open();
  await find(phone({ links: [LID] }));
  await remember(PHONE, { memory: 'secret' });
  const other = await find(phone({ conversation: OTHER_PHONE, links: [LID] }));
  expect(other).toMatchObject({ hash: OTHER_PHONE, memory: undefined, version: 0 });
  expect(await find(only(LID))).toMatchObject({ hash: OTHER_PHONE });
  expect(await find(phone())).toMatchObject({ memory: 'secret' });
});

test('what an older version knew under its own key is found, and nothing is written where there is nothing', async () => {
  const { remember, find, table } = open();
  await find(phone({ former: FORMER }));
  expect(table.items.size).toBe(0);
  const upgraded = open();
  await upgraded.remember(FORMER, OPTED_OUT);
  await upgraded.remember(PHONE, { memory: 'kept' });
  expect(await upgraded.find(phone({ former: FORMER }))).toMatchObject({ memory: 'kept', rules: { optedOutAt: 5 } });
  // What was on the queue, or parked, before.
  expect(await upgraded.find(only(FORMER))).toMatchObject({ hash: PHONE });
  expect(await remember(PHONE, {})).toBe(true);
});

test('a link outlives the opt-out that it leads to', async () => {
  const { conversations, table, time } = open();
  await conversations.homeOf(phone({ links: [LID] }));
  const link = [...table.items.values()].find(({ home }) => home === PHONE);
  expect(Number(link?.expiresAt) * 1000).toBeGreaterThan(time.now() + 4.9 * 365 * DAY_MS);
  expect(link).toMatchObject({ conversation: PHONE });
  expect(link).not.toHaveProperty('memory');
});

describe('whatever comes in between', () => {
  /** Stops a worker before, or after, its n-th write. */
  function dyingAt(table: MemoryTable, write: number, when: 'before' | 'after'): MemoryTable {
    let writes = 0;
    const dies =
      <Args extends unknown[], Result>(call: (...args: Args) => Promise<Result>) =>
      async (...args: Args): Promise<Result> => {
        const isLast = ++writes === write;
        if (isLast && when === 'before') throw new Error('dies');
        const result = await call(...args);
        if (isLast) throw new Error('dies');
        return result;
      };
    return { ...table, put: dies(table.put), set: dies(table.set) };
  }

  test.each([
    [1, 'before'],
    [1, 'after'],
    [2, 'before'],
    [2, 'after'],
  ] as const)('a worker that dies at write %i, %s it, loses nothing', async (write, when) => {
    const { table, remember } = open();
    await remember(LID, { ...OPTED_OUT, memory: 'kept' });
    const dying = open(dyingAt(table, write, when));
    await expect(dying.find(phone({ links: [LID] }))).rejects.toThrow('dies');
    const next = open(table);
    expect(await next.find(phone({ links: [LID] }))).toMatchObject({ memory: 'kept', rules: { optedOutAt: 5 } });
    expect(await next.find(only(LID))).toMatchObject({ hash: PHONE, rules: { optedOutAt: 5 } });
  });

  test('a worker that has read the other record before cannot write there any more', async () => {
    const { conversations, find } = open();
    const stale = await conversations.read(LID);
    await find(phone({ links: [LID] }));
    const rules = { said: [], optedOutAt: 5 };
    expect(await conversations.saveDecisions(stale, {}, { memory: undefined, rules })).toBe(false);
    await expect(conversations.read(LID)).rejects.toThrow('has moved');
  });

  test('what another worker writes there meanwhile is not lost: the move begins anew', async () => {
    const { table, remember } = open();
    await remember(LID, { memory: 'first' });
    let raced = false;
    const racing = open({
      ...table,
      async put(item, condition) {
        if (!raced && item.home !== undefined) {
          raced = true;
          await remember(LID, OPTED_OUT, 'another event');
        }
        return table.put(item, condition);
      },
    });
    await expect(racing.find(phone({ links: [LID] }))).rejects.toThrow('has moved');
    expect(await racing.find(phone({ links: [LID] }))).toMatchObject({ memory: 'first', rules: { optedOutAt: 5 } });
  });

  test('a write whose answer was lost, and that meets itself, has been made', async () => {
    const { table } = open();
    const twice = open({
      ...table,
      async put(item, condition) {
        await table.put(item, condition);
        return table.put(item, condition);
      },
    });
    expect(await twice.find(phone({ links: [LID] }))).toMatchObject({ hash: PHONE });
    expect(await twice.find(only(LID))).toMatchObject({ hash: PHONE });
  });
});

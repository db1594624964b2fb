import { conversationRecords, decisionOn } from '../../../lambdas/ledger/conversations.ts';
import type { Key } from '../../../lambdas/ledger/table.ts';
import { clock, ledgerSettings } from '../../support/clock.ts';
import { memoryTable } from '../../support/memory-table.ts';

const FIRST = { id: 'e1', event: 'message.received' };
const SECOND = { id: 'e2', event: 'message.received' };
const decision = (text: string) => ({ replies: [{ text }], decidedAt: 1 });

function open(isDone: (key: Key) => Promise<boolean> = async () => true) {
  return conversationRecords(memoryTable(), ledgerSettings(clock()), isDone);
}

test('a decision is found again by the event it is about', async () => {
  const conversations = open();
  expect(await conversations.decide(await conversations.read('h'), FIRST, decision('a'))).toBe(true);
  const conversation = await conversations.read('h');
  expect(decisionOn(conversation, FIRST)).toEqual(decision('a'));
  expect(decisionOn(conversation, SECOND)).toBeUndefined();
});

test('of two workers that read the same conversation only one decides', async () => {
  const conversations = open();
  for (const round of [1, 2]) {
    const read = [await conversations.read('h'), await conversations.read('h')] as const;
    expect(await conversations.decide(read[0], { ...FIRST, id: `a${round}` }, decision('a'))).toBe(true);
    expect(await conversations.decide(read[1], { ...FIRST, id: `b${round}` }, decision('b'))).toBe(false);
  }
});

test('a decision is kept until its event is done', async () => {
  const done = new Set<string>();
  const conversations = open(async ({ id }) => done.has(id));
  await conversations.decide(await conversations.read('h'), FIRST, decision('a'));
  await conversations.decide(await conversations.read('h'), SECOND, decision('b'));
  expect(decisionOn(await conversations.read('h'), FIRST)).toEqual(decision('a'));

  done.add(FIRST.id).add(SECOND.id);
  await conversations.decide(await conversations.read('h'), { ...FIRST, id: 'e3' }, decision('c'));
  expect(Object.keys((await conversations.read('h')).decisions)).toEqual(['message.received e3']);
});

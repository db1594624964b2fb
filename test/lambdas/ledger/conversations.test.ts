import { conversationRecords } from '../../../lambdas/ledger/conversations.ts';
import type { Key } from '../../../lambdas/ledger/table.ts';
import { clock, ledgerSettings } from '../../support/clock.ts';
import { memoryTable, withLostAnswer } from '../../support/memory-table.ts';
import { NOTHING } from '../../support/rules.ts';

const decision = (text: string, id = text) => ({ replies: [{ text }], cause: { id, event: 'message.received' } });

function open(isDone: (key: Key) => Promise<boolean> = async () => true) {
  return conversationRecords(memoryTable(), ledgerSettings(clock()), isDone);
}

test('a decision is found again by the key of its answer', async () => {
  const conversations = open();
  expect(
    await conversations.saveDecisions(await conversations.read('h'), { 'reply#n#1': decision('a') }, NOTHING),
  ).toBe(true);
  expect((await conversations.read('h')).decisions).toEqual({ 'reply#n#1': decision('a') });
});

test('of two workers that read the same conversation only one decides', async () => {
  const conversations = open();
  for (const round of [1, 2]) {
    const read = [await conversations.read('h'), await conversations.read('h')] as const;
    expect(await conversations.saveDecisions(read[0], { [`reply#a${round}`]: decision('a') }, NOTHING)).toBe(true);
    expect(await conversations.saveDecisions(read[1], { [`reply#b${round}`]: decision('b') }, NOTHING)).toBe(false);
  }
});

test('a decision is kept until its event is done', async () => {
  const done = new Set<string>();
  const conversations = open(async ({ id }) => done.has(id));
  await conversations.saveDecisions(await conversations.read('h'), { 'reply#1': decision('a') }, NOTHING);
  await conversations.saveDecisions(await conversations.read('h'), { 'reply#2': decision('b') }, NOTHING);
  expect(Object.keys((await conversations.read('h')).decisions).sort()).toEqual(['reply#1', 'reply#2']);

  done.add('a').add('b');
  await conversations.saveDecisions(await conversations.read('h'), { 'reply#3': decision('c') }, NOTHING);
  expect(Object.keys((await conversations.read('h')).decisions)).toEqual(['reply#3']);
});

test('a decision that was made stands, whatever else is decided about the same message', async () => {
  const conversations = open(async () => false);
  await conversations.saveDecisions(await conversations.read('h'), { 'reply#1': decision('a') }, NOTHING);
  await conversations.saveDecisions(await conversations.read('h'), { 'reply#1': decision('b') }, NOTHING);
  expect((await conversations.read('h')).decisions).toEqual({ 'reply#1': decision('a') });
});

test('a decision whose answer was lost, and which the SDK wrote again, is written', async () => {
  const table = withLostAnswer(memoryTable());
  const conversations = conversationRecords(table, ledgerSettings(clock()), async () => true);
  expect(await conversations.saveDecisions(await conversations.read('h'), { 'reply#1': decision('a') }, NOTHING)).toBe(
    true,
  );
});

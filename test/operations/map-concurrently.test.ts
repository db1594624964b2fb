import { mapConcurrently } from '../../operations/map-concurrently.ts';

const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve));

test('so many are in work at once, and the results come in the order of the items', async () => {
  let inWork = 0;
  let most = 0;
  const work = async (item: number) => {
    most = Math.max(most, ++inWork);
    for (let turn = 0; turn < 5 - item; turn++) await nextTurn();
    inWork -= 1;
    return item * 2;
  };
  expect(await mapConcurrently([0, 1, 2, 3, 4], 2, work)).toEqual([0, 2, 4, 6, 8]);
  expect(most).toBe(2);
});

test('after a failure no other begins, and what is in work is waited for', async () => {
  const ended: number[] = [];
  const work = async (item: number) => {
    if (item === 0) throw new Error('no');
    await nextTurn();
    ended.push(item);
  };
  await expect(mapConcurrently([0, 1, 2, 3], 2, work)).rejects.toThrow('no');
  expect(ended).toEqual([1]);
});

import { interleave } from '../../bench/interleave.ts';

test('things are run in turn, round after round, and the first round is thrown away', async () => {
  const order: string[] = [];
  const run = (name: string) => async () => order.push(name);
  expect(await interleave(2, { ours: run('ours'), peer: run('peer') })).toEqual({ ours: [3, 5], peer: [4, 6] });
  expect(order).toEqual(['ours', 'peer', 'ours', 'peer', 'ours', 'peer']);
});

test('one run at a time', async () => {
  let running = 0;
  let most = 0;
  const run = async () => {
    most = Math.max(most, ++running);
    await Promise.resolve();
    running--;
  };
  await interleave(3, { ours: run, peer: run });
  expect(most).toBe(1);
});

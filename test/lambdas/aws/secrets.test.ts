import { cached } from '../../../lambdas/aws/secrets.ts';
import { clock } from '../../support/clock.ts';
import { recordedLog } from '../../support/log.ts';

const MINUTE = 60_000;

/** A secret whose value is `value 1`, `value 2`, … by how often it was read, and that can be out of reach. */
function secret() {
  const time = clock();
  const log = recordedLog();
  const store = { reads: 0, reachable: true };
  const read = cached(
    async () => {
      store.reads++;
      if (!store.reachable) throw new Error('away');
      return `value ${store.reads}`;
    },
    time.now,
    log,
  );
  return { time, log, store, read };
}

test('a value is read once in five minutes', async () => {
  const { read, time } = secret();
  expect(await read()).toBe('value 1');
  time.advance(5 * MINUTE - 1);
  expect(await read()).toBe('value 1');
  time.advance(1);
  expect(await read()).toBe('value 2');
});

test('readers at the same time share one read', async () => {
  const { read, store } = secret();
  expect(await Promise.all([read(), read(), read()])).toEqual(['value 1', 'value 1', 'value 1']);
  expect(store.reads).toBe(1);
});

test('a fresh value can be asked for, but not more often than every half minute', async () => {
  const { read, time, store } = secret();
  await read();
  time.advance(30_000);
  expect(await read(0)).toBe('value 2');
  time.advance(29_999);
  for (let i = 0; i < 100; i++) expect(await read(0)).toBe('value 2');
  expect(store.reads).toBe(2);
});

test('a value that was read in init, and replaced before it is asked for, is not in the way', async () => {
  const { read, store } = secret();
  await read();
  expect(await read(0)).toBe('value 2');
  expect(await read(0)).toBe('value 2');
  expect(store.reads).toBe(2);
});

test('while the store cannot be reached the last value serves for an hour, and then no more', async () => {
  const { read, time, store, log } = secret();
  await read();
  store.reachable = false;
  time.advance(60 * MINUTE - 1);
  expect(await read()).toBe('value 1');
  expect(await read()).toBe('value 1');
  expect(store.reads).toBe(2);
  expect(log.lines).toEqual([
    { level: 'warn', step: 'secret kept', fields: expect.objectContaining({ ageMs: 60 * MINUTE - 1 }) },
  ]);
  time.advance(1);
  await expect(read()).rejects.toThrow('away');
  store.reachable = true;
  expect(await read()).toBe('value 4');
});

test('a value that was never read has no grace', async () => {
  const { read, store } = secret();
  store.reachable = false;
  await expect(read()).rejects.toThrow('away');
});

test('that there is no value is not remembered', async () => {
  const values = [undefined, 'now set'];
  const read = cached(async () => values.shift(), clock().now, recordedLog());
  expect(await read()).toBeUndefined();
  expect(await read()).toBe('now set');
});

import { cached } from '../../lambdas/secrets.ts';
import { clock } from '../support/clock.ts';

test('a value is read once in five minutes', async () => {
  const time = clock();
  let reads = 0;
  const read = cached(async () => `value ${++reads}`, time.now);
  expect(await read()).toBe('value 1');
  time.advance(5 * 60 * 1000 - 1);
  expect(await read()).toBe('value 1');
  time.advance(1);
  expect(await read()).toBe('value 2');
});

test('that there is no value is not remembered', async () => {
  const values = [undefined, 'now set'];
  const read = cached(async () => values.shift(), clock().now);
  expect(await read()).toBeUndefined();
  expect(await read()).toBe('now set');
});

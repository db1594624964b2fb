import fc from 'fast-check';
import { billOf, dollarsOf, sumOf, times } from '../../../bench/cost/bill.ts';
import { PRICES, REGIONS, type Unit } from '../../../bench/cost/prices.ts';

const units = Object.keys(PRICES) as Unit[];
const usage = fc.dictionary(fc.constantFrom(...units), fc.nat(1e9));

test('a price is applied by the number that it is for', () => {
  expect(dollarsOf({ writeUnits: 2_000_000 }, 'us-east-1')).toBeCloseTo(1.25);
  expect(dollarsOf({ secretReads: 10_000 }, 'us-east-1')).toBeCloseTo(0.05);
  expect(dollarsOf({ armGbSeconds: 1_000_000 }, 'us-east-1')).toBeCloseTo(13.3334);
});

test('the largest line of a bill comes first', () => {
  const [first] = billOf({ httpRequests: 1_000_000, secretReads: 1_000_000 }, 'us-east-1');
  expect(first).toMatchObject({ unit: 'secretReads', dollars: 5 });
});

test('the bill of several usages is the sum of their bills, whatever they are', () => {
  fc.assert(
    fc.property(usage, usage, fc.constantFrom(...REGIONS), (a, b, region) => {
      expect(dollarsOf(sumOf([a, b]), region)).toBeCloseTo(dollarsOf(a, region) + dollarsOf(b, region), 4);
      expect(dollarsOf(times(a, 3), region)).toBeCloseTo(3 * dollarsOf(a, region), 4);
    }),
  );
});

test('São Paulo is never cheaper than Northern Virginia', () => {
  for (const price of Object.values(PRICES)) expect(price['sa-east-1']).toBeGreaterThanOrEqual(price['us-east-1']);
});

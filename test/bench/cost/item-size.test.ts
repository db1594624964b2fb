import { itemBytes, readUnits, writeUnits } from '../../../bench/cost/item-size.ts';

test.each([
  ['a text counts its bytes in UTF-8', { id: { S: 'olá' } }, 2 + 4],
  ['a number counts half its digits and one', { n: { N: '1234567' } }, 1 + 5],
  ['a sign and a point of a number are no digits', { n: { N: '-12.5' } }, 1 + 3],
  ['a boolean and a null count one each', { a: { BOOL: true }, b: { NULL: true } }, 1 + 1 + 1 + 1],
  ['a list counts three, and one for each entry', { l: { L: [{ S: 'ab' }, { S: 'c' }] } }, 1 + 3 + 2 + 3],
  ['a map counts three, one for each entry, and its names', { m: { M: { key: { S: 'v' } } } }, 1 + 3 + 1 + 4],
])('%s', (_, item, bytes) => {
  expect(itemBytes(item)).toBe(bytes);
});

test('a type that the ledger does not store is refused, not counted as nothing', () => {
  expect(() => itemBytes({ set: { SS: ['a'] } as object })).toThrow(TypeError);
});

test.each([
  [0, 1],
  [1024, 1],
  [1025, 2],
  [4096, 4],
])('a write of %i bytes is %i units', (bytes, units) => {
  expect(writeUnits(bytes)).toBe(units);
});

test.each([
  [0, true, 1],
  [4096, true, 1],
  [4097, true, 2],
  [4097, false, 1],
  [10, false, 0.5],
])('a read of %i bytes, consistent: %s, is %d units', (bytes, consistent, units) => {
  expect(readUnits(bytes, consistent)).toBe(units);
});

import { filterPattern } from '../../../cli/logs/pattern.ts';

test('without options every line is wanted', () => {
  expect(filterPattern({})).toBeUndefined();
});

test('an id is that of an event as the ledger has it, of a send, or of a conversation', () => {
  expect(filterPattern({ id: 'cm1' })).toBe('{ ($.id = "cm1" || $.sentId = "cm1" || $.conversation = "cm1") }');
  expect(filterPattern({ id: 'wamid.1' })).toMatch(/\$\.id = "sha256:[0-9a-f]{64}" /);
});

test('both together must fit', () => {
  expect(filterPattern({ id: 'cm1', errors: true })).toMatch(/^\{ \(\$\.id.*\) && \(\$\.level = "ERROR".*\) \}$/);
});

test.each(['a"b', 'a\\b', 'a*'])('an id that could change the pattern is refused: %s', (id) => {
  expect(() => filterPattern({ id })).toThrow('An id cannot contain');
});

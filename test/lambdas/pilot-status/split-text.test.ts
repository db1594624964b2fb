import { splitText } from '../../../lambdas/pilot-status/split-text.ts';

test.each([
  ['a text that fits stays as it is', 'short ', 6, ['short ']],
  ['between paragraphs', 'One. Two.\n\nThree. Four.', 14, ['One. Two.', 'Three. Four.']],
  ['between lines', 'One. Two.\nThree. Four.', 14, ['One. Two.', 'Three. Four.']],
  ['between sentences', 'Are you there? We are open now', 18, ['Are you there?', 'We are open now']],
  ['after a quoted sentence', 'He said "no." And then he left', 17, ['He said "no."', 'And then he left']],
  ['between words', 'one two three four', 9, ['one two', 'three', 'four']],
  ['a number is no end of a sentence', 'about 3.14159 metres', 16, ['about 3.14159', 'metres']],
  ['inside a word that is too long', 'abcdefgh', 3, ['abc', 'def', 'gh']],
  ['not inside a pair of surrogates', 'ab😀cd', 3, ['ab', '😀c', 'd']],
  ['not inside a family of emoji', 'abc👨‍👩‍👧d', 9, ['abc', '👨‍👩‍👧d']],
  ['not between a letter and its accent', 'abe\u0301c', 3, ['ab', 'e\u0301c']],
  ['not inside a flag', 'abc🇧🇷', 5, ['abc', '🇧🇷']],
])('%s', (_where, text, limit, parts) => {
  expect(splitText(text, limit)).toEqual(parts);
});

test('a character that is longer than the limit is cut between its code points', () => {
  const zalgo = `a${'\u0301'.repeat(10)}`;
  expect(splitText(zalgo, 4).join('')).toBe(zalgo);
  expect(splitText('😀😀', 1).join('')).toBe('😀😀');
});

test('a long answer comes in parts that fit, and nothing but white space is lost', () => {
  const paragraph = 'The quick brown fox jumps over the lazy dog, and nobody minds. '.repeat(20);
  const text = Array(8).fill(paragraph).join('\n\n');
  const parts = splitText(text, 4_096);
  expect(parts).toHaveLength(3);
  expect(Math.max(...parts.map((part) => part.length))).toBeLessThanOrEqual(4_096);
  expect(parts.join('').replace(/\s/g, '')).toBe(text.replace(/\s/g, ''));
});

test('text without a place to cut takes time in proportion to its length', () => {
  expect(splitText('x'.repeat(100_000), 4_096)).toHaveLength(25);
  expect(splitText(' '.repeat(100_000), 4_096)).toEqual([]);
});

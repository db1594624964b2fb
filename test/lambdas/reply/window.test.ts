import { isWindowClosed } from '../../../lambdas/reply/window.ts';
import { clock } from '../../support/clock.ts';

const WRITTEN_AT = clock().now();
const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;
const TEXT = { content: { text: 'Thanks' }, writtenAt: WRITTEN_AT };

test('the window counts as closed from a minute before its end', () => {
  expect(isWindowClosed(TEXT, DAY_MS, WRITTEN_AT + DAY_MS - 60_001)).toBe(false);
  expect(isWindowClosed(TEXT, DAY_MS, WRITTEN_AT + DAY_MS - 60_000)).toBe(true);
});

test('when the contact wrote counts for more than when the message was received', () => {
  const late = { ...TEXT, windowEndsAt: WRITTEN_AT + HOUR_MS };
  expect(isWindowClosed(late, DAY_MS, WRITTEN_AT + HOUR_MS - 60_001)).toBe(false);
  expect(isWindowClosed(late, DAY_MS, WRITTEN_AT + HOUR_MS)).toBe(true);
});

test('a file needs an open window as a text does, and a template needs none', () => {
  const file = { ...TEXT, content: { media: 'https://example.com/a.jpg', mediaType: 'image' } as const };
  expect(isWindowClosed(file, DAY_MS, WRITTEN_AT + DAY_MS)).toBe(true);
  expect(isWindowClosed({ ...TEXT, content: { templateId: 't' } }, DAY_MS, WRITTEN_AT + DAY_MS)).toBe(false);
});

test('a number without a window may be answered at any time', () => {
  expect(isWindowClosed({ ...TEXT, windowEndsAt: WRITTEN_AT }, 0, WRITTEN_AT + DAY_MS)).toBe(false);
});

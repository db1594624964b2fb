import { isReplyContent, messagesOf } from '../../../lambdas/pilot-status/content.ts';

const LONG = 'word '.repeat(1_000).trim();

test('what fits is one message, as it was given', () => {
  for (const content of [
    { text: ' Hi ', buttons: ['a'], header: 'h', footer: 'f' },
    { templateId: 't', variables: { a: 'b' } },
    { media: 'https://example.com/a.jpg', mediaType: 'image' as const, caption: 'Menu' },
    { media: 'https://example.com/a.mp3', mediaType: 'audio' as const },
  ]) {
    expect(messagesOf(content)).toEqual([content]);
  }
});

test('a long text is several, and the last of them has the buttons', () => {
  const [first, second, ...others] = messagesOf({ text: LONG, buttons: ['a'], header: 'h', footer: 'f' });
  expect(others).toEqual([]);
  expect(first).toEqual({ text: expect.any(String) });
  expect(second).toEqual({ text: expect.any(String), buttons: ['a'], header: 'h', footer: 'f' });
});

test('what does not fit under a file follows as text', () => {
  const messages = messagesOf({ media: 'https://example.com/a.jpg', mediaType: 'image', caption: `  ${LONG}` });
  expect(messages.map((message) => ('media' in message ? 'file' : 'text'))).toEqual(['file', 'text']);
  const [file, text] = messages as [{ caption: string }, { text: string }];
  expect(file.caption.length).toBeLessThanOrEqual(1_024);
  expect(`${file.caption} ${text.text}`).toBe(LONG);
});

test('every part of a long message has its reference', () => {
  const parts = messagesOf({ text: `${'a '.repeat(3_000)}end`, reference: 'order 42' });
  expect(parts.length).toBeGreaterThan(1);
  for (const part of parts) expect(part).toMatchObject({ reference: 'order 42' });
});

test('white space alone is nothing to say', () => {
  expect(messagesOf({ text: ' \n ' })).toEqual([]);
  expect(messagesOf({ media: 'https://example.com/a.jpg', mediaType: 'image', caption: ' ' })).toEqual([
    { media: 'https://example.com/a.jpg', mediaType: 'image' },
  ]);
});

test('every message is content that can be sent', () => {
  for (const message of messagesOf({ text: LONG.repeat(3), buttons: ['a'] }))
    expect(isReplyContent(message)).toBe(true);
});

import { createHash } from 'node:crypto';
import { type ReplyContent, wordsOf } from './content.ts';

/**
 * What a person may read of a message, as short hashes: by these a message that comes back from WhatsApp is known
 * again, and nothing of it is kept.
 */

/** 48 bits: among a few messages of one contact, none is taken for another. */
export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 8);
}

/** The hash of words as a person sees them. */
export function wordsHash(words: string): string {
  return hashOf(asShown(words));
}

/** Hashes of what a person may read of a message: its words, and its words between header and footer. */
export function wordingsOf(content: ReplyContent): string[] {
  const words = wordsOf(content);
  if (words === undefined) return [];
  const { header = '', footer = '' } = 'text' in content ? content : {};
  const framed = [`${header} ${words}`, `${words} ${footer}`, `${header} ${words} ${footer}`];
  return [...new Set([words, ...framed].map(wordsHash))];
}

/**
 * A text as a person sees it, whatever became of its accents' form, its line ends, spaces and entities on the way: what
 * is the same on the screen is the same.
 */
export function asShown(text: string): string {
  return decoded(text).normalize('NFC').replace(/\s+/gu, ' ').trim();
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

/** Without HTML's entities, also where they were escaped twice. */
function decoded(text: string): string {
  const once = text.replace(
    /&(?:(amp|lt|gt|quot|apos|nbsp)|#(\d{1,6})|#x([\da-f]{1,5}));/gi,
    (_, name, decimal, hex) =>
      name
        ? (ENTITIES[name.toLowerCase()] ?? '')
        : String.fromCodePoint(Number.parseInt(decimal ?? hex, decimal ? 10 : 16)),
  );
  return once === text ? text : decoded(once);
}

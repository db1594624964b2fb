import type { Words } from '../../lambdas/ledger/transcripts.ts';
import type { KeptLine, Transcripts } from '../transcripts.ts';
import type { EventStory } from './story.ts';

/**
 * Adds to stories what was said, where it is kept.
 *
 * @param hashes of the conversations that they are of, and were of before
 * @param now epoch ms: what has expired is not shown, although DynamoDB may still have it
 * @throws what AWS answers who may not read it
 */
export async function withWords(
  stories: EventStory[],
  hashes: readonly string[],
  now: number,
  { read }: Pick<Transcripts, 'read'>,
): Promise<EventStory[]> {
  const lines = await read(hashes);
  const words = new Map(
    lines.filter(({ expiresAt }) => expiresAt * 1000 > now).map((line) => [keyText(line), line.words]),
  );
  const of = (id: string, event: string): { words?: Words } => {
    const said = words.get(`${id} ${event}`);
    return said === undefined ? {} : { words: said };
  };
  return stories.map((story) => ({
    ...story,
    ...of(story.id, story.event),
    replies: story.replies.map((reply) => ({ ...reply, ...of(reply.id, `#reply.${reply.index}`) })),
  }));
}

function keyText({ key: { id, event } }: KeptLine): string {
  return `${id} ${event}`;
}

/** The words in one text: what is no plain text is named. */
export function spoken({ type, text, filename, place, contacts, by, template, variables = {} }: Words): string {
  const filled = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
  const said = [text, filename, place, contacts?.join(', '), template, ...filled].filter(Boolean);
  return [by && `${by}:`, type && `[${type}]`, ...said].filter(Boolean).join(' ');
}

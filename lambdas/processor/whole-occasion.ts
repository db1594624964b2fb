import { withArchivedMedia } from '../media/archive.ts';
import type { InboundMessage } from '../pilot-status/events.ts';
import type { Claimed } from './claims.ts';
import { inOrderWritten } from './event.ts';
import { withQuoted, withReacted, withReply } from './known-messages.ts';
import type { Occasion } from './occasion.ts';
import type { Processor } from './processor.ts';

type Sources = Pick<Processor, 'messages' | 'archive'>;

/** What the bot is asked about, with all that is known: the messages of a burst in the order in which they were written. */
export async function wholeOccasion(happening: Occasion, claims: Claimed[], sources: Sources): Promise<Occasion> {
  if (happening.kind === 'status') return { ...happening, status: await withReply(happening.status, sources.messages) };
  if (happening.kind === 'reaction') {
    return { ...happening, message: await withReacted(happening.message, sources.messages) };
  }
  if (happening.kind !== 'message') return happening;
  const burst = await Promise.all(
    inOrderWritten(claims).flatMap((claimed) => {
      const { happening } = claimed.event;
      return happening?.kind === 'message' ? [wholeMessage(happening.message, claimed, sources)] : [];
    }),
  );
  return { kind: 'message', message: burst.at(-1) ?? happening.message, burst };
}

async function wholeMessage(
  message: InboundMessage,
  { event: { key, receivedAt }, message: { group: conversation, receiveCount } }: Claimed,
  { messages, archive }: Sources,
): Promise<InboundMessage> {
  const known = await withQuoted(message, messages);
  return withArchivedMedia(known, { key, conversation, receivedAt, receiveCount }, archive);
}

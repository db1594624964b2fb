import type { Conversation } from '../ledger/conversations.ts';
import { type ArchiveMedia, withArchivedMedia } from '../media/archive.ts';
import type { InboundMessage } from '../pilot-status/events.ts';
import { messagesOf } from './burst.ts';
import type { Claimed } from './claims.ts';
import { withWhatIsKnown } from './known-messages.ts';
import type { Occasion } from './occasion.ts';
import type { Processor } from './processor.ts';
import { ruleOn } from './rules.ts';

/** What the bot is asked about, with all that is known. What the rules decide without it needs no more. */
export async function wholeOccasion(
  happening: Occasion,
  claims: Claimed[],
  { rules: state, memory }: Conversation,
  { messages, archive, rules, now }: Processor,
): Promise<Occasion> {
  if (ruleOn(happening, { state, memory }, rules, now()) !== undefined) return happening;
  const known = await withWhatIsKnown(happening, messages);
  if (known.kind !== 'message') return known;
  const [message, ...others] = [known.message, ...messagesOf(claims.slice(1))];
  const burst = await Promise.all([message, ...others].map((one, i) => archived(one, claims[i] as Claimed, archive)));
  return { kind: 'message', message: burst[0] as InboundMessage, burst };
}

function archived(message: InboundMessage, { event, message: queued }: Claimed, archive: ArchiveMedia | undefined) {
  const { key, receivedAt } = event;
  const { group: conversation, receiveCount } = queued;
  return withArchivedMedia(message, { key, conversation, receivedAt, receiveCount }, archive);
}

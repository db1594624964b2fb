import type { Words } from '../ledger/transcripts.ts';
import type { InboundMessage, Location } from '../pilot-status/events.ts';
import type { Claimed } from './claims.ts';
import type { InboundEvent } from './inbound-event.ts';
import type { Processor } from './processor.ts';
import { writtenAt } from './received-event.ts';

/**
 * Writes what was said to the transcript, where there is one: not that of a contact who was erased while the event
 * waited.
 */
export async function transcribe(
  { event, isErased }: Claimed,
  inbound: InboundEvent | undefined,
  { transcribe: write }: Pick<Processor, 'transcribe'>,
): Promise<void> {
  const words = inbound && wordsIn(inbound);
  if (write === undefined || words === undefined || isErased) return;
  const { key, fields, receivedAt } = event;
  const from = inbound?.kind === 'own' ? 'team' : 'contact';
  const at = writtenAt(event) ?? receivedAt;
  await write({ conversation: fields.conversation, from, at, key, words }, { since: receivedAt });
}

/** What a person reads of it; undefined for what nobody said. */
function wordsIn(inbound: InboundEvent): Words | undefined {
  switch (inbound.kind) {
    case 'message': {
      const { location, contacts } = inbound.message;
      const place = location && placeOf(location);
      const names = contacts?.flatMap(({ name, phones }) => name ?? phones);
      return { ...said(inbound.message), place, contacts: names };
    }
    case 'reaction':
      return { type: 'reaction', text: inbound.message.emoji };
    case 'edit':
      return { type: 'edit', text: inbound.message.text };
    case 'group':
      return { ...said(inbound.message), by: inbound.message.name };
    case 'own':
      return said(inbound.message);
    default:
      return undefined;
  }
}

function said({ type, text, media }: Pick<InboundMessage, 'type' | 'text' | 'media'>): Words {
  const kind = type === 'text' || type === 'unknown' ? undefined : type;
  return { type: kind, text: text === '' ? undefined : text, filename: media?.filename };
}

function placeOf({ name, address, latitude, longitude }: Location): string {
  const named = [name, address].filter(Boolean);
  return (named.length > 0 ? named : [latitude, longitude]).join(', ');
}

import { type Delivery, readInbound, readStatusEvent } from '../../../lambdas/pilot-status/events.ts';
import { addressesIn } from '../../../lambdas/pilot-status/identity.ts';
import { text } from '../../../lambdas/runtime/json.ts';
import { addId, type EventTrace } from './trace.ts';

/** Writes into the summary who an event is about, what was written, and by which other ids it is known. */
export function describe(trace: EventTrace, delivery: Delivery): void {
  trace.isDescribed = true;
  const { data } = delivery;
  const [contact] = addressesIn(delivery);
  const words = wordsOf(delivery);
  if (contact !== undefined) trace.summary.contact = contact.to;
  if (words !== undefined) trace.summary.text = words;
  for (const id of [data.id, data.messageId, data.internalMessageId].map(text)) {
    if (id !== undefined) addId(trace, id);
  }
}

/** What an event says, in a line. */
function wordsOf(delivery: Delivery): string | undefined {
  const { event, data } = delivery;
  const written = [data.replyContent, data.content, data.mediaCaption, data.mediaFilename, data.reason].map(text);
  const code = readStatusEvent(delivery)?.code;
  const words = written.find((value) => value !== undefined);
  if (code !== undefined) return words === undefined ? code : `${code}: ${words}`;
  return words ?? withoutWords(delivery) ?? (event.startsWith('number.') ? `number ${data.id}` : undefined);
}

/** What was sent that has no words. */
function withoutWords(delivery: Delivery): string | undefined {
  const { location, contacts, media, type } = readInbound(delivery) ?? {};
  if (location !== undefined) {
    const { name, address, latitude, longitude } = location;
    const place = [name, address].filter((part) => part !== undefined).join(', ');
    return `location: ${place === '' ? `${latitude}, ${longitude}` : place}`;
  }
  if (contacts !== undefined) {
    const cards = contacts.map(({ name, phones }) => [name, ...phones].filter((part) => part !== undefined).join(' '));
    return `contact: ${cards.join(', ')}`;
  }
  return media?.type ?? (type === 'text' ? undefined : type);
}

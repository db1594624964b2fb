import type { Delivery } from '../../../lambdas/pilot-status/events.ts';
import { addressesIn } from '../../../lambdas/pilot-status/identity.ts';
import { text } from '../../../lambdas/runtime/json.ts';
import { addId, type EventTrace } from './trace.ts';

/** Writes into the summary who an event is about, what was written, and by which other ids it is known. */
export function describe(trace: EventTrace, delivery: Delivery): void {
  trace.isDescribed = true;
  const { data } = delivery;
  const [contact] = addressesIn(delivery);
  const words =
    text(data.replyContent) ??
    text(data.content) ??
    text(data.mediaCaption) ??
    text(data.mediaFilename) ??
    text(data.mediaType);
  if (contact !== undefined) trace.summary.contact = contact.to;
  if (words !== undefined) trace.summary.text = words;
  for (const id of [data.id, data.messageId, data.internalMessageId].map(text)) {
    if (id !== undefined) addId(trace, id);
  }
}

import type { EventRecords } from '../ledger/events.ts';
import type { MessageRecords } from '../ledger/messages.ts';
import { readStatus } from '../pilot-status/events.ts';
import { keyPart } from '../pilot-status/identity.ts';
import type { ReceivedEvent } from './received-event.ts';

/** Ties a status of a message of ours to the vendor's id of the send, and to the id that WhatsApp gave it. */
export async function linkStatus(
  { key, delivery, fields }: ReceivedEvent,
  { events, messages }: { events: EventRecords; messages: MessageRecords },
): Promise<void> {
  const status = readStatus(delivery);
  if (status === undefined) return;
  const sentId = keyPart(status.sentId);
  if (key.event === 'message.sent' && status.whatsappId !== undefined) {
    await messages.linkWhatsappId(keyPart(status.whatsappId), sentId, fields.conversation);
  }
  // Should data.id be the id of the event, the status is found under the id of the message as well.
  if (sentId !== key.id) await events.record({ id: sentId, event: key.event }, fields);
}

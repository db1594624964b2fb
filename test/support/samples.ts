import { EVENT_NAMES } from '../../lambdas/pilot-status/events.ts';
import type { QueueMessage } from '../../lambdas/queue/message.ts';
import { SAMPLE } from '../../local/webhook.ts';

/** `message.received` as the vendor documents it. */
export function received(data: Record<string, unknown> = {}) {
  return { ...SAMPLE, data: { ...SAMPLE.data, participantName: 'WhatsApp name', ...data } };
}

/** One body for every event that the vendor documents. */
export function sampleOf(event: string): Record<string, unknown> {
  if (event === 'message.received' || event === 'message.reply') return { ...received({ id: `id-${event}` }), event };
  if (event === 'calls') return { event, messaging_product: 'whatsapp', calls: [{ id: 'wacid.1', event: 'connect' }] };
  if (event.startsWith('call.'))
    return { event, callId: `call-${event}`, from: '+5511999999999', numberId: 'cmm0abc123' };
  if (event.startsWith('number.')) return { event, data: { id: 'cmm0abc123', createdAt: '2026-02-24T10:30:00.000Z' } };
  const group = event === 'message.group' ? { groupId: '1@g.us', fromNumber: '+5511999999999', fromMe: false } : {};
  const newsletter = event === 'message.newsletter' ? { newsletterId: '1@newsletter' } : {};
  return {
    event,
    data: { id: `id-${event}`, numberId: 'cmm0abc123', to: '+5511999999999', content: 'Hi', ...group, ...newsletter },
  };
}

export const ALL_SAMPLES = EVENT_NAMES.map((event) => [event, sampleOf(event)] as const);

let messages = 0;

/** A message of a queue. */
export function queueMessage(fields: Partial<QueueMessage> = {}): QueueMessage {
  const id = `message-${++messages}`;
  return {
    id,
    receiptHandle: `receipt-${id}`,
    body: '{}',
    group: 'conversation-1',
    receiveCount: 1,
    attributes: {},
    ...fields,
  };
}

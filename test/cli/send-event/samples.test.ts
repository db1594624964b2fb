import { sampleOf } from '../../../cli/send-event/samples.ts';
import {
  EVENT_NAMES,
  readDelivery,
  readGroupMessage,
  readInbound,
  readNewsletterMessage,
  readNumberEvent,
  readStatusEvent,
} from '../../../lambdas/pilot-status/events.ts';
import { eventKey } from '../../../lambdas/pilot-status/identity.ts';

const FIELDS = {
  from: '+5511999999999',
  text: 'Oi',
  id: 'id-1',
  numberId: 'n1',
  createdAt: '2026-02-24T10:30:00.000Z',
};

const deliveryOf = (event: (typeof EVENT_NAMES)[number]) => readDelivery(sampleOf(event, FIELDS));

test.each(EVENT_NAMES)('there is a sample of %s, with data unless it is of voice', (event) => {
  const sample = sampleOf(event, FIELDS);
  expect(sample.event).toBe(event);
  expect('data' in sample).toBe(!event.startsWith('call'));
});

test('what somebody wrote is read with the contact, the words and the id that were chosen', () => {
  for (const event of ['message.received', 'message.reply'] as const) {
    expect(readInbound(deliveryOf(event))).toMatchObject({ from: FIELDS.from, text: 'Oi', id: 'id-1', numberId: 'n1' });
    expect(eventKey(deliveryOf(event), Buffer.from(''))).toEqual({ id: 'id-1', event });
  }
  expect(readGroupMessage(deliveryOf('message.group'))).toMatchObject({ from: FIELDS.from, text: 'Oi' });
  expect(readNewsletterMessage(deliveryOf('message.newsletter'))).toMatchObject({ text: 'Oi' });
});

test('a status names the message that it is about, and a failure its code', () => {
  expect(readStatusEvent(deliveryOf('message.delivered'))).toMatchObject({ status: 'delivered', sentId: 'id-1' });
  expect(readStatusEvent(deliveryOf('message.failed'))).toMatchObject({ code: 'WHATSAPP_NOT_EXIST' });
});

test('an event of a number names it', () => {
  expect(readNumberEvent(deliveryOf('number.disconnected'))).toMatchObject({ numberId: 'n1' });
});

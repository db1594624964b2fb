import { changesTo, droppedEvents, USUAL_EVENTS, wantedEvents } from '../../../cli/connect/plan.ts';
import type { VendorWebhook } from '../../../cli/vendor/vendor.ts';

const URL = 'https://api.test/hooks/whatsapp/token';
const HOOK = { hookUrl: 'https://api.test/hooks/whatsapp', tokens: ['token'] };
const webhook: VendorWebhook = { id: 'wh', url: URL, active: true, events: USUAL_EVENTS, numberIds: [] };

test('a webhook that is as it should be is left alone, in whatever order its events come', () => {
  const turned = { ...webhook, events: [...USUAL_EVENTS].reverse() };
  expect(changesTo(turned, { hook: HOOK, events: undefined })).toEqual({});
});

test('only what differs is changed', () => {
  const wanted = { hook: HOOK, events: undefined };
  expect(changesTo({ ...webhook, url: 'https://api.test/hooks/whatsapp/old' }, wanted)).toEqual({ url: URL });
  expect(changesTo({ ...webhook, active: false }, wanted)).toEqual({ active: true });
  expect(changesTo({ ...webhook, events: [] }, wanted)).toEqual({ events: USUAL_EVENTS });
});

test('what the user had added stays, unless the events are named', () => {
  const has = ['message.group', 'message.received'];
  expect(wantedEvents(has, { events: undefined })).toEqual([...new Set([...has, ...USUAL_EVENTS])]);
  expect(wantedEvents(has, { events: ['message.received'] })).toEqual(['message.received']);
});

test('a webhook for all events needs no list', () => {
  expect(wantedEvents(['*'], { events: undefined })).toEqual(['*']);
  expect(droppedEvents(['message.received'], ['*'])).toEqual([]);
});

test('what was asked for and did not come back was dropped', () => {
  expect(droppedEvents(['message.received', 'call.missed'], ['message.received'])).toEqual(['call.missed']);
});

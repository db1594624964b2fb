import { type Filter, fromSnapshot, visibleEvents, withUpdate } from '../../../../local/inspector/page/model.ts';
import type { EventSummary, Snapshot } from '../../../../local/inspector/protocol.ts';
import { PLAIN_ACCOUNT } from '../../../../local/simulator/account.ts';

const summary = (n: number, fields: Partial<EventSummary> = {}): EventSummary => ({
  n,
  id: `cmm_${n}`,
  event: 'message.received',
  at: n,
  station: 'vendor',
  progress: 'done',
  outcome: 'sent',
  deliveries: 1,
  attempts: 2,
  ids: [],
  ...fields,
});

const QUEUE = { waiting: 0, inFlight: 0, deadLetters: 0 };
const FUNCTION = { running: 0, invocations: 0, errors: 0, coldStarts: 0 };
const SNAPSHOT: Snapshot = {
  boot: 'one',
  webhookUrl: 'http://127.0.0.1:3000/hooks/whatsapp/t',
  vendor: { url: 'http://127.0.0.1:4000', chat: true },
  stack: { name: 'pilot-status-prod', region: 'us-east-1' },
  target: '--local',
  mayAct: true,
  canFind: false,
  deadLetters: [],
  events: [summary(1), summary(2)],
  messages: [],
  queues: { events: QUEUE, replies: QUEUE },
  functions: { ingest: FUNCTION, processor: FUNCTION, reply: FUNCTION },
  faults: { sends: [], events: [] },
  account: PLAIN_ACCOUNT,
};
const MODEL = fromSnapshot(SNAPSHOT);

const shown = (filter: Partial<Filter>, ...events: EventSummary[]) =>
  visibleEvents(new Map(events.map((event) => [event.n, event])), { kind: 'all', search: '', ...filter }).map(
    ({ n }) => n,
  );

test('an update changes the events that it names and leaves all else', () => {
  const changed = withUpdate(MODEL, { events: [summary(2, { progress: 'parked' }), summary(3)] });
  expect([...changed.events.values()].map(({ n, progress }) => [n, progress])).toEqual([
    [1, 'done'],
    [2, 'parked'],
    [3, 'done'],
  ]);
  expect(changed.events.get(1)).toBe(MODEL.events.get(1));
  expect(changed.queues).toBe(MODEL.queues);
});

test('what was known before an update stays as it was', () => {
  withUpdate(MODEL, { events: [summary(1, { progress: 'waiting' })] });
  expect(MODEL.events.get(1)?.progress).toBe('done');
});

test('of more than ten thousand events the oldest go', () => {
  const many = Array.from({ length: 10_000 }, (_, i) => summary(i + 3));
  const { events } = withUpdate(MODEL, { events: many });
  expect(events.size).toBe(10_000);
  expect([...events.keys()][0]).toBe(3);
});

test('the newest event stands first', () => {
  expect(shown({}, summary(1), summary(2), summary(3))).toEqual([3, 2, 1]);
});

test('statuses stand apart from what people wrote, and from deliveries that were refused', () => {
  const events = [
    summary(1),
    summary(2, { event: 'message.delivered' }),
    summary(3, { event: 'number.connected' }),
    summary(4, { event: 'message.sent', progress: 'refused' }),
  ];
  expect(shown({ kind: 'messages' }, ...events)).toEqual([4, 3, 1]);
  expect(shown({ kind: 'statuses' }, ...events)).toEqual([4, 2]);
});

test('trouble is what waits, was parked, refused, or did not end well', () => {
  const events = [
    summary(1),
    summary(2, { progress: 'waiting' }),
    summary(3, { progress: 'parked' }),
    summary(4, { progress: 'refused' }),
    summary(5, { outcome: 'failed' }),
    summary(6, { event: 'message.failed', outcome: 'recorded' }),
  ];
  expect(shown({ kind: 'trouble' }, ...events)).toEqual([6, 5, 4, 3, 2]);
});

test.each([
  ['a part of the text, in any case', 'PIZZA'],
  ['the digits of a phone number', '99999'],
  ['a phone number as it is written', '+5511999'],
  ['its id', 'cmm_1'],
  ['an id of its reply', 'msg_7'],
])('an event is found by %s', (_, search) => {
  const wanted = summary(1, { text: 'Two pizzas', contact: '+5511999999999', ids: ['msg_7'] });
  expect(shown({ kind: 'statuses', search }, wanted, summary(2))).toEqual([1]);
});

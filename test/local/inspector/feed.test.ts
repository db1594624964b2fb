import { createFeed } from '../../../local/inspector/feed.ts';
import type { EventSummary, Snapshot, Update } from '../../../local/inspector/protocol.ts';

const SNAPSHOT = { boot: 'b' } as Snapshot;
const IDLE = { running: 0, invocations: 0, errors: 0, coldStarts: 0 };

function summary(fields: Partial<EventSummary> = {}): EventSummary {
  return {
    n: 1,
    id: 'e',
    event: 'message.received',
    at: 0,
    station: 'api',
    progress: 'moving',
    deliveries: 1,
    attempts: 0,
    ids: [],
    ...fields,
  };
}

/** A feed whose timer is held by the test. */
function heldFeed() {
  const due: (() => void)[] = [];
  const delays: number[] = [];
  const feed = createFeed({
    snapshot: () => SNAPSHOT,
    after: (ms, run) => {
      delays.push(ms);
      due.push(run);
    },
  });
  const listen = () => {
    const snapshots: Snapshot[] = [];
    const updates: Update[] = [];
    const end = feed.listen({
      snapshot: (snapshot) => void snapshots.push(snapshot),
      update: (update) => void updates.push(update),
    });
    return { snapshots, updates, end };
  };
  const tick = () => {
    for (const run of due.splice(0)) run();
  };
  return { feed, listen, tick, delays };
}

test('who listens gets a snapshot at once, and what changes 50 ms later', () => {
  const { feed, listen, tick, delays } = heldFeed();
  const page = listen();
  expect(page).toMatchObject({ snapshots: [SNAPSHOT], updates: [] });
  feed.event(summary());
  expect(page.updates).toEqual([]);
  expect(delays).toEqual([50]);
  tick();
  expect(page.updates).toEqual([{ events: [summary()] }]);
});

test('an event that changes five times is reported once, as it is then, and its moves in their order', () => {
  const { feed, listen, tick, delays } = heldFeed();
  const page = listen();
  const event = summary();
  for (const attempts of [1, 2, 3, 4, 5]) {
    event.attempts = attempts;
    feed.event(event);
  }
  feed.move({ n: 1, from: 'vendor', to: 'api' });
  feed.move({ n: 1, from: 'api', to: 'ingest' });
  tick();
  event.attempts = 6;
  expect(page.updates).toEqual([
    {
      events: [summary({ attempts: 5 })],
      moves: [
        { n: 1, from: 'vendor', to: 'api' },
        { n: 1, from: 'api', to: 'ingest' },
      ],
    },
  ]);
  expect(delays).toEqual([50]);
});

test('what has not changed is not told, and without a change nothing is', () => {
  const { feed, listen, tick } = heldFeed();
  const page = listen();
  feed.functions({ ingest: IDLE, processor: IDLE, reply: IDLE });
  tick();
  tick();
  expect(page.updates).toEqual([{ functions: { ingest: IDLE, processor: IDLE, reply: IDLE } }]);
});

test('a page that comes later gets nothing twice', () => {
  const { feed, listen, tick } = heldFeed();
  const first = listen();
  feed.move({ n: 1, from: 'vendor', to: 'api' });
  const second = listen();
  tick();
  expect(first.updates).toHaveLength(1);
  expect(second).toMatchObject({ snapshots: [SNAPSHOT], updates: [] });
});

test('while nobody listens nothing is collected, and a page that has gone gets nothing', () => {
  const { feed, listen, tick, delays } = heldFeed();
  feed.move({ n: 1, from: 'vendor', to: 'api' });
  expect(delays).toEqual([]);
  const page = listen();
  expect(feed.isHeard()).toBe(true);
  page.end();
  expect(feed.isHeard()).toBe(false);
  feed.move({ n: 1, from: 'api', to: 'ingest' });
  tick();
  expect(page.updates).toEqual([]);
});

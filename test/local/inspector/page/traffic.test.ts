import { WIDE } from '../../../../local/inspector/page/geometry.ts';
import { createTraffic } from '../../../../local/inspector/page/traffic.ts';

const LONG_AFTER = 60_000;

test('an event goes from station to station, one after the other', () => {
  const traffic = createTraffic(WIDE);
  traffic.add(
    [
      { n: 1, from: 'vendor', to: 'api' },
      { n: 1, from: 'api', to: 'ingest' },
    ],
    0,
  );
  expect(traffic.sceneAt(1)).toMatchObject({ dots: [{ n: 1, tone: 'forward' }], reached: [] });
  const reached = new Set<string>();
  for (let now = 0; now < 2_000; now += 10) {
    const scene = traffic.sceneAt(now);
    expect(scene.dots.length).toBeLessThanOrEqual(1);
    for (const station of scene.reached) reached.add(station);
  }
  expect([...reached]).toEqual(['api', 'ingest']);
});

test('two events go side by side', () => {
  const traffic = createTraffic(WIDE);
  traffic.add(
    [1, 2].map((n) => ({ n, from: 'vendor', to: 'api' }) as const),
    0,
  );
  expect(traffic.sceneAt(1).dots.map(({ n }) => n)).toEqual([1, 2]);
});

test.each([
  [{ n: 1, from: 'reply', to: 'vendor' }, 'forward'],
  [{ n: 1, from: 'reply', to: 'replies' }, 'back'],
  [{ n: 1, from: 'reply', to: 'replies', parked: true }, 'parked'],
] as const)('%o is seen as going %s', (move, tone) => {
  const traffic = createTraffic(WIDE);
  traffic.add([move], 0);
  expect(traffic.sceneAt(1).dots).toMatchObject([{ tone }]);
});

test('when all have come there is nothing left to draw', () => {
  const traffic = createTraffic(WIDE);
  expect(traffic.isEmpty()).toBe(true);
  traffic.add([{ n: 1, from: 'vendor', to: 'api' }], 0);
  expect(traffic.isEmpty()).toBe(false);
  expect(traffic.sceneAt(LONG_AFTER)).toEqual({ dots: [], reached: [] });
  expect(traffic.isEmpty()).toBe(true);
});

test('of a flood only as many are drawn as can be distinguished', () => {
  const traffic = createTraffic(WIDE);
  traffic.add(
    Array.from({ length: 10_000 }, (_, n) => ({ n, from: 'vendor', to: 'api' }) as const),
    0,
  );
  expect(traffic.sceneAt(1).dots).toHaveLength(240);
});

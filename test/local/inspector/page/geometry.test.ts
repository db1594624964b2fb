import { type Layout, NARROW, pointAlong, WIDE, wayBetween } from '../../../../local/inspector/page/geometry.ts';
import type { Station } from '../../../../local/inspector/protocol.ts';

const ROUND: Station[] = ['vendor', 'api', 'ingest', 'events', 'processor', 'replies', 'reply', 'vendor'];

const touches = ({ boxes }: Layout, station: Station, { x, y }: { x: number; y: number }) => {
  const box = boxes[station];
  return x >= box.x && x <= box.x + box.width && y >= box.y && y <= box.y + box.height;
};

describe.each([
  ['wide', WIDE],
  ['narrow', NARROW],
])('the %s picture', (_, layout) => {
  test.each(ROUND.slice(1).map((to, i) => [ROUND[i] as Station, to]))('has a way from %s to %s', (from, to) => {
    const way = wayBetween(layout, from, to);
    expect(touches(layout, from, way[0] as never)).toBe(true);
    expect(touches(layout, to, way.at(-1) as never)).toBe(true);
  });

  test('holds all its boxes', () => {
    for (const { x, y, width, height } of Object.values(layout.boxes)) {
      expect(x >= 0 && y >= 0 && x + width <= layout.width && y + height <= layout.height).toBe(true);
    }
  });

  test('lets what goes back take the same way', () => {
    expect(wayBetween(layout, 'reply', 'replies')).toEqual(wayBetween(layout, 'replies', 'reply').toReversed());
  });

  test('leads through the stations between two that are apart', () => {
    const way = wayBetween(layout, 'vendor', 'ingest');
    expect(way).toEqual([...wayBetween(layout, 'vendor', 'api'), ...wayBetween(layout, 'api', 'ingest')]);
  });
});

test.each([
  [0, { x: 0, y: 0 }],
  [0.25, { x: 10, y: 0 }],
  [0.5, { x: 20, y: 0 }],
  [0.75, { x: 20, y: 10 }],
  [1, { x: 20, y: 20 }],
])('%d of the way along two lines is at %o', (part, point) => {
  const way = [
    { x: 0, y: 0 },
    { x: 20, y: 0 },
    { x: 20, y: 20 },
  ];
  expect(pointAlong(way, part)).toEqual(point);
});

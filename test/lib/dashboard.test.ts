import { isPublished } from '../support/metrics.ts';
import { template } from '../support/stack.ts';

type Reference = string | { Ref?: string; 'Fn::GetAtt'?: [string, string] };

interface Widget {
  type: string;
  x: number;
  y: number;
  width: number;
  properties: { title?: string; markdown?: string; metrics?: unknown[][] };
}

const standard = template();

/** The dashboard's widgets. It is a text with references in it, which are replaced by the names of what they refer to. */
function widgets(stack = standard): Widget[] {
  const [dashboard] = Object.values(stack.findResources('AWS::CloudWatch::Dashboard'));
  const parts: Reference[] = dashboard?.Properties.DashboardBody['Fn::Join'][1];
  const text = parts.map((part) => (typeof part === 'string' ? part : (part.Ref ?? part['Fn::GetAtt']?.[0]))).join('');
  return JSON.parse(text).widgets;
}

const titled = (title: string) => widgets().find(({ properties }) => properties.title === title);

test('there is one dashboard, unless the setting says off', () => {
  standard.resourceCountIs('AWS::CloudWatch::Dashboard', 1);
  template({ dashboard: 'off' }).resourceCountIs('AWS::CloudWatch::Dashboard', 0);
});

test('its rows are the road from left to right, then the ledger, then people', () => {
  const rows = new Map<number, string[]>();
  for (const { y, properties } of widgets()) rows.set(y, [...(rows.get(y) ?? []), properties.title ?? 'text']);
  expect([...rows.values()]).toEqual([
    ['text'],
    ['API', 'ingest', 'events', 'processor', 'replies', 'reply'],
    ['ledger', 'dead letters', 'decided'],
    ['from received to sent, ms', 'not answered, or not for sure', 'refused, waiting'],
  ]);
});

test('each row fills the width of the page', () => {
  const filled = new Map<number, number>();
  for (const { y, width } of widgets()) filled.set(y, (filled.get(y) ?? 0) + width);
  expect(new Set(filled.values())).toEqual(new Set([24]));
});

/** The metric in a row of a widget: one by name, or all that a search finds. */
function metricIn([first, second, third]: unknown[]): Parameters<typeof isPublished>[0] {
  if (typeof first === 'string') {
    const isOurs = first.startsWith('PilotStatus/');
    return { namespace: first, name: String(second), by: isOurs && typeof third === 'string' ? third : undefined };
  }
  const { expression } = first as { expression: string };
  const found = /^SEARCH\('{"([^"]+)",(\w+)} MetricName="(\w+)"', 'Sum', 300\)$/.exec(expression);
  if (!found) throw new Error(`not a search that is known here: ${expression}`);
  return { namespace: found[1] ?? '', by: found[2], name: found[3] ?? '' };
}

test.each(widgets().filter(({ type }) => type === 'metric'))(
  'what $properties.title shows is a metric that somebody publishes',
  ({ properties: { metrics = [] } }) => {
    expect(metrics.length).toBeGreaterThan(0);
    for (const metric of metrics.map(metricIn))
      expect({ metric, is: isPublished(metric, standard) }).toEqual({ metric, is: true });
  },
);

test('it is free: fifty metrics are, and eight reasons and codes at once are more than go wrong together', () => {
  const rows = widgets().flatMap(({ properties }) => properties.metrics ?? []);
  const named = rows
    .filter(([first]) => typeof first === 'string')
    .map(([...row]) => JSON.stringify(row.filter((part) => typeof part === 'string')));
  const outcomes = 2;
  expect(new Set(named).size + outcomes).toBeLessThanOrEqual(42);
});

test('no station shows the metrics of another', () => {
  for (const name of ['ingest', 'processor', 'reply']) {
    const text = JSON.stringify(titled(name)?.properties.metrics).toLowerCase();
    for (const other of ['ingest', 'processor', 'reply'].filter((one) => one !== name)) {
      expect(text).not.toContain(`${other}function`);
    }
  }
});

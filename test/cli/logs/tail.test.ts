import { type FilterLogEvents, type LogEvent, type LogQuery, ThrottledError } from '../../../cli/logs/cloudwatch.ts';
import { type FunctionLine, follow, linesSince } from '../../../cli/logs/tail.ts';

const GROUPS = ['ingest', 'reply'].map((name) => ({ function: name, logGroupName: `/${name}` }));

const line = (timestamp: number, eventId = `e${timestamp}`): LogEvent => ({ eventId, timestamp, message: '{}' });

/** Log groups that hold these lines, two a page, and what was asked of them. */
function logs(groups: Record<string, LogEvent[]>) {
  const asked: LogQuery[] = [];
  const filter: FilterLogEvents = async (query) => {
    asked.push(query);
    const fits = (groups[query.logGroupName] ?? []).filter(({ timestamp }) => timestamp >= query.startTime);
    const from = Number(query.nextToken ?? 0);
    return { events: fits.slice(from, from + 2), ...(from + 2 < fits.length && { nextToken: String(from + 2) }) };
  };
  return { asked, filter };
}

const shown = (lines: FunctionLine[]) => lines.map(({ function: name, timestamp }) => `${name} ${timestamp}`);

test('the lines of all functions are in one order, from every page', async () => {
  const { filter } = logs({ '/ingest': [1, 3, 5].map((at) => line(at)), '/reply': [line(2), line(4)] });
  const lines = await linesSince({ groups: GROUPS, since: 2, filterPattern: undefined }, filter);
  expect(shown(lines)).toEqual(['reply 2', 'ingest 3', 'reply 4', 'ingest 5']);
});

test('each line is given once, late ones too, and the search goes back no further than it must', async () => {
  const groups = { '/ingest': [line(100_000)], '/reply': [] as LogEvent[] };
  const { asked, filter } = logs(groups);
  const waits: number[] = [];
  const lines: FunctionLine[] = [];
  const following = follow({ groups: GROUPS, since: 0, filterPattern: '{ x }' }, filter, async (ms) => {
    waits.push(ms);
    if (waits.length === 1) groups['/reply'] = [line(99_000), line(101_000)];
    if (waits.length === 3) throw new Error('enough');
  });
  const reading = (async () => {
    for await (const next of following) lines.push(next);
  })();
  await expect(reading).rejects.toThrow('enough');
  expect(shown(lines)).toEqual(['ingest 100000', 'reply 99000', 'reply 101000']);
  expect([...new Set(asked.map(({ startTime }) => startTime))]).toEqual([0, 85_000, 86_000]);
  expect(waits).toEqual([2_000, 2_000, 2_000]);
});

test('when AWS asks for less, it waits longer and goes on', async () => {
  const { filter } = logs({ '/ingest': [line(1)] });
  let calls = 0;
  const throttled: FilterLogEvents = async (query) => {
    calls += 1;
    if (calls === 1) throw new ThrottledError('slow down');
    return filter(query);
  };
  const waits: number[] = [];
  for await (const { timestamp } of follow(
    { groups: GROUPS, since: 0, filterPattern: undefined },
    throttled,
    async (ms) => {
      waits.push(ms);
    },
  )) {
    expect(timestamp).toBe(1);
    break;
  }
  expect(waits).toEqual([10_000]);
});

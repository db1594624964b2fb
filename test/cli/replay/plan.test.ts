import { planReplay } from '../../../cli/replay/plan.ts';
import { readReplayFile } from '../../../cli/replay/read-file.ts';
import { received } from '../../support/samples.ts';

const body = JSON.stringify(received({ id: 'cm1' }));
const dropped = {
  queue: 'events' as const,
  id: '1',
  group: 'g',
  parkedAt: 1,
  attributes: { id: 'cm1', event: 'message.received', receivedAt: '1', reason: 'r' },
  body,
};

describe('a file', () => {
  test('holds what was dropped, one a line, or one body', () => {
    const line = JSON.stringify(dropped);
    expect(readReplayFile(`${line}\n`)).toEqual([dropped]);
    expect(readReplayFile(`${line}\n${line}\n`)).toEqual([dropped, dropped]);
    expect(readReplayFile(`${body}\n`)).toEqual([{ queue: 'events', body }]);
  });

  test('with a body of several lines keeps its bytes', () => {
    const pretty = JSON.stringify(JSON.parse(body), null, 2);
    expect(readReplayFile(pretty)).toEqual([{ queue: 'events', body: pretty }]);
  });

  test.each(['', 'nothing', '[]', `${JSON.stringify(dropped)}\n{}`])('that holds %j is refused', (text) => {
    expect(() => readReplayFile(text)).toThrow(/^Line \d is none/);
  });
});

test('an event goes through the front door, under the key that it had', () => {
  expect(planReplay(dropped)).toMatchObject({ kind: 'deliver', key: { id: 'cm1', event: 'message.received' } });
});

test('an event that would get another key is not put back, because it could be answered twice', () => {
  const withoutId = { ...dropped, attributes: { ...dropped.attributes, id: `sha256:${'0'.repeat(64)}` } };
  expect(planReplay(withoutId)).toMatchObject({ kind: 'refuse', because: expect.stringContaining('another event') });
});

test('what is no JSON object is not put back', () => {
  expect(planReplay({ ...dropped, body: '{' })).toMatchObject({ kind: 'refuse' });
  expect(planReplay({ ...dropped, queue: 'replies' })).toMatchObject({ kind: 'refuse' });
});

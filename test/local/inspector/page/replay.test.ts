import { asNew, bodyOf, bodyProblem } from '../../../../local/inspector/page/replay.ts';
import type { EventDetail, TimelineStep } from '../../../../local/inspector/protocol.ts';

const step = (fields: Partial<TimelineStep>): TimelineStep => ({
  at: 1,
  station: 'api',
  what: '',
  tone: 'good',
  ...fields,
});
const detail = (...steps: TimelineStep[]) => ({ steps }) as EventDetail;
const part = (body: string) => ({ headers: {}, body });
const delivery = (body: string) =>
  step({ exchange: { method: 'POST', url: '/hooks/whatsapp/t', request: part(body) } });
const taken = (body: string) => step({ station: 'processor', message: { id: 'm', body, attributes: {} } });

test('the body of an event is what was delivered, or else what the queue had', () => {
  expect(bodyOf(detail(delivery('{"event":"a"}'), taken('{"event":"b"}')))).toBe('{"event":"a"}');
  expect(bodyOf(detail(taken('{"event":"b"}')))).toBe('{"event":"b"}');
  expect(bodyOf(detail(delivery('(70000 characters, too long to be kept)')))).toBeUndefined();
  expect(bodyOf(detail())).toBeUndefined();
});

test('as a new event it has ids of its own and the time of now, and all else as it was', () => {
  let count = 0;
  const body = JSON.stringify({
    event: 'message.received',
    data: { id: 'a', internalMessageId: 'a', messageId: 'b', content: 'Hi', createdAt: 'then', numberId: 'n' },
  });
  expect(JSON.parse(asNew(body, () => `${++count}`, 0))).toEqual({
    event: 'message.received',
    data: {
      id: 'replay-1',
      internalMessageId: 'replay-1',
      messageId: 'replay-2',
      content: 'Hi',
      createdAt: '1970-01-01T00:00:00.000Z',
      numberId: 'n',
    },
  });
});

test('what has no data has no ids to change', () => {
  expect(asNew('{"event":"call.missed","callId":"c"}', () => 'x', 0)).toBe('{"event":"call.missed","callId":"c"}');
});

test.each([
  ['{"event":"a"}', undefined],
  ['[1]', 'This is no JSON object.'],
  ['{"event":', 'This is no JSON object.'],
])('of %j it is said: %j', (body, problem) => {
  expect(bodyProblem(body)).toBe(problem);
});

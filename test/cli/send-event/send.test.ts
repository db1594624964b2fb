import { sampleOf } from '../../../cli/send-event/samples.ts';
import { sendEvent } from '../../../cli/send-event/send.ts';
import type { Item } from '../../../lambdas/ledger/table.ts';

const BODY = JSON.stringify(
  sampleOf('message.received', {
    from: '+5511999999999',
    text: 'Oi',
    id: 'id-1',
    numberId: 'n1',
    createdAt: '2026-02-24T10:30:00.000Z',
  }),
);

/** A stack whose ledger shows these records of the event, and of its replies, one look after the other. */
function stack({ status = 200, events = [] as Item[], replies = [] as Item[][] }) {
  let time = 0;
  const steps: string[] = [];
  const next = <T>(list: T[]): T | undefined => (list.length > 1 ? list.shift() : list[0]);
  const sending = {
    deliver: async () => ({ status, body: '{}' }),
    ledger: { get: async () => next(events), query: async () => next(replies) ?? [] },
    patience: {
      now: () => time,
      sleep: async (ms: number) => {
        time += ms;
      },
      patienceMs: 1_000,
    },
    report: {
      add: (step: string, state: string, text: string) => void steps.push(`${step} ${state}: ${text}`),
      end: () => undefined,
    },
    command: (line: string) => `pilot ${line}`,
  };
  return { steps, sending };
}

test('without following only the answer is reported', async () => {
  const { steps, sending } = stack({});
  await sendEvent(BODY, false, sending);
  expect(steps).toEqual(['endpoint done: 200 {}']);
});

test('what the endpoint refuses is not followed', async () => {
  const { steps, sending } = stack({ status: 401 });
  await expect(sendEvent(BODY, true, sending)).rejects.toThrow('answered 401');
  expect(steps).toEqual(['endpoint failed: 401 {}']);
});

test('an answered message is followed until every reply is closed', async () => {
  const reply = (index: number, state: string) => ({ event: `#reply.${index}`, state });
  const { steps, sending } = stack({
    events: [{ state: 'claimed' }, { state: 'done', outcome: 'answered' }],
    replies: [[], [reply(0, 'sent'), reply(1, 'sending')], [reply(0, 'sent'), reply(1, 'sent')]],
  });
  await sendEvent(BODY, true, sending);
  expect(steps.slice(1)).toEqual([
    'event done: message.received id-1 is answered, after 250 ms',
    'reply done: sent',
    'reply done: sent',
  ]);
});

test('an event that nobody answers ends when it is done', async () => {
  const { steps, sending } = stack({ events: [{ state: 'done', outcome: 'silent' }] });
  await sendEvent(BODY, true, sending);
  expect(steps).toHaveLength(2);
});

test('a reply that was given up is reported with its code', async () => {
  const failed = { event: '#reply.0', state: 'failed', code: 'INVALID_DESTINATION' };
  const { steps, sending } = stack({ events: [{ state: 'done', outcome: 'answered' }], replies: [[failed]] });
  await expect(sendEvent(BODY, true, sending)).rejects.toThrow('A reply was not sent');
  expect(steps.at(-1)).toBe('reply failed: failed INVALID_DESTINATION');
});

test('what does not finish in time is reported', async () => {
  const { steps, sending } = stack({ events: [{ state: 'claimed' }] });
  await expect(sendEvent(BODY, true, sending)).rejects.toThrow('in time');
  expect(steps.at(-1)).toBe('event failed: message.received id-1 is not done yet');
});

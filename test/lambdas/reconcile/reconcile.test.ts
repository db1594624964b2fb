import { contactHash } from '../../../lambdas/pilot-status/identity.ts';
import type { EventMessage } from '../../../lambdas/queue/event-message.ts';
import type { LoggedDelivery } from '../../../lambdas/reconcile/delivery-log.ts';
import { countsOf, type Reconciler, reconcile } from '../../../lambdas/reconcile/reconcile.ts';
import { received, sampleOf } from '../../support/samples.ts';

const NOW = Date.parse('2026-02-24T10:30:00.000Z');
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

const failed = (payload: LoggedDelivery['payload'], at: number | undefined = NOW - 10 * MINUTE): LoggedDelivery => ({
  payload,
  accepted: false,
  at,
});
const message = (id: string) => received({ id });

async function run(deliveries: LoggedDelivery[], options: Partial<Reconciler> & { known?: string[] } = {}) {
  const messages: EventMessage[] = [];
  const reconciliation = await reconcile({
    readLog: async () => ({ deliveries }),
    isKnown: async ({ id }) => (options.known ?? []).includes(id),
    enqueue: async (message) => void messages.push(message),
    contactHashKey: 'a key',
    alsoWithoutId: false,
    now: () => NOW,
    ...options,
  });
  const verdicts = reconciliation.findings.map(({ verdict }) => verdict);
  const delivered = messages.map(({ body }) => JSON.parse(body));
  return { delivered, messages, verdicts, counts: countsOf(reconciliation) };
}

test('what was never accepted and is not in the ledger is put back, as it was, the oldest first', async () => {
  const [old, young] = [message('old'), message('young')];
  const late = failed(young, NOW - 5 * MINUTE);
  const { delivered, counts } = await run([late, failed(old), failed(message('known'))], { known: ['known'] });
  expect(delivered).toEqual([old, young]);
  expect(counts).toMatchObject({ events: 3, known: 1, missing: 2, putBack: 2 });
});

test.each([
  ['at once', [true]],
  ['in the end', [false, true]],
  ['before its answer was lost', [true, false]],
])(
  'what was accepted %s came, although the ledger has no record: it waits in a queue, or was given up',
  async (_when, all) => {
    const attempts = all.map((accepted, i) => ({ ...failed(message('a'), NOW - DAY + i), accepted }));
    const isKnown = async () => {
      throw new Error('Nobody needs to look');
    };
    expect(await run(attempts, { isKnown })).toMatchObject({ delivered: [], verdicts: ['known'] });
  },
);

describe('the queue gets it', () => {
  const at = NOW - 10 * MINUTE;
  const attributesOf = async (payload: LoggedDelivery['payload']) =>
    (await run([failed(payload, at)])).messages.map(({ attributes }) => attributes);

  test('as the front endpoint would have put it there', async () => {
    const { messages } = await run([failed(message('a'))]);
    expect(messages).toMatchObject([
      {
        group: contactHash('cmm0abc123', '+5511999999999', 'a key'),
        attributes: { id: 'a', event: 'message.received' },
      },
    ]);
  });

  test('as received when it happened, so that an answer that comes too late is not sent', async () => {
    const createdAt = new Date(NOW - DAY).toISOString();
    expect(await attributesOf(received({ id: 'a', createdAt }))).toMatchObject([{ receivedAt: String(NOW - DAY) }]);
  });

  test.each([undefined, 'yesterday', new Date(NOW + DAY).toISOString()])(
    'as received when it was first tried, where it says nothing better of when it happened: %j',
    async (createdAt) => {
      expect(await attributesOf(received({ id: 'a', createdAt }))).toMatchObject([{ receivedAt: String(at) }]);
    },
  );
});

test('an event is looked at once, however often it was tried, from its first attempt on', async () => {
  const retried = [failed(message('a'), NOW - MINUTE), failed(message('a'), NOW - 10 * MINUTE)];
  expect(await run(retried)).toMatchObject({ verdicts: ['missing'], counts: { events: 1, putBack: 1 } });
});

test('the events of one message are events of their own', async () => {
  const statuses = ['message.sent', 'message.read'].map((event) => failed({ ...message('m'), event }));
  expect((await run(statuses)).verdicts).toEqual(['missing', 'missing']);
});

test('what may still be on its way is left alone', async () => {
  expect(await run([failed(message('a'), NOW - MINUTE)])).toMatchObject({ delivered: [], verdicts: ['recent'] });
});

test.each([NOW - 28 * DAY - 1, undefined])(
  'what the ledger may have forgotten would be answered again, so it is left alone: %j',
  async (at) => {
    const delivery = { payload: message('a'), accepted: false, at };
    expect(await run([delivery])).toMatchObject({ delivered: [], verdicts: ['too old'] });
  },
);

describe('an event without an id, whose key is a hash of bytes that the log does not hold', () => {
  const call = failed(sampleOf('call.missed'));

  test('is left alone', async () => {
    expect(await run([call])).toMatchObject({ delivered: [], verdicts: ['unsure'] });
  });

  test('is put back when that is asked for', async () => {
    expect((await run([call], { alsoWithoutId: true })).delivered).toEqual([sampleOf('call.missed')]);
  });

  test('came when it was accepted, and when the ledger knows these bytes', async () => {
    const accepted = { ...call, accepted: true };
    expect(await run([accepted], { alsoWithoutId: true })).toMatchObject({ delivered: [], verdicts: ['known'] });
    expect(await run([call], { alsoWithoutId: true, isKnown: async () => true })).toMatchObject({ delivered: [] });
  });
});

test('without a queue nothing is put back', async () => {
  const { verdicts, counts } = await run([failed(message('a'))], { enqueue: undefined });
  expect({ verdicts, putBack: counts.putBack }).toEqual({ verdicts: ['missing'], putBack: 0 });
});

test.each([
  ['cannot be read', undefined],
  ['is larger than a message of a queue', { content: 'x'.repeat(2 ** 20) }],
])('a payload that %s is counted', async (_what, payload) => {
  expect(await run([failed(payload)])).toMatchObject({ delivered: [], counts: { events: 0, unreadable: 1 } });
});

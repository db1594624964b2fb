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
  const delivered: string[] = [];
  const reconciliation = await reconcile({
    readLog: async () => ({ deliveries }),
    isKnown: async ({ id }) => (options.known ?? []).includes(id),
    async deliver(body) {
      delivered.push(body);
      return { status: 200, body: '{}' };
    },
    alsoWithoutId: false,
    now: () => NOW,
    ...options,
  });
  const verdicts = reconciliation.findings.map(({ verdict }) => verdict);
  return { delivered: delivered.map((body) => JSON.parse(body)), verdicts, counts: countsOf(reconciliation) };
}

test('what failed and what the ledger never saw is put back, as it was, the oldest first', async () => {
  const [old, young] = [message('old'), message('young')];
  const lost = { payload: young, accepted: true, at: NOW - 5 * MINUTE };
  const { delivered, counts } = await run([lost, failed(old), failed(message('known'))], { known: ['known'] });
  expect(delivered).toEqual([old, young]);
  expect(counts).toMatchObject({ events: 3, known: 1, missing: 2, putBack: 2, refused: 0 });
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

test('without a way through the door nothing is put back', async () => {
  const { verdicts, counts } = await run([failed(message('a'))], { deliver: undefined });
  expect({ verdicts, putBack: counts.putBack }).toEqual({ verdicts: ['missing'], putBack: 0 });
});

test('what the door refuses is counted, and the others go on', async () => {
  const statuses = [503, 200];
  const { counts } = await run([failed(message('a')), failed(message('b'))], {
    deliver: async () => ({ status: statuses.shift() as number, body: '{}' }),
  });
  expect(counts).toMatchObject({ putBack: 1, refused: 1 });
});

test('a payload that cannot be read is counted', async () => {
  expect((await run([failed(undefined)])).counts).toMatchObject({ events: 0, unreadable: 1 });
});

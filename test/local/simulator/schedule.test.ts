import { type Simulator, simulator } from '../../support/simulator.ts';

let vendor: Simulator;

beforeEach(async () => {
  vendor = await simulator();
});
afterEach(() => vendor.stop());

const text = { destinationNumber: '+5511999999999', text: 'Hi' };
const post = (schedule: object) => vendor.call('POST', '/v1/messages/send', { ...text, ...schedule });
const statusOf = async (id: string) => (await vendor.call('GET', `/v1/messages/${id}`)).body.status;
const setOnline = (online: boolean) => vendor.call('PUT', '/simulator/account', { online });

/** Minutes past half past ten, when the clock of the tests starts. */
const at = (minutes: number) => new Date(Date.parse('2026-02-24T10:30:00.000Z') + minutes * 60_000).toISOString();
const MINUTE_MS = 60_000;

test('a scheduled message stays queued until its time, then goes its way', async () => {
  const hook = await vendor.hook();
  const id = await vendor.send({ ...text, deliverAt: at(60) });
  await vendor.clock.advance(60 * MINUTE_MS + 299);
  expect([await statusOf(id), hook.events()]).toEqual(['QUEUED', []]);
  await vendor.clock.advance(3_000);
  expect([await statusOf(id), hook.events()]).toEqual(['READ', ['message.sent', 'message.delivered', 'message.read']]);
});

test('a time in the past is now', async () => {
  const id = await vendor.send({ ...text, deliverAt: at(-60) });
  await vendor.clock.advance(300);
  expect(await statusOf(id)).toBe('SENT');
});

test('a message that is due while the number is offline leaves when it is connected again', async () => {
  const id = await vendor.send({ ...text, deliverAt: at(10) });
  await setOnline(false);
  await vendor.clock.advance(15 * MINUTE_MS);
  expect(await statusOf(id)).toBe('QUEUED');
  await setOnline(true);
  await vendor.clock.advance(300);
  expect(await statusOf(id)).toBe('SENT');
});

test('a connection that comes back does not let go what is not due', async () => {
  const id = await vendor.send({ ...text, deliverAt: at(10) });
  await setOnline(false);
  await setOnline(true);
  await vendor.clock.advance(300);
  expect(await statusOf(id)).toBe('QUEUED');
});

test('a message whose deadline passes while the number is offline fails, and does not leave later', async () => {
  const hook = await vendor.hook(['message.sent', 'message.failed']);
  const id = await vendor.send({ ...text, deliverAt: at(10), deliverUntil: at(20) });
  await setOnline(false);
  await vendor.clock.advance(20 * MINUTE_MS);
  await setOnline(true);
  await vendor.clock.advance(MINUTE_MS);
  expect(hook.deliveries.map(({ body }) => body)).toMatchObject([
    {
      event: 'message.failed',
      data: { id, errorMessage: 'EXPIRED_AFTER_ATTEMPTS', messageId: null, createdAt: at(20) },
    },
  ]);
});

test('a deadline is of no concern to a message that has left', async () => {
  const hook = await vendor.hook();
  for (const schedule of [{ deliverUntil: at(1) }, { deliverAt: at(1), deliverUntil: at(1) }]) {
    await vendor.send({ ...text, ...schedule });
  }
  await vendor.clock.advance(5 * MINUTE_MS);
  expect(hook.events().filter((event) => event === 'message.read')).toHaveLength(2);
  expect(hook.events()).not.toContain('message.failed');
});

test.each([
  [{ deliverAt: 'tomorrow' }, /deliverAt must match format "date-time"/],
  [{ deliverAt: 1_771_929_000 }, /deliverAt must be string/],
  [{ deliverUntil: '2026-02-24' }, /deliverUntil must match format "date-time"/],
  [{ deliverAt: '2026-12-31T23:59:60Z' }, /deliverAt is not a time/],
  [{ deliverUntil: at(-1) }, /deliverUntil is in the past/],
  [{ deliverAt: at(20), deliverUntil: at(10) }, /deliverUntil is before deliverAt/],
])('a schedule of %j is refused', async (schedule, message) => {
  const { status, body } = await post(schedule);
  expect([status, body.code]).toEqual([400, 'INVALID_PAYLOAD']);
  expect(body.message).toMatch(message);
  expect(vendor.sends).toEqual([]);
});

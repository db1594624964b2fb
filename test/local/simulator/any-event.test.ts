import { EVENT_NAMES } from '../../../lambdas/pilot-status/events.ts';
import { type Simulator, simulator } from '../../support/simulator.ts';

let vendor: Simulator;

beforeEach(async () => {
  vendor = await simulator();
});
afterEach(() => vendor.stop());

const emit = (event: unknown) => vendor.call('POST', '/simulator/events', event);
const setMeta = (meta: boolean) => vendor.call('PUT', '/simulator/account', { meta });

test.each(EVENT_NAMES)('%s is delivered as it is given', async (event) => {
  const fields = { id: 'e1', any: { thing: [1, null] } };
  const body = event.startsWith('call') ? { event, ...fields } : { event, data: fields };
  const hook = await vendor.hook();
  expect(await emit(body)).toMatchObject({ status: 201, body });
  await vendor.clock.advance(0);
  expect(hook.deliveries.map(({ raw }) => raw)).toEqual([JSON.stringify(body)]);
});

test('it goes to the webhooks that want it, and through the faults of events', async () => {
  const [wanting, other] = [await vendor.hook(['number.recovered']), await vendor.hook(['message.sent'])];
  await vendor.call('PUT', '/simulator/faults', { events: [{ kind: 'duplicate' }] });
  await emit({ event: 'number.recovered', data: {} });
  await vendor.clock.advance(0);
  expect([wanting.events(), other.events()]).toEqual([['number.recovered', 'number.recovered'], []]);
});

test('a webhook can choose the events of voice on a Meta number only', async () => {
  const dropped = await vendor.hook(['call.missed']);
  await setMeta(true);
  const kept = await vendor.hook(['call.missed']);
  await emit({ event: 'call.missed', id: 'c1' });
  await vendor.clock.advance(0);
  expect([dropped.events(), kept.events()]).toEqual([[], ['call.missed']]);
});

test.each([
  {},
  { data: {} },
  { event: 'message.unknown', data: {} },
  { event: 'number.connected' },
  { event: 'number.connected', data: 'x' },
  { event: 'number.connected', data: {}, more: 1 },
  { event: 'call.missed', data: {} },
])('%j is no event of the vendor', async (event) => {
  expect(await emit(event)).toMatchObject({ status: 400, body: { code: 'INVALID_PAYLOAD' } });
});

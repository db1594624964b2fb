import type { ApiCall } from '../../../local/simulator/activity.ts';
import { type Simulator, simulator } from '../../support/simulator.ts';

let vendor: Simulator;

beforeEach(async () => {
  vendor = await simulator();
});
afterEach(() => vendor.stop());

const text = { destinationNumber: '+5511999999999', text: 'Hi' };

async function calls(count: number): Promise<ApiCall[]> {
  const seen = () => vendor.activities.flatMap((activity) => (activity.kind === 'call' ? [activity.call] : []));
  while (seen().length < count) await new Promise((resolve) => setTimeout(resolve, 5));
  return seen();
}

test('a call is reported with what was asked and answered, to the byte', async () => {
  await vendor.call('POST', '/v1/messages/send', text);
  const [call] = await calls(1);
  expect(call).toMatchObject({
    method: 'POST',
    url: '/v1/messages/send',
    request: { headers: { 'x-api-key': 'ps_local' }, body: JSON.stringify(text) },
    answer: { status: 202, headers: { 'content-type': expect.stringContaining('application/json') } },
  });
  expect(JSON.parse(call?.answer?.body ?? '')).toMatchObject({ status: 'QUEUED' });
});

test('a call whose answer was lost is reported without one', async () => {
  await vendor.call('PUT', '/simulator/faults', { sends: [{ kind: 'lost', next: 1 }] });
  await expect(vendor.call('POST', '/v1/messages/send', text)).rejects.toThrow();
  const [call] = await calls(1);
  expect(call?.request.body).toBe(JSON.stringify(text));
  expect(call).not.toHaveProperty('answer');
});

test('a refusal is a call like any other', async () => {
  await vendor.call('GET', '/v1/messages/msg_none');
  expect(await calls(1)).toMatchObject([{ method: 'GET', answer: { status: 404 } }]);
});

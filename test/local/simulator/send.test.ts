import type { SimulatedMessage } from '../../../local/simulator/messages.ts';
import { startVendor, type VendorSimulator } from '../../../local/simulator/vendor.ts';

const sends: SimulatedMessage[] = [];
let vendor: VendorSimulator;

beforeAll(async () => {
  vendor = await startVendor({
    apiKey: 'ps_local',
    tenantKey: 'ps_tenant',
    observe: (activity) => activity.kind === 'message' && sends.push(activity.message),
  });
});
afterAll(() => vendor.stop());
beforeEach(() => {
  sends.length = 0;
});

async function post(body: unknown, key = 'ps_local') {
  const response = await fetch(`${vendor.url}/v1/messages/send`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': key },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

const text = { destinationNumber: '+5511999999999', text: 'Hi' };

test('a valid send is queued under a new id', async () => {
  expect(await post(text)).toMatchObject({
    status: 202,
    body: { id: expect.stringMatching(/^msg_/), correlationId: expect.stringMatching(/^corr_/), status: 'QUEUED' },
  });
  expect(sends).toMatchObject([
    {
      id: expect.stringMatching(/^msg_/),
      destination: { destinationNumber: '+5511999999999' },
      content: { text: 'Hi' },
    },
  ]);
});

test('a wrong key is refused', async () => {
  expect(await post(text, 'ps_other')).toMatchObject({ status: 401, body: { code: 'INVALID_API_KEY' } });
  expect(sends).toEqual([]);
});

test('a key of the whole account may not send', async () => {
  expect(await post(text, 'ps_tenant')).toMatchObject({ status: 403, body: { code: 'TENANT_SCOPE_NOT_ALLOWED' } });
  expect(sends).toEqual([]);
});

test.each([
  [{ ...text, destinationNumber: 'BR.1349abc' }, 202],
  [{ groupId: '1@g.us', text: 'Hi' }, 202],
  [{ text: 'Hi' }, 400],
  [{ destinationNumber: '+5511999999999' }, 400],
  [{ ...text, destinationNumber: '5511999999999' }, 400],
  [{ ...text, groupId: '1@g.us' }, 400],
  [{ ...text, templateId: 't' }, 400],
  [{ ...text, text: '' }, 400],
  [{ ...text, text: 7 }, 400],
])('a send has exactly one destination and one mode: %j is %i', async (body, status) => {
  expect(await post(body)).toMatchObject({ status });
});

const to = { destinationNumber: '+5511999999999' };
const buttons = ['Yes', { id: 'no' }];
const media = { media: 'https://example.com/a.jpg', mediaType: 'image' };

test.each([
  [{ ...to, text: 'Hi', buttons, header: 'H', footer: 'F' }, 202],
  [{ ...to, text: 'Hi', buttons: ['1', '2', '3', '4'] }, 400],
  [{ ...to, text: 'Hi', header: 'H' }, 400],
  [{ ...to, text: 'Hi', footer: 'F' }, 400],
  [{ ...to, templateId: 't', variables: { name: 'Ana' } }, 202],
  [{ ...to, templateId: 't', variables: 'Ana' }, 400],
  [{ ...to, templateId: 't', buttons }, 400],
  [{ ...to, text: 'Hi', variables: {} }, 400],
  [{ ...to, ...media, caption: 'Menu' }, 202],
  [{ ...to, ...media, mediaType: 'sticker' }, 400],
  [{ ...to, ...media, media: 'menu.jpg' }, 400],
  [{ ...to, media: media.media }, 400],
  [{ ...to, ...media, mediaType: 'audio' }, 202],
  [{ ...to, ...media, mediaType: 'audio', caption: 'Song' }, 400],
  [{ ...to, text: 'Hi', caption: 'Menu' }, 400],
  [{ newsletterId: '1@newsletter', ...media }, 202],
])('only what belongs to a mode may go with it: %j is %i', async (body, status) => {
  expect(await post(body)).toMatchObject({ status });
});

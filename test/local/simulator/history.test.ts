import { type Simulator, simulator } from '../../support/simulator.ts';

let vendor: Simulator;

beforeEach(async () => {
  vendor = await simulator();
});
afterEach(() => vendor.stop());

async function history(query: Record<string, string> = {}) {
  const range = { startDate: '2026-02-24T10:00:00.000Z', endDate: '2026-02-24T11:00:00.000Z' };
  const { body } = await vendor.call('GET', `/v1/messages/history?${new URLSearchParams({ ...range, ...query })}`);
  return body as { items: Record<string, unknown>[] } & Record<string, unknown>;
}

test('a message is found by the id of the send, its correlation id, and the id of WhatsApp', async () => {
  const id = await vendor.send();
  await vendor.clock.advance(300);
  const { body } = await vendor.call('GET', `/v1/messages/${id}`);
  expect(body).toMatchObject({ id, status: 'SENT', destinationNumber: '+5511999999999' });
  for (const other of [body.correlationId, body.messageId]) {
    expect(await vendor.call('GET', `/v1/messages/${other}`)).toMatchObject({ status: 200, body });
  }
  expect(await vendor.call('GET', '/v1/messages/none')).toMatchObject({
    status: 404,
    body: { code: 'MESSAGE_NOT_FOUND' },
  });
});

test('the history holds both directions, by time and page, with the status of now', async () => {
  const id = await vendor.send();
  await vendor.clock.advance(60_000);
  await vendor.call('POST', '/simulator/messages', { from: '+5511777777777', text: 'Hello' });
  const sent = {
    id,
    direction: 'OUTBOUND',
    status: 'READ',
    externalMessageId: expect.stringMatching(/^wamid\./),
    participantPhone: '+5511999999999',
    text: 'Hi',
    createdAt: '2026-02-24T10:30:00.000Z',
  };
  const received = { direction: 'INBOUND', participantPhone: '+5511777777777', text: 'Hello' };
  expect(await history()).toMatchObject({ items: [sent, received] });
  expect((await history({ endDate: '2026-02-24T10:30:00.000Z' })).items).toEqual([sent]);
  expect(await history({ page: '2', pageSize: '1' })).toMatchObject({ items: [received] });
  expect(await history({ startDate: '2026-02-24T10:31:01.000Z' })).toMatchObject({ items: [] });
});

test.each([{ pageSize: '101' }, { page: '0' }, { startDate: 'yesterday' }])(
  'a query with %j is refused',
  async (query) => {
    expect(await history(query)).toMatchObject({ code: 'INVALID_PAYLOAD' });
  },
);

describe('where the documentation is silent the history can be set to give', () => {
  const LONG = 'A text that is longer than a list has room for';

  async function itemWith(changes: object): Promise<Record<string, unknown>> {
    await vendor.call('PUT', '/simulator/account', changes);
    await vendor.send({ destinationNumber: '+5511999999999', text: LONG });
    return (await history()).items[0] ?? {};
  }

  test.each([
    ['iso', '2026-02-24T10:30:00.000Z'],
    ['local', '2026-02-24T07:30:00'],
    ['seconds', 1_771_929_000],
    ['milliseconds', 1_771_929_000_000],
  ])('times as %s', async (historyTimes, createdAt) => {
    expect(await itemWith({ historyTimes })).toMatchObject({ createdAt });
  });

  test.each([
    ['whole', LONG],
    ['shortened', 'A text that is longe…'],
    ['none', undefined],
  ])('texts %s', async (historyTexts, text) => {
    expect((await itemWith({ historyTexts })).text).toBe(text);
  });

  test('neither ids nor directions', async () => {
    const item = await itemWith({ historyIds: false, historyDirections: false });
    expect(Object.keys(item)).toEqual(['externalMessageId', 'status', 'participantPhone', 'text', 'createdAt']);
  });

  test('fewer messages at once than are asked for', async () => {
    await vendor.call('PUT', '/simulator/account', { historyPageSize: 1 });
    const ids = [await vendor.send(), await vendor.send()];
    for (const [i, id] of ids.entries()) {
      expect(await history({ page: String(i + 1), pageSize: '100' })).toMatchObject({ items: [{ id }] });
    }
    expect(await history({ page: '3', pageSize: '100' })).toMatchObject({ items: [] });
  });
});

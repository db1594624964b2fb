import { readDeliveryLog } from '../../../lambdas/reconcile/delivery-log.ts';
import type { HttpRequest } from '../../../lambdas/runtime/http.ts';
import { ANSWERS } from '../../support/answers.ts';

const HOOK = 'https://api.example/hooks/whatsapp';
const AT = Date.parse('2026-02-24T10:30:00.000Z');

const entry = (minute: number, fields = {}) => ({
  event: 'message.received',
  status: 'FAILED',
  payload: { event: 'message.received', data: { id: `m${minute}` } },
  createdAt: new Date(AT - minute * 60_000).toISOString(),
  ...fields,
});
const entries = (count: number, from = 0) => Array.from({ length: count }, (_, i) => entry(from + i));

/** A vendor that answers by path; a key that is not among those is refused. */
function vendor(answers: Record<string, unknown>, keys = ['ps_1']) {
  const asked: string[] = [];
  const request = async ({ url, headers }: HttpRequest) => {
    const path = url.pathname + url.search;
    asked.push(path);
    const isKey = keys.includes(headers['x-api-key'] as string);
    const answer = answers[path] ?? { items: [] };
    return { status: isKey ? 200 : 401, headers: {}, body: JSON.stringify(isKey ? answer : {}) };
  };
  const read = (apiKeys = keys) =>
    readDeliveryLog({ baseUrl: 'https://vendor.example', apiKeys, hookUrl: HOOK, tokens: ['a-token'] }, request);
  return { asked, read };
}

const ALL = '/v1/webhooks/wh_1/logs?limit=50';
const OURS = {
  '/v1/webhooks': {
    items: [
      { id: 'wh_0', url: 'https://other.example' },
      { id: 'wh_1', url: `${HOOK}/old-token` },
    ],
  },
};

test('the log of our webhook is read, whatever its token; a short one to its beginning', async () => {
  const { asked, read } = vendor({ ...OURS, [ALL]: [entry(1), entry(2, { status: 'SUCCESS' })] });
  expect(await read()).toEqual({
    deliveries: [
      { payload: entry(1).payload, accepted: false, at: AT - 60_000 },
      { payload: entry(2).payload, accepted: true, at: AT - 120_000 },
    ],
  });
  expect(asked).toEqual(['/v1/webhooks', ALL]);
});

test('of a long log each event is read by itself, and it reaches as far as the list that reaches least', async () => {
  const of = (event: string) => `${ALL}&event=message.${event}`;
  const { read } = vendor({
    ...OURS,
    [ALL]: entries(50),
    [of('received')]: entries(50, 20),
    [of('read')]: entries(50),
  });
  const { deliveries, reachesTo } = await read();
  expect(deliveries).toHaveLength(150);
  expect(reachesTo).toBe(AT - 49 * 60_000);
});

test('a key that was replaced does not hide what the others see', async () => {
  const { read } = vendor({ ...OURS, [ALL]: [entry(1)] });
  expect((await read(['ps_old', 'ps_1'])).deliveries).toHaveLength(1);
  await expect(read(['ps_old'])).rejects.toThrow('The vendor did not give the webhooks: HTTP 401');
});

test('an account without our webhook is told', async () => {
  await expect(vendor({}).read()).rejects.toThrow('no webhook with the URL of this stack');
});

test('what the log says in another way is read as far as it can be', async () => {
  const odd = [{ payload: '{"event":"x"}' }, { payload: 'text' }, {}];
  const { read } = vendor({ ...OURS, [ALL]: { logs: odd } });
  expect((await read()).deliveries).toEqual([
    { payload: { event: 'x' }, accepted: false, at: undefined },
    { payload: undefined, accepted: false, at: undefined },
    { payload: undefined, accepted: false, at: undefined },
  ]);
});

test('a webhook that comes by another host is ours when its token is', async () => {
  const webhook = (host: string, token: string) => ({ id: 'wh_1', url: `https://${host}/hooks/whatsapp/${token}` });
  const by = (url: object) => vendor({ '/v1/webhooks': [url], [ALL]: [entry(1)] }).read();
  expect((await by(webhook('cdn.example', 'a-token'))).deliveries).toHaveLength(1);
  await expect(by(webhook('cdn.example', 'of-another-stage'))).rejects.toThrow('no webhook with the URL');
});

test.each(
  ANSWERS.filter(({ response }) => !response.body.startsWith('[')).map((vector) => [vector.name, vector] as const),
)('an answer that is not what was asked for is an error, and no empty log: %s', async (_, { response }) => {
  const reading = readDeliveryLog(
    { baseUrl: 'https://vendor.example', apiKeys: ['ps_1'], hookUrl: HOOK, tokens: [] },
    async () => response,
  );
  await expect(reading).rejects.toThrow(`The vendor did not give the webhooks: HTTP ${response.status}`);
});

import { clock } from '../../support/clock.ts';
import { openEndpoint } from '../../support/endpoint.ts';
import { queuedBody, VECTORS, type Vector } from '../../support/vectors.ts';

const headers = { 'content-type': 'application/json' };

function doorOf({ endpoint, now }: Vector) {
  const time = clock(Date.parse(now));
  return openEndpoint(
    { policy: endpoint.policy, readWebhookSecret: async () => JSON.stringify(endpoint.secret) },
    time,
  );
}

const refused = VECTORS.filter(({ expect }) => expect.refusal !== undefined).map(
  (vector) => [vector.name, vector] as const,
);
const accepted = VECTORS.filter(({ expect }) => expect.status === 200).map((vector) => [vector.name, vector] as const);

test('every vector is either accepted or refused by a name', () => {
  expect(refused.length + accepted.length).toBe(VECTORS.length);
  expect(new Set(VECTORS.map(({ name }) => name)).size).toBe(VECTORS.length);
});

test.each(accepted)('%s: 200, and its bytes are on the queue', async (_name, vector) => {
  const { post, sent } = doorOf(vector);
  expect(await post(vector)).toEqual({ statusCode: 200, headers, body: '{}' });
  expect(sent.map(({ body }) => body === queuedBody(vector))).toEqual([true]);
});

test.each(accepted)('%s: the same when it comes as text', async (_name, vector) => {
  const { post, sent } = doorOf(vector);
  expect(await post({ ...vector, body: vector.body.toString() })).toMatchObject({ statusCode: 200 });
  expect(sent.map(({ body }) => body === queuedBody(vector))).toEqual([true]);
});

test.each(refused)('%s: refused by its name, and nothing is on the queue', async (_name, vector) => {
  const { post, sent, log } = doorOf(vector);
  const { status, refusal } = vector.expect;
  expect(await post(vector)).toMatchObject({ statusCode: status, headers });
  expect(log.lines.at(-1)).toMatchObject({ step: 'refused', fields: { status, reason: refusal } });
  expect(sent).toEqual([]);
});

test('all who are not let in get the same answer, whatever they lack', async () => {
  const strangers = VECTORS.filter(({ expect }) => expect.status === 401);
  const answers = await Promise.all(strangers.map((vector) => doorOf(vector).post(vector)));
  expect(new Set(answers.map((answer) => JSON.stringify(answer)))).toEqual(
    new Set([JSON.stringify({ statusCode: 401, headers, body: '{"error":"Unauthorized"}' })]),
  );
});

import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Policy } from '../../lambdas/authentication/policy.ts';
import { type AssemblyCopy, copyAssembly, replaceCode } from '../support/assembly.ts';
import { type LocalApp, type PrintedStep, startApp, startBareApp } from '../support/local-app.ts';
import { received } from '../support/samples.ts';
import { queuedBody, VECTORS, type Vector, type VectorDoor } from '../support/vectors.ts';
import { type TestVendor, testVendor } from '../support/vendor.ts';

const TOKEN = 'the-token';
const CENTURY_SECONDS = 100 * 365 * 24 * 60 * 60;

let assembly: AssemblyCopy;
let app: LocalApp | undefined;
let vendor: TestVendor | undefined;

beforeAll(async () => {
  assembly = await copyAssembly();
  await replaceCode(assembly, 'ProcessorFunction', join(import.meta.dirname, '..', 'support', 'recorder.mjs'));
});
afterEach(async () => {
  await app?.stop();
  await vendor?.stop();
  app = undefined;
  vendor = undefined;
});
afterAll(() => assembly.remove());

/** The clock of a running function is today's; the vectors were signed in their own time. */
function timeless(policy: Policy): Policy {
  const { signature } = policy;
  if (signature?.timestamp === undefined) return policy;
  const timestamp = { ...signature.timestamp, toleranceSeconds: CENTURY_SECONDS };
  return { ...policy, signature: { ...signature, timestamp } };
}

const isPossible = ({ expect }: Vector) => expect.refusal !== 'timestamp-stale';
const endpoints = [...new Set(VECTORS.map(({ endpoint }) => endpoint))].map(
  (endpoint): [string, VectorDoor, Vector[]] => [
    endpoint.name,
    endpoint,
    VECTORS.filter((vector) => vector.endpoint === endpoint && isPossible(vector)),
  ],
);
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

function post({ ready }: LocalApp, { token, headers, body }: Pick<Vector, 'token' | 'headers' | 'body'>) {
  return fetch(`${ready.outputs.HookUrl}/${token}`, { method: 'POST', headers, body: new Uint8Array(body) });
}

test.each(endpoints)(
  '%s: every vector gets its answer, and what is accepted comes to the processor byte for byte',
  async (_name, endpoint, vectors) => {
    app = await startBareApp({ AUTHENTICATION: JSON.stringify(timeless(endpoint.policy)) }, assembly.folder);
    await app.setWebhookSecret(JSON.stringify(endpoint.secret));
    for (const vector of vectors) {
      const response = await post(app, vector);
      const { name, expect: expected } = vector;
      expect({ name, status: response.status }).toEqual({ name, status: expected.status });
      const body = await response.text();
      if (expected.status === 200) expect(body).toBe('{}');
      else if (expected.status === 401) expect(body).toBe('{"error":"Unauthorized"}');
      else expect(JSON.parse(body)).toEqual({ error: expect.any(String) });
    }
    const accepted = vectors.filter(({ expect }) => expect.status === 200);
    const sent = new Set(accepted.map((vector) => sha256(queuedBody(vector))));
    const came = await app.waitFor(({ step }) => step === 'came', sent.size);
    expect(new Set(came.map(({ sha256 }) => sha256))).toEqual(sent);
    expect(came).toHaveLength(sent.size);
  },
);

test('whatever is accepted comes to an end in the real processor: nothing breaks it, nothing is parked', async () => {
  // It makes no statuses, so that what comes is what is posted here.
  vendor = await testVendor();
  app = await startApp('--token', TOKEN, '--vendor-url', vendor.url);
  const accepted = VECTORS.filter(({ endpoint, expect }) => endpoint.name === 'token' && expect.status === 200);
  const distinct = new Set(accepted.map((vector) => sha256(queuedBody(vector)))).size;
  for (const vector of accepted) expect((await post(app, { ...vector, token: TOKEN })).status).toBe(200);
  const isOver = ({ where, step }: { where: string; step: string }) =>
    where === 'processor' && ['recorded', 'decided', 'duplicate'].includes(step);
  await app.waitFor(isOver, distinct);
  expect(app.steps.filter(({ step }) => ['broken', 'parked', 'crashed', 'unavailable'].includes(step))).toEqual([]);
});

test('strangers get one and the same answer, cost hardly a line, and put nothing on the queue', async () => {
  app = await startApp('--token', TOKEN);
  const knocks = 400;
  const body = Buffer.from(JSON.stringify(received()));
  const answers = new Set<string>();
  // A few at a time: each that comes at the same moment starts a function of its own, which a busy machine takes long for.
  for (let i = 0; i < knocks / 4; i++) {
    const responses = await Promise.all(
      Array.from({ length: 4 }, (_, k) => post(app as LocalApp, { token: `guess-${i}-${k}`, headers: {}, body })),
    );
    for (const response of responses) answers.add(`${response.status} ${await response.text()}`);
  }
  expect([...answers]).toEqual(['401 {"error":"Unauthorized"}']);
  const lines = app.steps.filter(({ where }) => where === 'ingest');
  expect(lines.length).toBeLessThan(knocks / 5);
  expect(new Set(lines.map(({ step, reason }) => `${step} ${reason}`))).toEqual(new Set(['refused token-mismatch']));
  expect((await post(app, { token: TOKEN, headers: {}, body })).status).toBe(200);
  await app.waitFor(({ step }) => step === 'sent');
  const isAccepted = ({ step, event }: PrintedStep) => step === 'accepted' && event === 'message.received';
  expect(app.steps.filter(isAccepted)).toHaveLength(1);
});

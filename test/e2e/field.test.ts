import { CASES, type Case, type CaseStep, type Sent } from '../field/case.ts';
import { bodyOf, sentIn } from '../field/run.ts';
import { startAppWithVendor } from '../support/app-with-vendor.ts';
import type { LocalApp, PrintedStep } from '../support/local-app.ts';
import { RULES } from '../support/rules.ts';
import type { TestVendor } from '../support/vendor.ts';

/** The answer to an opt-out word is in the language of the cases. */
const SETTINGS = { bot: 'test/field/bots.ts', language: RULES.language };

let app: LocalApp;
let vendor: TestVendor;
let stop: () => Promise<void>;

beforeAll(async () => {
  ({ app, vendor, stop } = await startAppWithVendor(SETTINGS));
}, 60_000);
afterAll(() => stop());

const cases = CASES.flatMap(([, all]) => all).filter(({ endToEnd }) => endToEnd);
type Posted = Extract<CaseStep, { received: object } | { body: object }>;

/** Each case has a number of ours and ids of its own, so that none finds what another has left. */
function ownBody(step: Posted, { bot = 'echo' }: Case, n: number, i: number): string {
  return JSON.stringify(bodyOf(step, String(i)))
    .replaceAll('cmm0abc123', `${bot}-${n}`)
    .replaceAll('2026-02-24T10:30:00.000Z', new Date().toISOString())
    .replace(/"(id|messageId)":"([^"]+)"/g, `"$1":"${n}-$2"`);
}

const isHandled = ({ where, step }: PrintedStep) =>
  where === 'processor' && ['decided', 'recorded', 'duplicate'].includes(step);

/** Posts a body and waits until it is handled, and until its replies are sent or given up. */
async function post(body: string): Promise<void> {
  const accepted = app.steps.filter(({ where, step }) => where === 'ingest' && step === 'accepted').length;
  expect((await app.post(body)).status).toBe(200);
  const [last] = (
    await app.waitFor(({ where, step }) => where === 'ingest' && step === 'accepted', accepted + 1)
  ).slice(accepted);
  const isOfIt = ({ id, event }: PrintedStep) => id === last?.id && event === last?.event;
  const [handled] = await app.waitFor((step) => isHandled(step) && isOfIt(step));
  if (handled?.replies === undefined || handled.replies === 0) return;
  await app.waitFor((step) => (isOver(step) || isRetry(step)) && isOfIt(step), Number(handled.replies));
}

const isOver = ({ where, step }: PrintedStep) =>
  where === 'reply' && ['sent', 'failed', 'expired', 'overtaken'].includes(step);
const isRetry = ({ where, step, address }: PrintedStep) =>
  where === 'reply' && step === 'retry' && address === undefined;

/** Waits until the replies that were to wait are over. */
async function waitForAll(since: number): Promise<void> {
  for (const { id, event } of app.steps.slice(since).filter(isRetry)) {
    await app.waitFor((step) => isOver(step) && step.id === id && step.event === event);
  }
}

test.each(cases.map((one, n) => [one.name, one, n] as const))('%s', async (_name, one, n) => {
  const since = app.steps.length;
  const sends: Sent[] = [];
  let refuses = one.refuses ?? {};
  vendor.answerTo = ({ body }) => {
    const sent = sentIn(body as Record<string, string>);
    const code = refuses[sent.to];
    sends.push({ ...sent, ...(code !== undefined && { refused: code }) });
    if (code === undefined) return undefined;
    return (response) => response.writeHead(400).end(JSON.stringify({ code, message: 'Refused' }));
  };
  for (const [i, step] of one.steps.entries()) {
    if ('refuses' in step) refuses = step.refuses;
    else if (!('wait' in step)) await post(ownBody(step as Posted, one, n, i));
  }
  await waitForAll(since);
  expect(sends).toEqual(one.sends);
});

test('there are a dozen of them', () => expect(cases.length).toBeGreaterThanOrEqual(12));

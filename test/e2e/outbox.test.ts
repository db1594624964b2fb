import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { DeleteScheduleCommand, ListSchedulesCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import type { OutboxAnswer } from '../../lambdas/outbox/outbox.ts';
import { startAppWithVendor } from '../support/app-with-vendor.ts';
import type { LocalApp } from '../support/local-app.ts';
import { received } from '../support/samples.ts';
import type { TestVendor } from '../support/vendor.ts';

const HOUR = 3_600_000;

let app: LocalApp;
let vendor: TestVendor;
let stop: () => Promise<void>;
let lambda: LambdaClient;
let scheduler: SchedulerClient;

beforeAll(async () => {
  ({ app, vendor, stop } = await startAppWithVendor({ bot: 'test/e2e/fixtures/reminding-bot.ts', windowHours: '0' }));
  const { awsEndpoint: endpoint, region, adminCredentials: credentials } = app.ready;
  lambda = new LambdaClient({ endpoint, region, credentials });
  scheduler = new SchedulerClient({ endpoint, region, credentials });
}, 60_000);
afterAll(async () => {
  lambda.destroy();
  scheduler.destroy();
  await stop();
});

async function ask(request: object): Promise<OutboxAnswer> {
  const answer = await lambda.send(
    new InvokeCommand({ FunctionName: app.ready.outputs.OutboxArn ?? '', Payload: JSON.stringify(request) }),
  );
  return JSON.parse(answer.Payload?.transformToString() ?? '');
}

/** Lets everything be due that is due within so many ms. */
async function pass(withinMs: number): Promise<void> {
  const { awsEndpoint, region, adminCredentials } = app.ready;
  const credential = `${adminCredentials.accessKeyId}/20300101/${region}/local/aws4_request`;
  const authorization = `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host, Signature=0`;
  const body = JSON.stringify({ withinMs });
  const { status } = await fetch(`${awsEndpoint}/schedules/due`, { method: 'POST', headers: { authorization }, body });
  expect(status).toBe(200);
}

const schedules = async () => {
  const GroupName = app.ready.outputs.ScheduleGroup ?? '';
  return (await scheduler.send(new ListSchedulesCommand({ GroupName }))).Schedules ?? [];
};
const sentTo = (to: string) =>
  vendor.sends.filter(({ body }) => body.destinationNumber === to).map(({ body }) => body.text);
const sent = (count: number, fits = (_: string) => true) =>
  app.waitFor(({ step, id }) => step === 'sent' && fits(String(id)), count);
const isUnasked = (id: string) => id.startsWith('send#');

let contacts = 0;
const contact = () => `+5511900000${String(++contacts).padStart(3, '0')}`;

test('another system has a message sent, once, however often it asks', async () => {
  const to = contact();
  const request = { to, number: 'cmm0abc123', key: 'order-1', text: 'Your order has left' };
  expect(await ask(request)).toEqual({ key: 'order-1', state: 'queued' });
  await sent(1, isUnasked);
  expect(await ask(request)).toMatchObject({ key: 'order-1', state: 'sent', sentId: expect.any(String) });
  expect(await ask({ ...request, text: 'Other words' })).toMatchObject({ refused: { code: 'KEY_REUSED' } });
  expect(sentTo(to)).toEqual(['Your order has left']);
});

test('what is for a date waits in a schedule of the group, and leaves when it is due', async () => {
  const to = contact();
  const at = new Date(Date.now() + 30 * HOUR).toISOString();
  expect(await ask({ to, number: 'cmm0abc123', key: 'order-2', text: 'Tomorrow', at })).toMatchObject({ at });
  await app.waitFor(({ step }) => step === 'scheduled');
  expect(await schedules()).toHaveLength(1);
  expect(sentTo(to)).toEqual([]);
  await pass(31 * HOUR);
  await sent(2, isUnasked);
  expect(sentTo(to)).toEqual(['Tomorrow']);
  expect(await schedules()).toEqual([]);
});

test('the bot reminds, and a reminder that is cancelled is never sent', async () => {
  const [kept, cancelled] = [contact(), contact()];
  const post = (from: string, content: string, id: string) => app.post(received({ from, content, id, messageId: id }));
  await post(kept, 'dentist', 'r-1');
  await post(cancelled, 'hairdresser', 'r-2');
  await app.waitFor(({ step }) => step === 'scheduled', 3);
  await post(cancelled, 'cancel it', 'r-3');
  await app.waitFor(({ step }) => step === 'cancelled');
  await sent(1, (id) => id === 'r-3');
  await pass(21 * HOUR);
  await sent(3, isUnasked);
  expect(sentTo(kept)).toEqual(['Booked.', 'Do not forget: dentist']);
  expect(sentTo(cancelled)).toEqual(['Booked.', 'Cancelled.']);
});

test('a group that does not exist has no schedule to delete', async () => {
  const gone = scheduler.send(new DeleteScheduleCommand({ GroupName: 'another', Name: 'x' }));
  await expect(gone).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});

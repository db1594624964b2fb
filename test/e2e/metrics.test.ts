import type { ServerResponse } from 'node:http';
import { matches } from '../support/filter-pattern.ts';
import { type LocalApp, type PrintedStep, startApp } from '../support/local-app.ts';
import { received } from '../support/samples.ts';
import { template } from '../support/stack.ts';
import { type TestVendor, testVendor } from '../support/vendor.ts';

// Seven replies, one after another: the limit only ends what never comes to an end.
jest.setTimeout(120_000);

let app: LocalApp;
let vendor: TestVendor;

beforeAll(async () => {
  vendor = await testVendor();
  app = await startApp('--vendor-url', vendor.url, '--token', 'the-token');
});
afterAll(async () => {
  await app.stop();
  await vendor.stop();
});

const refusal = (status: number, code: string) => (response: ServerResponse) =>
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ code }));

/** The names of the metrics that the stack's filters read out of what the functions logged, in order. */
function metrics(steps: PrintedStep[]): string[] {
  const filters = Object.values(template().findResources('AWS::Logs::MetricFilter')).map(
    ({ Properties }) => Properties,
  );
  const seen = filters.filter(({ FilterPattern, LogGroupName, MetricTransformations: [metric] }) =>
    steps.some((step) => {
      const line: Record<string, unknown> = { ...step, message: step.step };
      const field = metric.MetricValue.startsWith('$.') ? metric.MetricValue.slice(2) : undefined;
      const isOf = LogGroupName.Ref.toLowerCase().startsWith(step.where);
      return isOf && matches(FilterPattern, line) && (field === undefined || typeof line[field] === 'number');
    }),
  );
  return [...new Set(seen.map(({ MetricTransformations: [metric] }) => metric.MetricName as string))].sort();
}

test('what the functions really log is what the metric filters count', async () => {
  const outcomes = [
    refusal(400, 'MISSING_TEMPLATE_VARIABLES'),
    refusal(401, 'INVALID_KEY'),
    refusal(409, 'WHATSAPP_INSTANCE_NOT_CONNECTED'),
    refusal(429, 'RATE_LIMITED'),
    (response: ServerResponse) => response.destroy(),
  ];
  vendor.answers.push(...outcomes);
  for (const i of outcomes.keys()) {
    await app.post(received({ id: `m${i}`, messageId: `wa${i}`, from: `+551199999999${i}` }));
    await app.waitFor(({ step }) => ['failed', 'waiting', 'retry', 'unknown'].includes(step), i + 1);
  }
  await app.post(received({ id: 'well', messageId: 'wa-well' }));
  await app.waitFor(({ step, id }) => step === 'sent' && id === 'well');
  await app.post({ event: 'message.failed', data: { id: 'msg_x', to: '+5511999999999' } });
  await app.waitFor(({ step }) => step === 'recorded');
  await app.post(received(), { url: `${app.ready.webhookUrl}-wrong` });
  await app.waitFor(({ step }) => step === 'refused');

  expect(metrics(app.steps)).toEqual([
    'Accepted',
    'AgeAtDecision',
    'AgeAtSend',
    'Decided',
    'Failed',
    'FailedByCode',
    'FailedLater',
    'NumberOffline',
    'Refused',
    'RefusedByReason',
    'Retried',
    'Sent',
    'Unknown',
    'Waiting',
  ]);
});

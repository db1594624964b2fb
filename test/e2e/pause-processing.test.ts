import { json } from 'node:stream/consumers';
import { cloudFormation } from '../support/cloudformation.ts';
import { httpServer, type TestServer } from '../support/http-server.ts';
import { type Ended, pilotInside } from '../support/pilot.ts';
import { NUMBER_KEY, startUnconnected, type Unconnected } from '../support/unconnected.ts';

// The stack as AWS shows it: by its stage, with Lambda's API and CloudWatch, which the local cloud has not.
let stack: Unconnected;
let aws: { url: string; stop(): Promise<void> };
let lambda: TestServer;
let cloudWatch: TestServer;
const states = new Map<string, string>();

beforeAll(async () => {
  stack = await startUnconnected();
  await stack.pilot(['connect'], NUMBER_KEY);
  const { stackId, outputs } = stack.app.ready;
  aws = await cloudFormation({
    name: 'pilot-status-prod',
    stackId,
    outputs: { ...outputs, VendorUrl: stack.vendorUrl },
  });
  lambda = await httpServer(async (request, response) => {
    const url = new URL(request.url ?? '', 'http://lambda');
    if (request.method === 'PUT') {
      const { Enabled } = (await json(request)) as { Enabled: boolean };
      states.set(url.pathname.split('/').at(-1) ?? '', Enabled ? 'Enabling' : 'Disabling');
    }
    const id = String(url.searchParams.get('EventSourceArn')).replace(/.*:|\..*/g, '');
    response.end(JSON.stringify({ EventSourceMappings: [{ UUID: id, State: states.get(id) ?? 'Enabled' }] }));
  });
  cloudWatch = await httpServer((_request, response) => response.end('{"MetricAlarms":[],"Datapoints":[]}'));
});
afterAll(() => Promise.all([stack, aws, lambda, cloudWatch].map((part) => part.stop())));

function onStage(...args: string[]): Promise<Ended> {
  const { awsEndpoint, adminCredentials } = stack.app.ready;
  return pilotInside(args, {
    AWS_REGION: 'sa-east-1',
    AWS_ACCESS_KEY_ID: adminCredentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: adminCredentials.secretAccessKey,
    AWS_ENDPOINT_URL: awsEndpoint,
    AWS_ENDPOINT_URL_CLOUDFORMATION: aws.url,
    AWS_ENDPOINT_URL_LAMBDA: lambda.url,
    AWS_ENDPOINT_URL_CLOUDWATCH: cloudWatch.url,
  });
}

const levels = (stdout: string) =>
  JSON.parse(stdout).findings.map(({ check, level }: Record<string, string>) => `${check} ${level}`);

test('in AWS all is checked', async () => {
  const { code, stdout, stderr } = await onStage('status', '--json');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(levels(stdout)).toEqual(expect.arrayContaining(['workers ok', 'alarms ok', 'webhook ok']));
});

test('the work on the queues is paused and resumed, and status tells of it', async () => {
  const paused = await onStage('pause', '--processing', '--json');
  expect(JSON.parse(paused.stdout).steps.map(({ step, state }: Record<string, string>) => `${step} ${state}`)).toEqual([
    'workers done',
    'workers done',
  ]);
  expect(paused.stderr).toContain('stay in the queues for at most 14 days');
  expect([...states.values()]).toEqual(['Disabling', 'Disabling']);

  const { code, stdout } = await onStage('status', '--json');
  expect(code).toBe(1);
  expect(levels(stdout)).toContain('workers bad');

  expect((await onStage('resume')).code).toBe(0);
  expect([...states.values()]).toEqual(['Enabling', 'Enabling']);
});

test('a message that the bot would really answer needs to say from whom it is', async () => {
  expect(await onStage('send-event', 'message.received')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('name its recipient with --from'),
  });
});

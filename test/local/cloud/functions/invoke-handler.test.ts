import { InvokeCommand, type InvokeCommandInput, LambdaClient } from '@aws-sdk/client-lambda';
import { createCredentialStore } from '../../../../local/cloud/aws/credentials.ts';
import { createDemands } from '../../../../local/cloud/aws/demands.ts';
import { createAwsHandler } from '../../../../local/cloud/aws/endpoint.ts';
import { createGate } from '../../../../local/cloud/aws/gate.ts';
import type { CloudActivity } from '../../../../local/cloud/events.ts';
import type { InvocationResult } from '../../../../local/cloud/functions/execution-environment.ts';
import { createInvokeHandler } from '../../../../local/cloud/functions/invoke-handler.ts';
import { createHttpEndpoint, type HttpEndpoint } from '../../../../local/cloud/http-endpoint.ts';
import { compilePolicy } from '../../../../local/cloud/iam/policy.ts';
import { placeOf } from '../../../../local/cloud/place.ts';

const FUNCTION = 'arn:aws:lambda:us-east-1:000000000000:function:echo';
const failed: InvocationResult = { outcome: 'error', error: { errorType: 'Error', errorMessage: 'broken' } };

let endpoint: HttpEndpoint;
let activities: CloudActivity[];
let invocations: { event: unknown; requestId: string | undefined; at: number }[];
let failures: number;
let admin: LambdaClient;
let worker: LambdaClient;

beforeEach(async () => {
  [activities, invocations, failures] = [[], [], 0];
  endpoint = await createHttpEndpoint(0);
  const place = placeOf({ stackName: 'shop', apiUrl: '', awsUrl: endpoint.url });
  const emit = (activity: CloudActivity) => activities.push(activity);
  const mayInvoke = { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: `${FUNCTION}:live` };
  const statements = compilePolicy({ Statement: mayInvoke }, 'identity', 'p');
  const other = async () => ({ status: 200, body: {} });
  const gate = createGate({
    place,
    backends: { sqs: other, dynamodb: other, secretsmanager: other, events: other },
    demandsOf: createDemands(place, () => undefined),
    statementsOf: () => statements,
    resourceStatementsOf: () => [],
    emit,
  });
  const echo = {
    async invoke(event: unknown, requestId?: string): Promise<InvocationResult> {
      invocations.push({ event, requestId, at: performance.now() });
      return failures-- > 0 ? failed : { outcome: 'ok', result: JSON.stringify({ event }) };
    },
  };
  const functions = new Map(['echo', 'echo:live'].map((name) => [name, echo]));
  const credentials = createCredentialStore();
  const lambda = createInvokeHandler({ place, gate, functions, emit, retryPausesMs: [30, 60] });
  endpoint.open(createAwsHandler(credentials, gate, { lambda }));
  const role = { arn: 'arn:aws:iam::000000000000:role/worker', name: 'worker', statements, trust: [] };
  const options = { endpoint: endpoint.url, region: place.region, maxAttempts: 1 };
  admin = new LambdaClient({ ...options, credentials: credentials.issue({ admin: true }) });
  const keys = credentials.issue({ admin: false, role, session: 'shop-Worker' });
  worker = new LambdaClient({ ...options, credentials: keys });
});
afterEach(async () => {
  for (const client of [admin, worker]) client.destroy();
  await endpoint.close();
});

const invoke = (more: Partial<InvokeCommandInput> = {}) =>
  new InvokeCommand({ FunctionName: 'echo', Payload: '{"a":1}', ...more });

test.each(['{"a":1}', 'null', '[1]', '"x"'])('a function takes any JSON, such as %s', async (Payload) => {
  const { Payload: answer } = await admin.send(invoke({ Payload }));
  expect(answer?.transformToString()).toBe(`{"event":${Payload}}`);
});

test('a qualifier names what is invoked, and is what IAM is asked for', async () => {
  await worker.send(invoke({ Qualifier: 'live' }));
  await admin.send(invoke({ Qualifier: '$LATEST' }));
  expect(invocations).toHaveLength(2);
  await expect(admin.send(invoke({ Qualifier: 'old' }))).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  await expect(worker.send(invoke())).rejects.toMatchObject({
    name: 'AccessDeniedException',
    message: expect.stringContaining(`${FUNCTION} because no identity-based policy allows the lambda:InvokeFunction`),
  });
  expect(invocations).toHaveLength(2);
});

test('an invocation type that is not known is refused', async () => {
  const asked = admin.send(invoke({ InvocationType: 'Later' as 'Event' }));
  await expect(asked).rejects.toMatchObject({ name: 'ValidationException', $metadata: { httpStatusCode: 400 } });
  expect(invocations).toEqual([]);
});

test('what nobody waits for is tried again twice, after a pause, as the same request', async () => {
  failures = 3;
  await admin.send(invoke({ InvocationType: 'Event' }));
  await new Promise((next) => setTimeout(next, 300));
  const [first, second, third, ...more] = invocations;
  expect(more).toEqual([]);
  expect(Number(second?.at) - Number(first?.at)).toBeGreaterThan(25);
  expect(Number(third?.at) - Number(second?.at)).toBeGreaterThan(55);
  expect(new Set(invocations.map(({ requestId }) => requestId)).size).toBe(1);
});

test('a call is reported as those of other services are', async () => {
  await worker.send(invoke({ Qualifier: 'live' }));
  const input = { FunctionName: 'echo:live', InvocationType: 'RequestResponse', Payload: { a: 1 } };
  const call = { kind: 'call', caller: 'shop-Worker', service: 'lambda', operation: 'Invoke', input, status: 200 };
  expect(activities).toEqual([{ ...call, output: { Payload: '{"event":{"a":1}}' }, ms: expect.any(Number) }]);
});

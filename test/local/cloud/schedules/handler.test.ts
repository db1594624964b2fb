import {
  CreateScheduleCommand,
  type CreateScheduleCommandInput,
  GetScheduleCommand,
  ListSchedulesCommand,
  SchedulerClient,
} from '@aws-sdk/client-scheduler';
import { createCredentialStore, type IssuedCredentials } from '../../../../local/cloud/aws/credentials.ts';
import { createDemands } from '../../../../local/cloud/aws/demands.ts';
import { createAwsHandler } from '../../../../local/cloud/aws/endpoint.ts';
import { createGate } from '../../../../local/cloud/aws/gate.ts';
import type { AwsReply, Json } from '../../../../local/cloud/aws/replies.ts';
import type { CloudActivity } from '../../../../local/cloud/events.ts';
import { createHttpEndpoint, type HttpEndpoint } from '../../../../local/cloud/http-endpoint.ts';
import { compilePolicy } from '../../../../local/cloud/iam/policy.ts';
import type { Role } from '../../../../local/cloud/iam/roles.ts';
import { placeOf } from '../../../../local/cloud/place.ts';
import { scheduleDelivery } from '../../../../local/cloud/schedules/deliver.ts';
import { createSchedulerHandler } from '../../../../local/cloud/schedules/handler.ts';
import { createSchedules, type Schedules } from '../../../../local/cloud/schedules/schedules.ts';

const ROLES = 'arn:aws:iam::000000000000:role';
const SCHEDULES = 'arn:aws:scheduler:us-east-1:000000000000:schedule';
const DEAD_LETTERS = 'arn:aws:sqs:us-east-1:000000000000:dead';
const GROUP_ARN = 'arn:aws:scheduler:us-east-1:000000000000:schedule-group/reminders';

/** What the queues were asked to take, and what each call is answered; 200 when no more is said. */
let sent: Json[];
let replies: AwsReply[];
let activities: CloudActivity[];
let endpoint: HttpEndpoint;
let schedules: Schedules;
let stopDelivery: () => void;
let admin: SchedulerClient;
let worker: SchedulerClient;

function roleOf(name: string, mayDo: object[], trust: object): Role {
  const statements = compilePolicy({ Statement: mayDo }, 'identity', name);
  return { arn: `${ROLES}/${name}`, name, statements, trust: compilePolicy({ Statement: trust }, 'trust', name) };
}
const trusting = (Service: string, Condition?: object) => ({
  ...{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service } },
  ...(Condition && { Condition }),
});
const maySend = { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: 'arn:aws:sqs:*:*:*' };

const roles = [
  roleOf('worker', [{ Effect: 'Allow', Action: 'scheduler:*', Resource: `${SCHEDULES}/reminders/*` }], []),
  roleOf('sender', [maySend], trusting('scheduler.amazonaws.com', { ArnEquals: { 'aws:SourceArn': GROUP_ARN } })),
  roleOf('mute', [{ ...maySend, Resource: DEAD_LETTERS }], trusting('scheduler.amazonaws.com')),
  roleOf('untrusting', [maySend], trusting('lambda.amazonaws.com')),
];

beforeEach(async () => {
  [sent, replies, activities] = [[], [], []];
  endpoint = await createHttpEndpoint(0);
  const place = placeOf({ stackName: 'shop', apiUrl: '', awsUrl: endpoint.url });
  const emit = (activity: CloudActivity) => activities.push(activity);
  const other = async () => ({ status: 200, body: {} });
  const gate = createGate({
    place,
    backends: {
      sqs: async (_, input) => {
        sent.push(input);
        return replies.shift() ?? { status: 200, body: {} };
      },
      dynamodb: other,
      secretsmanager: other,
      events: other,
    },
    demandsOf: createDemands(place, () => undefined),
    statementsOf: (arn) => roles.find((role) => role.arn === arn)?.statements ?? [],
    resourceStatementsOf: () => [],
    emit,
  });
  const delivery = scheduleDelivery({ place, gate, roles, emit, now: Date.now, pauseMs: 5 });
  stopDelivery = delivery.stop;
  schedules = createSchedules(Date.now, (schedule) => void delivery.deliver(schedule));
  const credentials = createCredentialStore();
  const scheduler = createSchedulerHandler({ place, gate, schedules, groups: ['reminders'], roles, emit });
  endpoint.open(createAwsHandler(credentials, gate, { scheduler }));
  const client = (keys: IssuedCredentials) =>
    new SchedulerClient({ endpoint: endpoint.url, region: place.region, credentials: keys, maxAttempts: 1 });
  admin = client(credentials.issue({ admin: true }));
  worker = client(credentials.issue({ admin: false, role: roles[0] as Role, session: 'shop-Worker' }));
});
afterEach(async () => {
  schedules.stop();
  stopDelivery();
  for (const client of [admin, worker]) client.destroy();
  await endpoint.close();
});

const target = (more: object = {}) => ({
  Arn: 'arn:aws:scheduler:::aws-sdk:sqs:sendMessage',
  RoleArn: `${ROLES}/sender`,
  Input: JSON.stringify({ QueueUrl: `${endpoint.url}/000000000000/jobs`, MessageBody: 'x' }),
  DeadLetterConfig: { Arn: DEAD_LETTERS },
  ...more,
});
const create = (more: Partial<CreateScheduleCommandInput> = {}) =>
  new CreateScheduleCommand({
    ...{ GroupName: 'reminders', Name: 'one', ScheduleExpression: 'at(2030-12-24T18:00:00)', Target: target() },
    ...{ FlexibleTimeWindow: { Mode: 'OFF' }, ActionAfterCompletion: 'DELETE' },
    ...more,
  });
const refused = { name: 'ValidationException', $metadata: { httpStatusCode: 400 } };
const now = (more: object) => create({ ScheduleExpression: 'at(2020-01-01T00:00:00)', Target: target(more) });

async function until(holds: () => boolean): Promise<void> {
  for (const end = Date.now() + 5_000; !holds() && Date.now() < end; ) await new Promise((next) => setTimeout(next, 5));
  expect(holds()).toBe(true);
}

test.each(['2030-13-01T00:00:00', '2030-02-30T00:00:00', '2030-01-01T24:00:00'])(
  'the time %s, which no calendar has, is refused',
  async (time) => {
    await expect(admin.send(create({ ScheduleExpression: `at(${time})` }))).rejects.toMatchObject(refused);
    expect(schedules.list()).toEqual([]);
  },
);

test.each(['null', '[]', '"x"', '{'])('the input %s is refused, because it is not an object', async (Input) => {
  await expect(admin.send(create({ Target: target({ Input }) }))).rejects.toMatchObject(refused);
});

test.each(['null', '[]'])('the request %s is refused, because it is not an object', async (body) => {
  admin.middlewareStack.add(
    (next) => (args) => next({ ...args, request: Object.assign(Object(args.request), { body }) }),
    { step: 'serialize', priority: 'low' },
  );
  await expect(admin.send(create())).rejects.toMatchObject(refused);
});

test('a role that trusts Scheduler for the group of the schedule is taken on for it, and for no other', async () => {
  await admin.send(now({}));
  await until(() => sent.length === 1);
  expect(sent).toEqual([JSON.parse(target().Input)]);
  await expect(admin.send(create({ GroupName: 'default' }))).rejects.toMatchObject(refused);
});

test.each(['untrusting', 'missing'])('the role "%s" cannot be that of a schedule', async (name) => {
  const made = admin.send(create({ Target: target({ RoleArn: `${ROLES}/${name}` }) }));
  await expect(made).rejects.toMatchObject({ ...refused, message: expect.stringContaining('execution role') });
});

test('what the queue cannot take now is tried again', async () => {
  replies = [
    { status: 500, body: { __type: 'InternalFailure', message: 'x' } },
    { status: 400, body: { __type: 'com.amazonaws.sqs#RequestThrottled', message: 'x' } },
  ];
  await admin.send(now({}));
  await until(() => sent.length === 3);
  expect(sent).toEqual(Array.from({ length: 3 }, () => JSON.parse(target().Input)));
});

test('what fails more often than its retry policy allows goes to the dead-letter queue', async () => {
  replies = Array.from({ length: 2 }, () => ({ status: 500, body: { __type: 'InternalFailure', message: 'broken' } }));
  await admin.send(now({ RetryPolicy: { MaximumRetryAttempts: 1 } }));
  await until(() => sent.length === 3);
  expect(sent[2]).toMatchObject({
    QueueUrl: `${endpoint.url}/000000000000/dead`,
    MessageBody: target().Input,
    MessageAttributes: { ERROR_CODE: { StringValue: 'InternalFailure' }, ERROR_MESSAGE: { StringValue: 'broken' } },
  });
});

test('what IAM does not let the role do goes to the dead-letter queue at once', async () => {
  await admin.send(now({ RoleArn: `${ROLES}/mute` }));
  await until(() => sent.length === 1);
  expect(sent[0]).toMatchObject({ MessageAttributes: { ERROR_CODE: { StringValue: 'AccessDeniedException' } } });
});

test('nothing is tried again after the end', async () => {
  replies = [{ status: 500, body: {} }];
  await admin.send(now({}));
  await until(() => sent.length === 1);
  stopDelivery();
  await new Promise((next) => setTimeout(next, 50));
  expect(sent).toHaveLength(1);
});

test('a retry policy beyond the limits, and a FIFO dead-letter queue, are refused', async () => {
  const endless = create({ Target: target({ RetryPolicy: { MaximumRetryAttempts: 186 } }) });
  await expect(admin.send(endless)).rejects.toMatchObject(refused);
  const fifo = create({ Target: target({ DeadLetterConfig: { Arn: `${DEAD_LETTERS}.fifo` } }) });
  await expect(admin.send(fifo)).rejects.toMatchObject(refused);
});

test('the group "default" is there without being made', async () => {
  await expect(admin.send(new ListSchedulesCommand({ GroupName: 'default' }))).resolves.toMatchObject({
    Schedules: [],
  });
  await expect(admin.send(new ListSchedulesCommand({ GroupName: 'another' }))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  });
});

test('a schedule that is made again is a conflict, unless token and content are the same', async () => {
  await admin.send(create({ ClientToken: 'a' }));
  await expect(admin.send(create({ ClientToken: 'a' }))).resolves.toMatchObject({
    ScheduleArn: `${SCHEDULES}/reminders/one`,
  });
  const conflict = { name: 'ConflictException' };
  await expect(admin.send(create({ ClientToken: 'b' }))).rejects.toMatchObject(conflict);
  const other = create({ ClientToken: 'a', ScheduleExpression: 'at(2031-01-01T00:00:00)' });
  await expect(admin.send(other)).rejects.toMatchObject(conflict);
});

test('schedules are listed by group, prefix and state, page by page', async () => {
  for (const Name of ['b-2', 'a-1', 'b-1', 'b-3']) await admin.send(create({ Name }));
  const list = async (more: object) => {
    const page = await admin.send(new ListSchedulesCommand({ GroupName: 'reminders', ...more }));
    return { names: page.Schedules?.map(({ Name }) => Name), NextToken: page.NextToken };
  };
  expect(await list({})).toEqual({ names: ['a-1', 'b-1', 'b-2', 'b-3'], NextToken: undefined });
  expect(await list({ GroupName: undefined, NamePrefix: 'a' })).toMatchObject({ names: ['a-1'] });
  const first = await list({ NamePrefix: 'b-', MaxResults: 2 });
  expect(first).toEqual({ names: ['b-1', 'b-2'], NextToken: expect.any(String) });
  const second = await list({ NamePrefix: 'b-', MaxResults: 2, NextToken: first.NextToken });
  expect(second).toEqual({ names: ['b-3'], NextToken: undefined });
  expect(await list({ State: 'DISABLED' })).toMatchObject({ names: [] });
});

test('a call is reported as those of other services are, and a refusal says why', async () => {
  const get = new GetScheduleCommand({ GroupName: 'reminders', Name: 'one' });
  await admin.send(create());
  await worker.send(get);
  const seen = { kind: 'call', service: 'scheduler', input: { GroupName: 'reminders', Name: 'one' }, status: 200 };
  expect(activities).toMatchObject([
    { ...seen, caller: 'admin', operation: 'CreateSchedule' },
    { ...seen, caller: 'shop-Worker', operation: 'GetSchedule' },
  ]);
  await expect(worker.send(create({ Name: 'two' }))).rejects.toMatchObject({
    name: 'AccessDeniedException',
    message:
      'User: arn:aws:sts::000000000000:assumed-role/worker/shop-Worker is not authorized to perform: iam:PassRole on ' +
      `resource: ${ROLES}/sender because no identity-based policy allows the iam:PassRole action`,
  });
  expect(activities.slice(2)).toMatchObject([{ kind: 'denied', action: 'iam:PassRole' }]);
});

import {
  CreateScheduleCommand,
  type CreateScheduleCommandInput,
  DeleteScheduleCommand,
  GetScheduleCommand,
  ListSchedulesCommand,
  SchedulerClient,
} from '@aws-sdk/client-scheduler';
import { createCredentialStore, type IssuedCredentials } from '../../../../local/cloud/aws/credentials.ts';
import { createDemands } from '../../../../local/cloud/aws/demands.ts';
import { createAwsHandler } from '../../../../local/cloud/aws/endpoint.ts';
import { createGate } from '../../../../local/cloud/aws/gate.ts';
import type { Json } from '../../../../local/cloud/aws/replies.ts';
import type { CloudActivity } from '../../../../local/cloud/events.ts';
import { createHttpEndpoint, type HttpEndpoint } from '../../../../local/cloud/http-endpoint.ts';
import { compilePolicy } from '../../../../local/cloud/iam/policy.ts';
import type { Role } from '../../../../local/cloud/iam/roles.ts';
import { placeOf } from '../../../../local/cloud/place.ts';
import { isAssumable, scheduleDelivery } from '../../../../local/cloud/schedules/deliver.ts';
import { createDueHandler, LOCAL_SERVICE } from '../../../../local/cloud/schedules/due-handler.ts';
import { createSchedulerHandler } from '../../../../local/cloud/schedules/handler.ts';
import { createSchedules, type Schedules } from '../../../../local/cloud/schedules/schedules.ts';
import { type Clock, clock } from '../../../support/clock.ts';

const ACCOUNT = '000000000000';
const QUEUE = `arn:aws:sqs:us-east-1:${ACCOUNT}:jobs`;
const DEAD = `arn:aws:sqs:us-east-1:${ACCOUNT}:dead`;
const DELIVERER = `arn:aws:iam::${ACCOUNT}:role/deliverer`;
const SCHEDULES = `arn:aws:scheduler:us-east-1:${ACCOUNT}:schedule/reminders/*`;
const HOUR = 3_600_000;

const role = (name: string, statements: object[], service = 'scheduler.amazonaws.com', condition?: object): Role => ({
  arn: `arn:aws:iam::${ACCOUNT}:role/${name}`,
  name,
  statements: statements.length > 0 ? compilePolicy({ Statement: statements }, 'identity', name) : [],
  trust: compilePolicy(
    {
      Statement: [
        {
          Effect: 'Allow',
          Action: 'sts:AssumeRole',
          Principal: { Service: service },
          ...(condition && { Condition: condition }),
        },
      ],
    },
    'trust',
    name,
  ),
});
const allow = (action: string, resource: string, condition?: object) => ({
  Effect: 'Allow',
  Action: action,
  Resource: resource,
  ...(condition && { Condition: condition }),
});
const passing = { StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' } };

let endpoint: HttpEndpoint;
let time: Clock;
let schedules: Schedules;
let sent: Json[];
let activities: CloudActivity[];
let queueIs: (input: Json) => number;
let maker: IssuedCredentials;
let stranger: IssuedCredentials;
let admin: IssuedCredentials;
const clients: SchedulerClient[] = [];

beforeEach(async () => {
  endpoint = await createHttpEndpoint(0);
  [time, sent, activities] = [clock(), [], []];
  queueIs = () => 200;
  const place = placeOf({ stackName: 'test', apiUrl: '', awsUrl: endpoint.url });
  const roles = [
    role('deliverer', [allow('sqs:SendMessage', QUEUE), allow('sqs:SendMessage', DEAD)], undefined, {
      ArnEquals: { 'aws:SourceArn': `arn:aws:scheduler:us-east-1:${ACCOUNT}:schedule-group/reminders` },
    }),
    role('powerless', [allow('sqs:SendMessage', DEAD)]),
    role('untrusting', [allow('sqs:SendMessage', QUEUE)], 'lambda.amazonaws.com'),
    role(
      'maker',
      [allow('scheduler:*', SCHEDULES), allow('iam:PassRole', `arn:aws:iam::${ACCOUNT}:role/*`, passing)],
      'lambda.amazonaws.com',
    ),
    role('stranger', [allow('scheduler:GetSchedule', SCHEDULES)], 'lambda.amazonaws.com'),
  ];
  const credentials = createCredentialStore();
  const issue = (name: string) => {
    const found = roles.find((one) => one.name === name);
    if (found === undefined) throw new Error(`no role ${name}`);
    return credentials.issue({ admin: false, role: found, session: name });
  };
  [maker, stranger, admin] = [issue('maker'), issue('stranger'), credentials.issue({ admin: true })];
  const gate = createGate({
    place,
    backends: {
      sqs: async (_, input) => {
        sent.push(input);
        return { status: queueIs(input), body: {} };
      },
      dynamodb: async () => ({ status: 200, body: {} }),
      secretsmanager: async () => ({ status: 200, body: {} }),
      events: async () => ({ status: 200, body: {} }),
    },
    demandsOf: createDemands(place, () => undefined),
    statementsOf: (arn) => roles.find((one) => one.arn === arn)?.statements ?? [],
    resourceStatementsOf: () => [],
    emit: (activity) => activities.push(activity),
  });
  const deliver = scheduleDelivery({ place, gate, roles, emit: (activity) => activities.push(activity) });
  schedules = createSchedules(time.now, (schedule) => void deliver(schedule));
  endpoint.open(
    createAwsHandler(credentials, gate, {
      [LOCAL_SERVICE]: createDueHandler({ place, gate, schedules }),
      scheduler: createSchedulerHandler({
        ...{ place, gate, schedules, groups: ['reminders'] },
        canAssume: (arn, group) => roles.some((one) => one.arn === arn && isAssumable(one, place, group)),
      }),
    }),
  );
});
afterEach(async () => {
  schedules.stop();
  for (const client of clients.splice(0)) client.destroy();
  await endpoint.close();
});

function client(credentials: IssuedCredentials): SchedulerClient {
  const made = new SchedulerClient({ endpoint: endpoint.url, region: 'us-east-1', credentials, maxAttempts: 1 });
  clients.push(made);
  return made;
}

const MESSAGE = { QueueUrl: `http://x/${ACCOUNT}/jobs`, MessageBody: 'due' };
const at = (ms: number) => `at(${new Date(time.now() + ms).toISOString().slice(0, 19)})`;

function create(fields: Partial<CreateScheduleCommandInput> = {}, target: object = {}): CreateScheduleCommand {
  return new CreateScheduleCommand({
    GroupName: 'reminders',
    Name: 'one',
    ScheduleExpression: at(HOUR),
    FlexibleTimeWindow: { Mode: 'OFF' },
    ActionAfterCompletion: 'DELETE',
    ...fields,
    Target: {
      Arn: 'arn:aws:scheduler:::aws-sdk:sqs:sendMessage',
      RoleArn: DELIVERER,
      Input: JSON.stringify(MESSAGE),
      DeadLetterConfig: { Arn: DEAD },
      ...target,
    },
  });
}

/** Lets what is due within so many ms be due now, and waits until it is delivered. */
async function due(withinMs: number, credentials = admin): Promise<number> {
  const credential = `${credentials.accessKeyId}/20300101/us-east-1/${LOCAL_SERVICE}/aws4_request`;
  const authorization = `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host, Signature=0`;
  const body = JSON.stringify({ withinMs });
  const { status } = await fetch(`${endpoint.url}/schedules/due`, { method: 'POST', headers: { authorization }, body });
  await new Promise((resolve) => setImmediate(resolve));
  return status;
}

test('a schedule sends its message when it is due, and is then deleted', async () => {
  await client(maker).send(create());
  expect(await due(HOUR / 2)).toBe(200);
  expect(sent).toEqual([]);
  await due(HOUR);
  expect(sent).toEqual([MESSAGE]);
  await due(10 * HOUR);
  expect(sent).toHaveLength(1);
  const gone = client(maker).send(new GetScheduleCommand({ GroupName: 'reminders', Name: 'one' }));
  await expect(gone).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});

test('what is past is due at once', async () => {
  await client(maker).send(create({ ScheduleExpression: at(-HOUR) }));
  await new Promise((resolve) => setImmediate(resolve));
  expect(sent).toEqual([MESSAGE]);
});

test('a schedule can be read, listed and deleted, and its name is taken once', async () => {
  const scheduler = client(maker);
  await scheduler.send(create());
  await expect(scheduler.send(create())).rejects.toMatchObject({ name: 'ConflictException' });
  const place = { GroupName: 'reminders', Name: 'one' };
  expect(await scheduler.send(new GetScheduleCommand(place))).toMatchObject({ ...place, ScheduleExpression: at(HOUR) });
  const { Schedules: all } = await scheduler.send(new ListSchedulesCommand({ GroupName: 'reminders' }));
  expect(all).toMatchObject([place]);
  await scheduler.send(new DeleteScheduleCommand(place));
  await expect(scheduler.send(new DeleteScheduleCommand(place))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  });
  await due(HOUR);
  expect(sent).toEqual([]);
});

test.each<[string, Partial<CreateScheduleCommandInput>, object, RegExp]>([
  ['a month that there is not', { ScheduleExpression: 'at(2030-13-01T00:00:00)' }, {}, /There is no time/],
  ['a day that there is not', { ScheduleExpression: 'at(2030-02-30T00:00:00)' }, {}, /There is no time/],
  ['a rate', { ScheduleExpression: 'rate(1 minute)' }, {}, /only at/],
  ['an input that is no object', {}, { Input: 'null' }, /no JSON object/],
  ['an input that is no JSON', {}, { Input: '{' }, /no JSON object/],
  ['another target', {}, { Arn: QUEUE }, /only aws-sdk:sqs:sendMessage/],
  ['a role that there is not', {}, { RoleArn: `${DELIVERER}-2` }, /cannot be assumed/],
  ['a role that does not trust it', {}, { RoleArn: DELIVERER.replace('deliverer', 'untrusting') }, /cannot be assumed/],
  ['a name with a slash', { Name: 'a:b' }, {}, /does not match/],
])('%s is refused', async (_, fields, target, message) => {
  const refused = client(maker).send(create(fields, target));
  await expect(refused).rejects.toMatchObject({ name: 'ValidationException', message: expect.stringMatching(message) });
});

test('a group that there is not is refused, but for the default one', async () => {
  const scheduler = client(admin);
  await expect(scheduler.send(create({ GroupName: 'others' }))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  });
  await scheduler.send(new ListSchedulesCommand({ GroupName: 'default' }));
});

test('whoever may not make schedules, or may not pass the role, is refused', async () => {
  await expect(client(stranger).send(create())).rejects.toMatchObject({ name: 'AccessDeniedException' });
  expect(activities).toContainEqual(expect.objectContaining({ kind: 'denied', action: 'scheduler:CreateSchedule' }));
  await expect(client(maker).send(create({ GroupName: 'others' }))).rejects.toMatchObject({
    name: 'AccessDeniedException',
  });
  expect(await due(HOUR, maker)).toBe(403);
});

test('what the role may not send, or the queue does not take, lands in the dead-letter queue with the reason', async () => {
  await client(maker).send(create({}, { RoleArn: DELIVERER.replace('deliverer', 'powerless') }));
  await due(HOUR);
  expect(sent).toMatchObject([
    {
      QueueUrl: expect.stringMatching(/\/dead$/),
      MessageBody: JSON.stringify(MESSAGE),
      MessageAttributes: { ERROR_CODE: { StringValue: 'AccessDeniedException' } },
    },
  ]);
  sent.length = 0;
  queueIs = ({ QueueUrl }) => (String(QueueUrl).endsWith('/jobs') ? 500 : 200);
  await client(maker).send(create({ Name: 'two' }));
  await due(HOUR);
  expect(sent.at(-1)).toMatchObject({ QueueUrl: expect.stringMatching(/\/dead$/) });
});

import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { Gate } from '../aws/gate.ts';
import type { Json } from '../aws/replies.ts';
import {
  type Answer,
  isObject,
  objectOf,
  type RestCall,
  RestError,
  type RestHandler,
  restHandler,
} from '../aws/rest.ts';
import type { EmitActivity } from '../events.ts';
import type { Role } from '../iam/roles.ts';
import { arn, type StackPlace } from '../place.ts';
import type { Schedule, Schedules } from './schedules.ts';
import { SCHEDULER, trustedRole } from './trusted-role.ts';

interface HandlerOptions {
  place: StackPlace;
  gate: Gate;
  schedules: Schedules;
  /** The names of the groups; every account has one more, `default`. */
  groups: readonly string[];
  roles: readonly Role[];
  emit: EmitActivity;
}

const NAME = /^[0-9a-zA-Z-_.]{1,64}$/;

/** Such as `at(2030-12-24T18:00:00)`. */
const ONE_TIME = /^at\((\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\)$/;

/** The call of an AWS API as a target; the partition may be another. */
const SEND_MESSAGE = /^arn:aws[\w-]*:scheduler:::aws-sdk:sqs:sendMessage$/;

/** AWS tries 185 times, which takes a day. */
const MAX_RETRIES = 5;

/** What the local cloud can do of CreateSchedule; anything else is refused. */
const request = z.strictObject({
  GroupName: z.string().default('default'),
  ClientToken: z.string().optional(),
  Description: z.string().optional(),
  ScheduleExpression: z.string().regex(ONE_TIME, 'only at(yyyy-mm-ddThh:mm:ss)'),
  ScheduleExpressionTimezone: z.literal('UTC').default('UTC'),
  FlexibleTimeWindow: z.strictObject({ Mode: z.literal('OFF') }),
  ActionAfterCompletion: z.enum(['DELETE', 'NONE']).default('NONE'),
  State: z.literal('ENABLED').default('ENABLED'),
  Target: z.strictObject({
    Arn: z.string().regex(SEND_MESSAGE, 'only aws-sdk:sqs:sendMessage'),
    RoleArn: z.string(),
    Input: z.string(),
    DeadLetterConfig: z
      .strictObject({ Arn: z.string().regex(/(?<!\.fifo)$/, 'a dead-letter queue must be a standard queue') })
      .optional(),
    RetryPolicy: z
      .strictObject({
        MaximumRetryAttempts: z.int().min(0).max(185).default(MAX_RETRIES),
        MaximumEventAgeInSeconds: z.int().min(60).max(86_400).default(86_400),
      })
      .prefault({}),
  }),
});

/** Speaks as much of EventBridge Scheduler's protocol as one-time schedules that send a message need. */
export function createSchedulerHandler(options: HandlerOptions): RestHandler {
  const { place, gate, schedules, groups, roles, emit } = options;
  const arnOf = (group: string, name: string) => arn(place, 'scheduler', `schedule/${group}/${name}`);
  const answer: Answer = async (call, demand) => {
    const { operation, group, name } = readCall(call);
    const resource = arnOf(group, name);
    demand({ action: `scheduler:${operation}`, resource });
    if (![...groups, 'default', ALL].includes(group)) throw notFound(`Schedule group ${group} does not exist.`);
    switch (operation) {
      case 'CreateSchedule': {
        const schedule = readSchedule(objectOf(call), group, name);
        const { roleArn } = schedule.target;
        demand({ action: 'iam:PassRole', resource: roleArn }, SCHEDULER);
        if (trustedRole({ place, roles }, roleArn, group) === undefined) {
          throw invalid('The execution role you provide must allow AWS EventBridge Scheduler to assume the role.');
        }
        if (schedules.add(schedule) || isSame(schedule, schedules.get(group, name)))
          return { status: 200, body: { ScheduleArn: resource } };
        throw new RestError(409, 'ConflictException', `Schedule ${name} already exists.`);
      }
      case 'GetSchedule': {
        const found = schedules.get(group, name);
        if (found === undefined) throw notFound(`Schedule ${name} does not exist.`);
        return { status: 200, body: { ...found.input, GroupName: group, Name: name, Arn: resource, State: 'ENABLED' } };
      }
      case 'DeleteSchedule':
        if (schedules.remove(group, name)) return { status: 200, body: {} };
        throw notFound(`Schedule ${name} does not exist.`);
      case 'ListSchedules': {
        const { found, NextToken } = readPage(call, schedules.list(group === ALL ? undefined : group));
        const Schedules = found.map((one) => ({
          ...{ Arn: arnOf(one.group, one.name), GroupName: one.group, Name: one.name, State: 'ENABLED' },
          Target: { Arn: Object(one.input.Target).Arn },
        }));
        return { status: 200, body: { Schedules, ...(NextToken !== undefined && { NextToken }) } };
      }
    }
  };
  const describe = (call: RestCall) => {
    const { operation, group: GroupName, name: Name } = readCall(call);
    return { operation, input: { ...Object(call.input), GroupName, Name } };
  };
  return restHandler(gate, answer, { service: 'scheduler', emit, describe });
}

/** A call that is made again, with the same token for it. */
function isSame({ input }: Schedule, found: Schedule | undefined): boolean {
  return input.ClientToken !== undefined && isDeepStrictEqual(input, found?.input);
}

/** What ListSchedules takes; a token is the group and name of the last schedule of the page before. */
const page = z.strictObject({
  ScheduleGroup: z.string().optional(),
  NamePrefix: z.string().default(''),
  MaxResults: z.coerce.number().int().min(1).max(100).default(100),
  NextToken: z.string().default(''),
  State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
});

function readPage({ query }: RestCall, all: Schedule[]): { found: Schedule[]; NextToken?: string } {
  const { NamePrefix, MaxResults, NextToken, State } = valid(page.safeParse(Object.fromEntries(query)));
  const keyOf = ({ group, name }: Schedule) => `${group}/${name}`;
  const after = Buffer.from(NextToken, 'base64url').toString();
  const left = all
    // No schedule can be disabled.
    .filter((one) => State === 'ENABLED' && one.name.startsWith(NamePrefix) && keyOf(one) > after)
    .sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
  const found = left.slice(0, MaxResults);
  const last = found.at(-1);
  if (last === undefined || left.length === found.length) return { found };
  return { found, NextToken: Buffer.from(keyOf(last)).toString('base64url') };
}

type Operation = 'CreateSchedule' | 'GetSchedule' | 'DeleteSchedule' | 'ListSchedules';

/** In place of a group: all groups, when ListSchedules names none. */
const ALL = '*';

function readCall({ method, path, query, input }: RestCall): { operation: Operation; group: string; name: string } {
  const [kind, name] = path;
  const operations: Record<string, Operation> = {
    POST: 'CreateSchedule',
    GET: 'GetSchedule',
    DELETE: 'DeleteSchedule',
  };
  if (kind === 'schedules' && path.length === 1 && method === 'GET') {
    return { operation: 'ListSchedules', group: query.get('ScheduleGroup') ?? ALL, name: '*' };
  }
  const operation = operations[method];
  if (kind !== 'schedules' || path.length !== 2 || operation === undefined) {
    throw new RestError(501, 'NotImplemented', `The local cloud does not know ${method} /${path.join('/')}.`);
  }
  if (!NAME.test(name ?? '')) throw invalid(`The name ${name} does not match ${NAME.source}`);
  const group = String((isObject(input) ? input.GroupName : undefined) ?? query.get('groupName') ?? 'default');
  return { operation, group, name: name ?? '' };
}

function readSchedule(input: Json, group: string, name: string): Schedule {
  const { ScheduleExpression, ActionAfterCompletion, Target } = valid(request.safeParse(input));
  const message = parse(Target.Input);
  const { MaximumRetryAttempts, MaximumEventAgeInSeconds } = Target.RetryPolicy;
  const deadLettersArn = Target.DeadLetterConfig?.Arn;
  return {
    group,
    name,
    at: readTime(ScheduleExpression),
    isDeletedAfter: ActionAfterCompletion === 'DELETE',
    target: {
      roleArn: Target.RoleArn,
      message,
      ...(deadLettersArn !== undefined && { deadLettersArn }),
      maxRetries: MaximumRetryAttempts,
      maxAgeMs: MaximumEventAgeInSeconds * 1000,
    },
    input,
  };
}

/** Epoch ms; a date that no calendar has is refused. */
function readTime(expression: string): number {
  const [, text = ''] = ONE_TIME.exec(expression) ?? [];
  const at = Date.parse(`${text}Z`);
  if (!Number.isNaN(at) && new Date(at).toISOString().startsWith(text)) return at;
  throw invalid(`Invalid Schedule Expression ${expression}.`);
}

function parse(json: string): Json {
  try {
    const message: unknown = JSON.parse(json);
    if (isObject(message)) return message;
  } catch {}
  throw invalid('Target.Input is not a JSON object');
}

function valid<Value>(read: z.ZodSafeParseResult<Value>): Value {
  if (read.success) return read.data;
  throw invalid(z.prettifyError(read.error));
}

function invalid(message: string): RestError {
  return new RestError(400, 'ValidationException', message);
}

function notFound(message: string): RestError {
  return new RestError(404, 'ResourceNotFoundException', message);
}

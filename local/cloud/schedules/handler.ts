import { z } from 'zod';
import type { Gate } from '../aws/gate.ts';
import type { Json } from '../aws/replies.ts';
import { type RestCall, RestError, type RestHandler, restHandler } from '../aws/rest.ts';
import { arn, type StackPlace } from '../place.ts';
import type { Schedule, Schedules } from './schedules.ts';

interface HandlerOptions {
  place: StackPlace;
  gate: Gate;
  schedules: Schedules;
  /** The names of the groups; there always is `default`. */
  groups: readonly string[];
  /** Whether EventBridge Scheduler can take on a role, by its ARN. */
  canAssume(roleArn: string, group: string): boolean;
}

const NAME = /^[0-9a-zA-Z-_.]{1,64}$/;

/** Such as `at(2030-12-24T18:00:00)`. */
const ONE_TIME = /^at\((\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\)$/;

/** The call of an AWS API as a target; the partition may be another. */
const SEND_MESSAGE = /^arn:aws[\w-]*:scheduler:::aws-sdk:sqs:sendMessage$/;

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
    DeadLetterConfig: z.strictObject({ Arn: z.string() }).optional(),
    RetryPolicy: z.unknown().optional(),
  }),
});

/** Speaks as much of EventBridge Scheduler's protocol as one-time schedules that send a message need. */
export function createSchedulerHandler({ place, gate, schedules, groups, canAssume }: HandlerOptions): RestHandler {
  return restHandler({ place, gate }, async (call, demand) => {
    const { operation, group, name } = readCall(call);
    const resource = arn(place, 'scheduler', `schedule/${group}/${name}`);
    demand({ action: `scheduler:${operation}`, resource });
    if (!['default', ...groups].includes(group)) throw notFound(`Schedule group ${group} does not exist.`);
    switch (operation) {
      case 'CreateSchedule': {
        const schedule = readSchedule(call.input, group, name);
        demand({ action: 'iam:PassRole', resource: schedule.target.roleArn }, 'scheduler.amazonaws.com');
        if (!canAssume(schedule.target.roleArn, group)) {
          throw invalid(`The role ${schedule.target.roleArn} cannot be assumed by EventBridge Scheduler`);
        }
        if (schedules.add(schedule)) return { status: 200, body: { ScheduleArn: resource } };
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
        const Schedules = schedules.list(group).map((one) => ({ GroupName: group, Name: one.name, State: 'ENABLED' }));
        return { status: 200, body: { Schedules } };
      }
    }
  });
}

type Operation = 'CreateSchedule' | 'GetSchedule' | 'DeleteSchedule' | 'ListSchedules';

function readCall({ method, path, query, input }: RestCall): { operation: Operation; group: string; name: string } {
  const [kind, name] = path;
  const operations: Record<string, Operation> = {
    POST: 'CreateSchedule',
    GET: 'GetSchedule',
    DELETE: 'DeleteSchedule',
  };
  if (kind === 'schedules' && path.length === 1 && method === 'GET') {
    return { operation: 'ListSchedules', group: query.get('ScheduleGroup') ?? 'default', name: '*' };
  }
  const operation = operations[method];
  if (kind !== 'schedules' || path.length !== 2 || operation === undefined) {
    throw new RestError(501, 'NotImplemented', `The local cloud does not know ${method} /${path.join('/')}.`);
  }
  if (!NAME.test(name ?? '')) throw invalid(`The name ${name} does not match ${NAME.source}`);
  const group = String(input.GroupName ?? query.get('groupName') ?? 'default');
  return { operation, group, name: name ?? '' };
}

function readSchedule(input: Json, group: string, name: string): Schedule {
  const read = request.safeParse(input);
  if (!read.success) throw invalid(z.prettifyError(read.error));
  const { ScheduleExpression, ActionAfterCompletion, Target } = read.data;
  const [, time = ''] = ONE_TIME.exec(ScheduleExpression) ?? [];
  const at = Date.parse(`${time}Z`);
  // A date that there is not, such as 30 February, would become another one.
  if (Number.isNaN(at) || !new Date(at).toISOString().startsWith(time)) throw invalid(`There is no time ${time}`);
  const message = parse(Target.Input);
  const deadLettersArn = Target.DeadLetterConfig?.Arn;
  return {
    group,
    name,
    at,
    isDeletedAfter: ActionAfterCompletion === 'DELETE',
    target: { roleArn: Target.RoleArn, message, ...(deadLettersArn !== undefined && { deadLettersArn }) },
    input,
  };
}

function parse(json: string): Json {
  const input = z.record(z.string(), z.unknown()).safeParse(parsed(json));
  if (!input.success) throw invalid('Target.Input is no JSON object');
  return input.data;
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function invalid(message: string): RestError {
  return new RestError(400, 'ValidationException', message);
}

function notFound(message: string): RestError {
  return new RestError(404, 'ResourceNotFoundException', message);
}

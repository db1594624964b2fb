import type { Gate } from '../aws/gate.ts';
import type { EmitActivity } from '../events.ts';
import { decide } from '../iam/decide.ts';
import type { Role } from '../iam/roles.ts';
import { arn, type StackPlace } from '../place.ts';
import type { Schedule } from './schedules.ts';

interface DeliveryOptions {
  place: StackPlace;
  gate: Gate;
  roles: readonly Role[];
  emit: EmitActivity;
}

const SERVICE = 'scheduler.amazonaws.com';

/** Whether EventBridge Scheduler may take on a role, by its trust policy. */
export function isAssumable({ trust }: Role, place: StackPlace, group: string): boolean {
  const context = {
    'aws:sourceaccount': place.account,
    'aws:sourcearn': arn(place, 'scheduler', `schedule-group/${group}`),
    'aws:requestedregion': place.region,
  };
  const asked = { caller: { service: SERVICE }, action: 'sts:AssumeRole', resource: '*', context };
  return decide(asked, { identity: [], resource: trust }).allowed;
}

/**
 * Makes what delivers a schedule that is due: the call of its target, in the name of its role, once. What the role may
 * not do, or is not let to by its trust policy, goes to the dead-letter queue of the schedule, if the role may send there.
 */
export function scheduleDelivery({ place, gate, roles, emit }: DeliveryOptions): (schedule: Schedule) => Promise<void> {
  return async ({ group, name, target }) => {
    const { roleArn, message, deadLettersArn } = target;
    const role = roles.find((one) => one.arn === roleArn);
    const problem = (what: string) => emit({ kind: 'problem', message: `Schedule ${name}: ${what}` });
    if (role === undefined || !isAssumable(role, place, group)) return problem(`it cannot take on the role ${roleArn}`);
    const principal = { admin: false, role, session: name } as const;
    const send = (input: typeof message) =>
      gate.call({ principal, service: 'sqs', operation: 'SendMessage', input }).catch((error: unknown) => ({
        status: 500,
        body: { __type: 'InternalFailure', message: String(error) },
      }));
    const reply = await send(message);
    if (reply.status === 200) return;
    problem(`its message was not taken: ${reply.body.message}`);
    if (deadLettersArn === undefined) return;
    const queueUrl = `${place.awsUrl}/${place.account}/${deadLettersArn.split(':').at(-1)}`;
    const attribute = (value: string) => ({ DataType: 'String', StringValue: value });
    const attributes = {
      ERROR_CODE: attribute(String(reply.body.__type ?? reply.status).replace(/^.*#/, '')),
      ERROR_MESSAGE: attribute(String(reply.body.message)),
      SCHEDULE_ARN: attribute(arn(place, 'scheduler', `schedule/${group}/${name}`)),
    };
    const letter = { QueueUrl: queueUrl, MessageBody: JSON.stringify(message), MessageAttributes: attributes };
    const parked = await send(letter);
    if (parked.status !== 200) problem(`the dead-letter queue did not take it: ${parked.body.message}`);
  };
}

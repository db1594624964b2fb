import { setTimeout as sleep } from 'node:timers/promises';
import type { Gate } from '../aws/gate.ts';
import type { AwsReply } from '../aws/replies.ts';
import type { EmitActivity } from '../events.ts';
import type { Role } from '../iam/roles.ts';
import { arn, type StackPlace } from '../place.ts';
import type { Schedule } from './schedules.ts';
import { trustedRole } from './trusted-role.ts';

interface DeliveryOptions {
  place: StackPlace;
  gate: Pick<Gate, 'call'>;
  roles: readonly Role[];
  emit: EmitActivity;
  /** Epoch ms. */
  now: () => number;
  /** The pause before the first retry, in ms; each one after is twice as long, up to a minute. */
  pauseMs?: number;
}

/** Delivers schedules that are due. */
export interface Delivery {
  /** Does not throw. */
  deliver(schedule: Schedule): Promise<void>;
  /** Gives up what waits to be tried again. */
  stop(): void;
}

const PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;

/**
 * Makes what delivers a schedule that is due: the call of its target, in the name of its role. What the service is
 * only now unable to do is tried again, as the schedule's retry policy says. Anything else, such as what IAM refuses,
 * goes to the dead-letter queue at once, if the role may send there.
 */
export function scheduleDelivery(options: DeliveryOptions): Delivery {
  const { place, gate, roles, emit, now, pauseMs: firstPauseMs = PAUSE_MS } = options;
  const stopping = new AbortController();
  const { signal } = stopping;

  async function deliver({ group, name, target }: Schedule): Promise<void> {
    const { roleArn, message, deadLettersArn, maxRetries, maxAgeMs } = target;
    const role = trustedRole({ place, roles }, roleArn, group);
    const problem = (what: string) => emit({ kind: 'problem', message: `Schedule ${name}: ${what}` });
    if (role === undefined) return problem(`it cannot take on the role ${roleArn}`);
    const principal = { admin: false, role, session: name } as const;
    const send = (input: typeof message): Promise<AwsReply> =>
      gate.call({ principal, service: 'sqs', operation: 'SendMessage', input }).catch((error: unknown) => ({
        status: 500,
        body: { __type: 'InternalFailure', message: String(error) },
      }));

    const begun = now();
    // A schedule that was kept names the queue where it was before.
    const QueueUrl = `${place.awsUrl}/${place.account}/${String(message.QueueUrl).split('/').at(-1)}`;
    const due = { ...message, QueueUrl };
    let reply = await send(due);
    let pauseMs = firstPauseMs;
    for (let retries = 0; isPassing(reply) && retries < maxRetries; retries++) {
      if (now() + pauseMs - begun > maxAgeMs) break;
      await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      reply = await send(due);
      pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS);
    }
    if (reply.status === 200) return;
    problem(`its message was not taken: ${reply.body.message}`);
    if (deadLettersArn === undefined) return;
    const queueUrl = `${place.awsUrl}/${place.account}/${deadLettersArn.split(':').at(-1)}`;
    const attribute = (value: string) => ({ DataType: 'String', StringValue: value });
    const attributes = {
      ERROR_CODE: attribute(codeOf(reply)),
      ERROR_MESSAGE: attribute(String(reply.body.message)),
      SCHEDULE_ARN: attribute(arn(place, 'scheduler', `schedule/${group}/${name}`)),
    };
    const letter = { QueueUrl: queueUrl, MessageBody: JSON.stringify(message), MessageAttributes: attributes };
    const parked = await send(letter);
    if (parked.status !== 200) problem(`the dead-letter queue did not take it: ${parked.body.message}`);
  }

  return { deliver, stop: () => stopping.abort() };
}

const codeOf = ({ status, body }: AwsReply): string => String(body.__type ?? status).replace(/^.*#/, '');

/** Whether the same call may succeed later: the service failed, or had too much to do. */
function isPassing(reply: AwsReply): boolean {
  return reply.status >= 500 || reply.status === 429 || /Throttl/.test(codeOf(reply));
}

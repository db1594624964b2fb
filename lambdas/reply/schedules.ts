import {
  ConflictException,
  CreateScheduleCommand,
  DeleteScheduleCommand,
  ResourceNotFoundException,
  type SchedulerClient,
} from '@aws-sdk/client-scheduler';
import type { OutboxMessage } from '../ledger/outbox.ts';
import { dueJob } from '../queue/outbox-job.ts';
import { messageEntry } from '../queue/sqs.ts';

/** One-time schedules, each of which puts a message of the outbox on the replies queue when it is due. */
export interface Schedules {
  /** Makes the schedule of one revision of a message. May be repeated. */
  create(message: OutboxMessage): Promise<void>;
  /** Deletes it, if there still is one. */
  remove(id: string, revision: number): Promise<void>;
}

/** Where schedules are kept, and what they may do. */
export interface ScheduleSettings {
  /** The group of this stack's schedules. */
  groupName: string;
  /** The ARN of the role that may send to the replies queue. */
  roleArn: string;
  repliesUrl: string;
  /** The ARN of the queue for what EventBridge Scheduler could not deliver. */
  deadLettersArn: string;
}

export function openSchedules(client: SchedulerClient, settings: ScheduleSettings): Schedules {
  const { groupName, roleArn, repliesUrl, deadLettersArn } = settings;
  const [, partition] = roleArn.split(':');
  return {
    async create(message) {
      const command = new CreateScheduleCommand({
        GroupName: groupName,
        Name: nameOf(message.id, message.revision),
        ScheduleExpression: `at(${secondOf(message.at)})`,
        ScheduleExpressionTimezone: 'UTC',
        FlexibleTimeWindow: { Mode: 'OFF' },
        ActionAfterCompletion: 'DELETE',
        Target: {
          // The call itself, not the queue as a target: that would need deduplication by content.
          Arn: `arn:${partition}:scheduler:::aws-sdk:sqs:sendMessage`,
          RoleArn: roleArn,
          Input: JSON.stringify({ QueueUrl: repliesUrl, ...messageEntry(dueJob(message)) }),
          DeadLetterConfig: { Arn: deadLettersArn },
        },
      });
      await client.send(command).catch(ignore(ConflictException));
    },

    async remove(id, revision) {
      const command = new DeleteScheduleCommand({ GroupName: groupName, Name: nameOf(id, revision) });
      await client.send(command).catch(ignore(ResourceNotFoundException));
    },
  };
}

/** At most 64 letters, digits, `-`, `_` and `.`: the hash of the key has 43. */
function nameOf(id: string, revision: number): string {
  return `${id.replace(/^send#/, '')}.${revision.toString(36)}`;
}

/** Never before the message is due; a schedule knows no parts of a second. */
function secondOf(at: number): string {
  return new Date(Math.ceil(at / 1000) * 1000).toISOString().slice(0, 19);
}

function ignore(kind: typeof ConflictException | typeof ResourceNotFoundException) {
  return (error: unknown): void => {
    if (!(error instanceof kind)) throw error;
  };
}

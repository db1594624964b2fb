import { dueJob } from '../../../lambdas/queue/outbox-job.ts';
import { messageEntry } from '../../../lambdas/queue/sqs.ts';
import type { Schedules } from '../../../lambdas/reply/schedules.ts';
import type { Actor } from '../engine/actor.ts';
import type { World } from '../engine/world.ts';
import { awsCall } from './call.ts';
import type { FifoQueue } from './fifo-queue.ts';

/** EventBridge Scheduler, with one-time schedules that are deleted when they are done. */
export interface SimulatedSchedules {
  /** The service as one worker calls it. */
  seenBy(actor: Actor): Schedules;
  /** How many there are. */
  count(): number;
}

/** How late a schedule may be, in ms, and that it puts its message on the queue twice: it says "at least once". */
const LATE_MS = 60_000;
const TWICE = 0.1;

/** How often a schedule is refused although all else works: the service has low limits. */
const REFUSED = 0.05;

/** @param replies the queue that all of them send to */
export function simulatedSchedules(world: World, replies: () => FifoQueue): SimulatedSchedules {
  const { scheduler, coverage, trace } = world;
  const random = world.random.stream('schedules');
  const waiting = new Set<string>();

  return {
    count: () => waiting.size,
    seenBy: (actor) => ({
      create: (message) =>
        awsCall(world, {
          actor,
          what: () => `schedule ${message.id}.${message.revision}`,
          effect() {
            const name = `${message.id}.${message.revision}`;
            if (random.chance(REFUSED)) throw new Error('Rate exceeded');
            if (waiting.has(name)) return;
            waiting.add(name);
            const {
              MessageBody: body,
              MessageGroupId: group,
              MessageDeduplicationId: deduplicationId,
            } = messageEntry(dueJob(message));
            const fire = () => {
              if (!waiting.has(name)) return;
              coverage.hit('schedule: due');
              trace.note('schedules', () => `${name} is due`);
              replies().send({ body, group, deduplicationId, attributes: dueJob(message).attributes ?? {} });
            };
            const afterMs = message.at - scheduler.now() + random.between(0, LATE_MS);
            scheduler.after(afterMs, () => {
              fire();
              if (random.chance(TWICE))
                scheduler.after(random.between(1, 10 * LATE_MS), () => {
                  waiting.add(name);
                  fire();
                  waiting.delete(name);
                });
              waiting.delete(name);
            });
          },
        }),
      remove: (id, revision) =>
        awsCall(world, {
          actor,
          what: () => `unschedule ${id}.${revision}`,
          effect() {
            if (waiting.delete(`${id}.${revision}`)) coverage.hit('schedule: removed');
          },
        }),
    }),
  };
}

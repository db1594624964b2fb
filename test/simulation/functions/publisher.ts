import { publishEvent } from '../../../lambdas/publisher/publish.ts';
import type { QueueMessage } from '../../../lambdas/queue/message.ts';
import { type Publish, publisher } from '../../../lambdas/queue/published-event.ts';
import { batchSender } from '../../../lambdas/queue/sqs.ts';
import { conversationsOf, workTogether } from '../../../lambdas/queue/worker.ts';
import type { SimulatedBus } from '../aws/event-bus.ts';
import type { WorkerFunction } from '../aws/lambda.ts';
import { sqsClient } from '../aws/sqs-client.ts';
import type { Actor } from '../engine/actor.ts';
import { BATCH_SIZE, PUBLISHER } from '../settings.ts';
import type { SimulatedCloud } from './cloud.ts';
import { logOf, workerHandler } from './worker.ts';

/** The publisher, composed as `lambdas/publisher/handler.ts` does it. */
export function publisherFunction(cloud: SimulatedCloud, bus: SimulatedBus): WorkerFunction {
  return {
    name: 'publisher',
    queue: bus.queue,
    batchSize: BATCH_SIZE,
    ...PUBLISHER,

    start(actor) {
      const log = logOf(actor, cloud);
      const publishing = { bus: 'default', stage: 'prod', put: bus.seenBy(actor), log };
      return workerHandler({
        actor,
        cloud,
        queue: bus.queue,
        deadLetters: bus.deadLetters,
        reserveMs: PUBLISHER.reserveMs,
        log,
        handle: ([message]) => publishEvent(message as QueueMessage, publishing),
        work: (messages, worker) => workTogether(conversationsOf(messages), worker),
      });
    },
  };
}

/** What hands events on, where somebody listens, as `lambdas/queue/open-publisher.ts` makes it. */
export function publishFrom(actor: Actor, { world, bus }: Pick<SimulatedCloud, 'world' | 'bus'>): Publish | undefined {
  return bus && publisher(batchSender(sqsClient(world, actor, [bus.queue]), bus.queue.name), false);
}

import type { PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import type { Actor } from '../engine/actor.ts';
import type { World } from '../engine/world.ts';
import type { BusPlan } from '../scenario/scenario.ts';
import { awsCall } from './call.ts';
import type { FifoQueue } from './fifo-queue.ts';

/** Puts an event on the bus. @returns the code with which the bus refuses it */
export type Put = (entry: PutEventsRequestEntry) => Promise<string | undefined>;

/** An event bus that refuses what the scenario says, with the queue of the publisher. */
export interface SimulatedBus {
  queue: FifoQueue;
  deadLetters: FifoQueue;
  /** The bus as one worker calls it. */
  seenBy(actor: Actor): Put;
}

/** @param onPut is told of every event that the bus takes */
export function simulatedBus(
  world: World,
  { refused, down }: BusPlan,
  queues: Pick<SimulatedBus, 'queue' | 'deadLetters'>,
  onPut: (entry: PutEventsRequestEntry) => void,
): SimulatedBus {
  const random = world.random.stream('event bus');
  return {
    ...queues,
    seenBy: (actor) => (entry) =>
      awsCall(world, {
        actor,
        what: () => `put ${entry.DetailType}`,
        effect() {
          const isDown = world.elapsed() >= down.from && world.elapsed() < down.to;
          if (isDown || random.chance(refused)) {
            world.coverage.hit('bus: refuses');
            return 'InternalFailure';
          }
          onPut(entry);
          return undefined;
        },
      }),
  };
}

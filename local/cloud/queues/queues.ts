import type { KeptFile } from '../kept/kept.ts';
import type { QueueResource, Queues } from './attributes.ts';
import { startEmbeddedQueues } from './embedded-queues.ts';
import { connectRemoteQueues } from './remote-queues.ts';

interface QueuesOptions {
  region: string;
  /** Epoch milliseconds. */
  now: () => number;
  /** Another implementation, such as ElasticMQ at `http://127.0.0.1:9324`. */
  endpoint?: string | undefined;
  /** Where the messages of the embedded queues are kept for the next start. */
  kept?: KeptFile | undefined;
}

/** Makes the queues of the stack, in fauxqs inside this process or in another implementation. */
export function startQueues(
  resources: QueueResource[],
  { region, now, endpoint, kept }: QueuesOptions,
): Promise<Queues> {
  if (endpoint !== undefined) return connectRemoteQueues(endpoint, resources, region);
  return startEmbeddedQueues(resources, now, kept);
}

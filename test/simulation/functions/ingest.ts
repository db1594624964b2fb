import { firstDeliveryReport } from '../../../lambdas/ingest/first-delivery.ts';
import type { Endpoint } from '../../../lambdas/ingest/receive.ts';
import { sampledRefusals } from '../../../lambdas/ingest/sampled-refusals.ts';
import { sender } from '../../../lambdas/queue/sqs.ts';
import { sqsClient } from '../aws/sqs-client.ts';
import type { Actor } from '../engine/actor.ts';
import { TOKEN } from '../vendor/webhook.ts';
import type { SimulatedCloud } from './cloud.ts';
import { logOf } from './worker.ts';

/** What contacts are hashed with. */
export const CONTACT_HASH_KEY = 'simulation';

/** The ingest function, composed as `lambdas/ingest/handler.ts` does it. */
export function openEndpoint(actor: Actor, cloud: Pick<SimulatedCloud, 'world' | 'queues'>): Endpoint {
  const { events } = cloud.queues;
  const log = logOf(actor, cloud);
  return {
    policy: { token: true },
    readWebhookSecret: async () => JSON.stringify({ token: TOKEN }),
    enqueue: sender(sqsClient(cloud.world, actor, [events]), events.name),
    contactHashKey: CONTACT_HASH_KEY,
    now: actor.now,
    log,
    reportDelivery: firstDeliveryReport(log),
    reportRefusal: sampledRefusals(log, actor.now),
  };
}

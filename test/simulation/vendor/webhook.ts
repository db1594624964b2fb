import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { type Endpoint, receive } from '../../../lambdas/ingest/receive.ts';
import type { Actor } from '../engine/actor.ts';
import type { World } from '../engine/world.ts';

export const TOKEN = 'token';

/** Delivers a body, from that many ms on, again and again until it is answered with 200. */
export type DeliverUntilAccepted = (body: string, afterMs?: number) => void;

/** Past all faults a delivery arrives at its first try; one that never does shows that the endpoint is shut. */
const MAX_TRIES = 100;
export const GIVEN_UP = 'vendor: delivery given up';

/** The vendor's webhook: each delivery reaches an ingest function; one that is not answered with 200 is tried again. */
export function webhook(world: World, openEndpoint: (actor: Actor) => Endpoint): DeliverUntilAccepted {
  const { scheduler, coverage, trace } = world;
  const random = world.random.stream('webhook');

  const attempt = (body: string, tries: number): void => {
    const again = (why: string) => {
      trace.note('vendor', () => `its delivery failed: ${why}`);
      coverage.hit('vendor: delivery tried again');
      if (tries === MAX_TRIES) coverage.hit(GIVEN_UP);
      else scheduler.after(random.between(1_000, 60_000), () => attempt(body, tries + 1));
    };
    const actor = world.newActor('ingest', () => again('no answer'));
    const endpoint = openEndpoint(actor);
    actor.wake(() => {
      receive(requestOf(body), endpoint).then(({ statusCode }) => {
        if (actor.isAlive() && statusCode !== 200) again(`${statusCode}`);
      });
    });
  };

  return (body, afterMs = 0) => scheduler.after(afterMs, () => attempt(body, 1));
}

function requestOf(body: string): APIGatewayProxyEventV2 {
  return {
    pathParameters: { token: TOKEN },
    headers: {},
    body,
    isBase64Encoded: false,
  } as unknown as APIGatewayProxyEventV2;
}

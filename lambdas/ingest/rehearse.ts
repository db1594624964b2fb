import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { DELIVERY, SILENT } from '../queue/rehearsal.ts';
import { type Endpoint, receive } from './receive.ts';

const nothing = () => undefined;
const SECRET = { token: 'rehearsal' };

/**
 * Receives a delivery of its own at an endpoint that leads nowhere and logs nothing, so that Node has compiled what the
 * first real one needs. The real secret and the real policy are not touched.
 *
 * @returns what the delivery is answered
 */
export function rehearse(endpoint: Endpoint): ReturnType<typeof receive> {
  const request = { headers: {}, pathParameters: SECRET, body: JSON.stringify(DELIVERY), isBase64Encoded: false };
  return receive(request as Partial<APIGatewayProxyEventV2> as APIGatewayProxyEventV2, {
    ...endpoint,
    policy: { token: true },
    readWebhookSecret: async () => JSON.stringify(SECRET),
    enqueue: async () => undefined,
    log: SILENT,
    reportDelivery: nothing,
    reportRefusal: nothing,
  });
}

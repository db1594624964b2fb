import type { FastifyInstance } from 'fastify';
import { EVENT_NAMES } from '../../lambdas/pilot-status/events.ts';
import type { SimulatorClock } from './clock.ts';
import { type EmitEvent, isOfVoice, type VendorEvent } from './events.ts';

const OF_VOICE = EVENT_NAMES.filter(isOfVoice);
const WITH_DATA = EVENT_NAMES.filter((name) => !isOfVoice(name));

const EVENT = {
  type: 'object',
  required: ['event'],
  oneOf: [
    { properties: { event: { enum: OF_VOICE }, data: false } },
    {
      required: ['data'],
      additionalProperties: false,
      properties: { event: { enum: WITH_DATA }, data: { type: 'object' } },
    },
  ],
};

/**
 * `POST /simulator/events`: any event that is documented, as it is given: those of voice flat, all others with `data`.
 * This is no API of the vendor, and needs no key:
 *
 * ```sh
 * curl http://127.0.0.1:4000/simulator/events -H 'content-type: application/json' \
 *   -d '{"event":"number.health_degraded","data":{"id":"cmm0abc123","numberId":"cmm0abc123"}}'
 * ```
 */
export function addAnyEvent(app: FastifyInstance, { clock, emit }: { clock: SimulatorClock; emit: EmitEvent }): void {
  app.post<{ Body: VendorEvent }>('/simulator/events', { schema: { body: EVENT } }, async ({ body }, reply) => {
    clock.after(0, () => emit(body));
    return reply.code(201).send(body);
  });
}

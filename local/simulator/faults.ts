import type { FastifyInstance } from 'fastify';

/** How often a fault happens: the next so many times, or until the faults are changed. */
interface Times {
  next?: number;
}

/** How a refusal says in `Retry-After` when to try again; without seconds it does not. */
export interface Pause {
  retryAfterSeconds?: number;
  /** As a date instead of as seconds. */
  retryAfterDate?: boolean;
}

/** What goes wrong with a send that is valid. */
export type SendFault = Times &
  (
    | ({ kind: 'rateLimited' | 'unavailable' } & Pause)
    | { kind: 'broken' | 'unauthorized' | 'paymentRequired' | 'forbidden' | 'numberOffline' }
    /** It is refused with 400 and this code, a word or one of Meta's numbers; `nested` puts it into an `error`. */
    | { kind: 'badRequest'; code: string | number; nested?: boolean }
    /** A gateway in front of the vendor refuses it with a page of its own, and does not pass it on. 403 by itself. */
    | { kind: 'blocked'; status?: number; location?: string }
    /** It is accepted, and the connection is cut before the answer. */
    | { kind: 'lost' }
    /**
     * It is accepted, and a gateway answers with a page of its own. 504 by itself; 202 is a success without JSON.
     */
    | { kind: 'gateway'; status?: number }
    /** It is accepted, and then the vendor fails. */
    | { kind: 'brokenAfter' }
    /** It is accepted, and answered so much later. */
    | { kind: 'slow'; ms: number }
    /** It is accepted, and becomes a `message.failed` with this code. */
    | { kind: 'failed'; code: string }
  );

/** What goes wrong with an event on its way to the webhooks. */
export type EventFault = Times &
  (
    | { kind: 'duplicate' | 'drop' }
    /** It is held back until the next event has been delivered. */
    | { kind: 'reorder' }
    | { kind: 'delay'; ms: number }
  );

/** Of each list the first fault holds until it is used up, then the second, and so on. */
export interface FaultLists {
  sends: SendFault[];
  events: EventFault[];
}

export interface VendorFaults {
  /** Takes the fault of the next send, if there is one. */
  ofSend(): SendFault | undefined;
  /** Takes the fault of the next event, if there is one. */
  ofEvent(): EventFault | undefined;
}

const fault = (kinds: string[], properties: object = {}, required: string[] = []) => ({
  type: 'object',
  additionalProperties: false,
  required: ['kind', ...required],
  properties: { kind: { enum: kinds }, next: { type: 'integer', minimum: 1 }, ...properties },
});
const ms = { ms: { type: 'integer', minimum: 0 } };
const code = { code: { type: 'string', minLength: 1 } };
const anyCode = { code: { anyOf: [code.code, { type: 'integer' }] }, nested: { type: 'boolean' } };
const status = (minimum: number, maximum: number) => ({ status: { type: 'integer', minimum, maximum } });
const pause = { retryAfterSeconds: { type: 'integer', minimum: 0 }, retryAfterDate: { type: 'boolean' } };

const FAULTS = {
  type: 'object',
  additionalProperties: false,
  properties: {
    sends: {
      type: 'array',
      items: {
        oneOf: [
          fault(['broken', 'unauthorized', 'paymentRequired', 'forbidden', 'numberOffline', 'lost', 'brokenAfter']),
          { ...fault(['rateLimited', 'unavailable'], pause), dependencies: { retryAfterDate: ['retryAfterSeconds'] } },
          fault(['slow'], ms, ['ms']),
          fault(['badRequest'], anyCode, ['code']),
          fault(['failed'], code, ['code']),
          fault(['blocked'], { ...status(300, 499), location: { type: 'string' } }),
          fault(['gateway'], status(200, 599)),
        ],
      },
    },
    events: {
      type: 'array',
      items: { oneOf: [fault(['duplicate', 'drop', 'reorder']), fault(['delay'], ms, ['ms'])] },
    },
  },
};

/**
 * `/simulator/faults`: what goes wrong on request. This is no API of the vendor, and needs no key. GET tells the faults
 * that are left, PUT replaces them all:
 *
 * ```sh curl -X PUT http://127.0.0.1:4000/simulator/faults -H 'content-type: application/json' \ -d
 * '{"sends":[{"kind":"rateLimited","retryAfterSeconds":2,"next":3},{"kind":"lost","next":1}],
 *        "events":[{"kind":"duplicate"}]}'
 * ```
 *
 * answers the next three sends with 429, cuts the connection of the fourth, and delivers every event twice until `{}`
 * is put.
 */
export function addFaults(app: FastifyInstance, onChange: (faults: FaultLists) => void): VendorFaults {
  let lists: FaultLists = { sends: [], events: [] };

  app.get('/simulator/faults', async () => lists);
  app.put<{ Body: Partial<FaultLists> }>('/simulator/faults', { schema: { body: FAULTS } }, async ({ body }) => {
    lists = { sends: [], events: [], ...body };
    onChange(structuredClone(lists));
    return lists;
  });

  const taking = <Fault extends Times>(listOf: (lists: FaultLists) => Fault[]) => {
    const fault = take(listOf(lists));
    if (fault?.next !== undefined) onChange(structuredClone(lists));
    return fault;
  };
  return { ofSend: () => taking(({ sends }) => sends), ofEvent: () => taking(({ events }) => events) };
}

/** Takes the first fault once; one that is used up leaves the list. */
function take<Fault extends Times>(list: Fault[]): Fault | undefined {
  const [first] = list;
  if (first?.next === undefined) return first;
  if (--first.next === 0) list.shift();
  return first;
}

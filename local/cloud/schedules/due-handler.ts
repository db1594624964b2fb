import type { Gate } from '../aws/gate.ts';
import { objectOf, RestError, type RestHandler, restHandler } from '../aws/rest.ts';
import type { Schedules } from './schedules.ts';

interface DueOptions {
  gate: Gate;
  schedules: Pick<Schedules, 'bringForward'>;
}

/** What a request to the local cloud itself is signed for, where one to AWS has the name of a service. */
export const LOCAL_SERVICE = 'local';

/** Lets a tool have now what is due later: `POST /schedules/due` with `{ "withinMs": 3600000 }`. */
export function createDueHandler({ gate, schedules }: DueOptions): RestHandler {
  return restHandler(gate, async (call, demand) => {
    demand({ action: 'local:BringForward', resource: '*' });
    const { withinMs } = objectOf(call);
    const { method, path } = call;
    const isKnown = method === 'POST' && path.join('/') === 'schedules/due' && typeof withinMs === 'number';
    if (!isKnown) throw new RestError(400, 'ValidationException', 'POST /schedules/due takes { "withinMs": 3600000 }');
    schedules.bringForward(withinMs);
    return { status: 200, body: {} };
  });
}

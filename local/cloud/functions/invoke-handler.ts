import { randomUUID } from 'node:crypto';
import type { Gate } from '../aws/gate.ts';
import { type RestCall, RestError, type RestHandler, restHandler } from '../aws/rest.ts';
import { arn, type StackPlace } from '../place.ts';
import type { FunctionPool } from './function-pool.ts';

interface InvokeOptions {
  place: StackPlace;
  gate: Gate;
  /** By every name and ARN that a function can be invoked by. */
  functions: ReadonlyMap<string, FunctionPool>;
}

/** Lambda's limits for the JSON of an event, in bytes: for an answer that is waited for, and for one that is not. */
const MAX_EVENT_BYTES = 6 * 1024 * 1024;
const MAX_ASYNC_BYTES = 1024 * 1024;

/** How often Lambda tries again what failed and is not waited for. */
const RETRIES = 2;

/** Speaks as much of Lambda's protocol as invoking a function takes. */
export function createInvokeHandler({ place, gate, functions }: InvokeOptions): RestHandler {
  return restHandler({ place, gate }, async (call, demand) => {
    const named = readName(call);
    const resource = named.startsWith('arn:') ? named : arn(place, 'lambda', `function:${named}`);
    demand({ action: 'lambda:InvokeFunction', resource });
    const pool = functions.get(resource) ?? functions.get(named);
    if (pool === undefined) throw new RestError(404, 'ResourceNotFoundException', `Function not found: ${resource}`);
    const type = call.headers['x-amz-invocation-type'] ?? 'RequestResponse';
    const bytes = Buffer.byteLength(JSON.stringify(call.input));
    if (bytes > (type === 'Event' ? MAX_ASYNC_BYTES : MAX_EVENT_BYTES)) {
      throw new RestError(
        413,
        'RequestTooLargeException',
        `Request must be smaller than its limit; it has ${bytes} bytes`,
      );
    }
    if (type === 'DryRun') return { status: 204, body: '' };
    if (type === 'Event') {
      void invokeLater(pool, call.input);
      return { status: 202, body: '' };
    }
    const outcome = await pool.invoke(call.input);
    const version = { 'x-amz-executed-version': '1' };
    if (outcome.outcome === 'ok') return { status: 200, headers: version, body: outcome.result };
    if (outcome.outcome === 'throttled') {
      throw new RestError(429, 'TooManyRequestsException', outcome.error.errorMessage);
    }
    return {
      status: 200,
      headers: { ...version, 'x-amz-function-error': 'Unhandled' },
      body: JSON.stringify(outcome.error),
    };
  });
}

function readName({ method, path }: RestCall): string {
  const [, kind, name, action] = path;
  if (method === 'POST' && kind === 'functions' && action === 'invocations' && name) return name;
  throw new RestError(501, 'NotImplemented', `The local cloud does not know ${method} /${path.join('/')}.`);
}

async function invokeLater(pool: FunctionPool, event: unknown): Promise<void> {
  const requestId = randomUUID();
  for (let tries = 0; tries <= RETRIES; tries++) {
    if ((await pool.invoke(event, requestId)).outcome === 'ok') return;
  }
}

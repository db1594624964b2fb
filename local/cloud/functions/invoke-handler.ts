import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Gate } from '../aws/gate.ts';
import { type Answer, type RestCall, RestError, type RestHandler, restHandler } from '../aws/rest.ts';
import type { EmitActivity } from '../events.ts';
import { arn, type StackPlace } from '../place.ts';
import type { FunctionPool } from './function-pool.ts';

interface InvokeOptions {
  place: StackPlace;
  gate: Gate;
  /** By every name and ARN that a function can be invoked by. */
  functions: ReadonlyMap<string, Pick<FunctionPool, 'invoke'>>;
  emit: EmitActivity;
  /** The pauses before what failed and is not waited for is tried again, in ms. */
  retryPausesMs?: readonly number[];
}

/** Lambda's limits for the JSON of an event, in bytes: for an answer that is waited for, and for one that is not. */
const MAX_EVENT_BYTES = 6 * 1024 * 1024;
const MAX_ASYNC_BYTES = 1024 * 1024;

/** Lambda waits one minute, then two. */
const RETRY_PAUSES_MS = [1_000, 2_000];

const INVOCATION_TYPES = ['RequestResponse', 'Event', 'DryRun'];

/** Speaks as much of Lambda's protocol as invoking a function takes. */
export function createInvokeHandler({ place, gate, functions, emit, ...options }: InvokeOptions): RestHandler {
  const { retryPausesMs = RETRY_PAUSES_MS } = options;
  const answer: Answer = async (call, demand) => {
    const named = readName(call);
    const resource = named.startsWith('arn:') ? named : arn(place, 'lambda', `function:${named}`);
    demand({ action: 'lambda:InvokeFunction', resource });
    const plain = (name: string) => name.replace(/:\$LATEST$/, '');
    const pool = functions.get(plain(resource)) ?? functions.get(plain(named));
    if (pool === undefined) throw new RestError(404, 'ResourceNotFoundException', `Function not found: ${resource}`);
    const type = typeOf(call);
    if (!INVOCATION_TYPES.includes(type)) {
      throw new RestError(400, 'ValidationException', `Invocation type ${type} is not one of ${INVOCATION_TYPES}`);
    }
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
      void invokeLater(pool, call.input, retryPausesMs);
      return { status: 202, body: '' };
    }
    const outcome = await pool.invoke(call.input);
    const version = { 'x-amz-executed-version': '$LATEST' };
    if (outcome.outcome === 'ok') return { status: 200, headers: version, body: outcome.result };
    if (outcome.outcome === 'throttled') {
      throw new RestError(429, 'TooManyRequestsException', outcome.error.errorMessage);
    }
    return {
      status: 200,
      headers: { ...version, 'x-amz-function-error': 'Unhandled' },
      body: JSON.stringify(outcome.error),
    };
  };
  const describe = (call: RestCall) => ({
    operation: 'Invoke',
    input: { FunctionName: readName(call), InvocationType: typeOf(call), Payload: call.input },
  });
  return restHandler(gate, answer, { service: 'lambda', emit, describe });
}

const typeOf = ({ headers }: RestCall): string => String(headers['x-amz-invocation-type'] ?? 'RequestResponse');

/** The name or ARN of the function, with the version or alias that is asked for. */
function readName({ method, path, query }: RestCall): string {
  const [, kind, name, action] = path;
  const qualifier = query.get('Qualifier');
  if (method === 'POST' && kind === 'functions' && action === 'invocations' && name) {
    return qualifier === null || name.endsWith(`:${qualifier}`) ? name : `${name}:${qualifier}`;
  }
  throw new RestError(501, 'NotImplemented', `The local cloud does not know ${method} /${path.join('/')}.`);
}

async function invokeLater(
  pool: Pick<FunctionPool, 'invoke'>,
  event: unknown,
  pausesMs: readonly number[],
): Promise<void> {
  const requestId = randomUUID();
  for (const pauseMs of [0, ...pausesMs]) {
    // Nothing waits for this timer: a function that is stopped refuses the invocation.
    if (pauseMs > 0) await sleep(pauseMs, undefined, { ref: false });
    if ((await pool.invoke(event, requestId)).outcome === 'ok') return;
  }
}

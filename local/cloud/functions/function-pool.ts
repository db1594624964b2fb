import { randomBytes, randomUUID } from 'node:crypto';
import type { EmitActivity } from '../events.ts';
import { newTraceId } from '../trace-id.ts';
import type { Frame } from './blocked.ts';
import { createEnvironmentPool } from './environment-pool.ts';
import {
  type ExecutionEnvironment,
  type FunctionError,
  type InvocationFailure,
  type InvocationInput,
  type InvocationResult,
  startEnvironment,
} from './execution-environment.ts';
import type { LambdaFunction } from './lambda-function.ts';

/** A function that can be invoked. Each concurrent invocation has a process of its own, which is used again after. */
export interface FunctionPool {
  /**
   * @param event must be JSON
   * @param requestId by which what the invocation does is known; a new one by default
   */
  invoke(event: unknown, requestId?: string): Promise<InvocationResult>;
  /** Loads the code into one process, so that the first invocation need not wait for it. */
  warm(): void;
  /**
   * Replaces the code, for every invocation that begins from now on; those under way end with the old one.
   *
   * @param codePath the folder with the new code
   * @returns why the new code cannot be loaded: then the old one stays
   */
  replaceCode(codePath: string): Promise<InvocationFailure | undefined>;
  /** Kills all processes and waits until they are gone. */
  stop(): Promise<void>;
}

interface PoolOptions {
  variables: (logStream: string) => Record<string, string>;
  /** Whether the role lets Lambda write the function's log. */
  mayLog: (logStream: string) => boolean;
  emit: EmitActivity;
  /** How many processes may live at a time; further invocations wait for one to be free. */
  maxEnvironments?: number;
  /** A process that has had nothing to do for this long, in milliseconds, is ended. */
  idleMs?: number;
  /**
   * The port on 127.0.0.1 on which a debugger may attach to the function. It then has one process at a time, which
   * stays, and no timeout.
   */
  inspectPort?: number | undefined;
  /** An invocation that lets nothing else run for this long is ended before its timeout. */
  maxBlockedMs?: number | undefined;
}

const MAX_ENVIRONMENTS = 32;
const IDLE_MS = 60_000;
/** The longest delay of a timer. */
const FOREVER_MS = 2 ** 31 - 1;

/** Lambda's limit for the JSON of a response. */
const MAX_RESPONSE_BYTES = 6_291_556;

/** Runs one function, and reports what it does and writes. */
export function createFunctionPool(lambda: LambdaFunction, options: PoolOptions): FunctionPool {
  const { emit, maxEnvironments = MAX_ENVIRONMENTS, idleMs = IDLE_MS, inspectPort, maxBlockedMs } = options;
  const pool = createEnvironmentPool(
    inspectPort === undefined
      ? { start, maxEnvironments, idleMs }
      : { start, maxEnvironments: 1, idleMs: FOREVER_MS, isAlone: true },
  );
  const used = new WeakSet<ExecutionEnvironment>();
  let running = 0;
  let stopped = false;

  function start(onExit: () => void): ExecutionEnvironment {
    const logStream = newLogStream();
    const mayLog = once(() => options.mayLog(logStream));
    const environment = startEnvironment({
      codePath: lambda.codePath,
      variables: options.variables(logStream),
      memoryMb: lambda.memoryMb,
      timeoutMs: lambda.timeoutSeconds * 1000,
      ...(inspectPort !== undefined && { inspectPort }),
      ...(maxBlockedMs !== undefined && { maxBlockedMs }),
      onLine: (line, requestId) => {
        if (mayLog()) emit({ kind: 'log', function: lambda.id, line, ...(requestId !== undefined && { requestId }) });
      },
      onExit,
    });
    environment.initialized.then(({ ms, failure }) => {
      const outcome = failure ? 'error' : 'ok';
      emit({ kind: 'init', function: lambda.id, outcome, ms, ...(failure && { error: wordsOf(failure.error) }) });
    });
    return environment;
  }

  async function run(invocation: InvocationInput): Promise<InvocationResult & Circumstances> {
    const environment = await pool.acquire();
    const coldStart = !used.has(environment);
    used.add(environment);
    const outcome = await environment.invoke(invocation);
    pool.release(environment);
    return { ...limited(outcome), coldStart, blockedAt: environment.blockedAt() };
  }

  return {
    async invoke(event, requestId = randomUUID()) {
      const started = performance.now();
      const isRefused = stopped || running >= (lambda.reservedConcurrency ?? Number.POSITIVE_INFINITY);
      running += 1;
      const { coldStart, blockedAt, ...outcome } = isRefused
        ? THROTTLED
        : await run(newInvocation(lambda, requestId, event));
      running -= 1;
      const ms = performance.now() - started;
      const more =
        outcome.outcome === 'ok'
          ? { cpuMs: outcome.cpuMs ?? 0 }
          : {
              error: wordsOf(outcome.error) + (blockedAt?.length === 0 ? BLOCKED : ''),
              ...(blockedAt && { blockedAt }),
            };
      emit({ kind: 'invocation', function: lambda.id, requestId, outcome: outcome.outcome, ms, coldStart, ...more });
      return outcome;
    },
    warm: pool.warm,
    async replaceCode(codePath) {
      const before = lambda.codePath;
      lambda.codePath = codePath;
      const failure = await pool.renew();
      if (failure !== undefined) {
        lambda.codePath = before;
        // The old process is gone: a debugger needs another one to attach to.
        if (inspectPort !== undefined) pool.warm();
      }
      return failure;
    },
    stop() {
      stopped = true;
      return pool.stop();
    },
  };
}

/** What is not in the answer of an invocation. */
interface Circumstances {
  coldStart: boolean;
  blockedAt: Frame[] | undefined;
}

const BLOCKED = '; it never returned control: an endless loop?';

const THROTTLED: InvocationFailure & Circumstances = {
  outcome: 'throttled',
  error: { errorType: 'TooManyRequestsException', errorMessage: 'Rate Exceeded.' },
  coldStart: false,
  blockedAt: undefined,
};

function newInvocation(lambda: LambdaFunction, requestId: string, event: unknown): InvocationInput {
  return {
    requestId,
    event: JSON.stringify(event),
    traceId: `${newTraceId()};Sampled=0`,
    context: {
      awsRequestId: requestId,
      callbackWaitsForEmptyEventLoop: true,
      functionName: lambda.name,
      functionVersion: '$LATEST',
      invokedFunctionArn: lambda.arn,
      memoryLimitInMB: String(lambda.memoryMb),
      logGroupName: lambda.logging.group,
    },
  };
}

/** Such as `2026/02/24/[$LATEST]0f…`, one for each execution environment. */
function newLogStream(): string {
  return `${new Date().toISOString().slice(0, 10).replaceAll('-', '/')}/[$LATEST]${randomBytes(16).toString('hex')}`;
}

function limited(outcome: InvocationResult): InvocationResult {
  if (outcome.outcome !== 'ok' || Buffer.byteLength(outcome.result) <= MAX_RESPONSE_BYTES) return outcome;
  const errorMessage = `Response payload size exceeded maximum allowed payload size (${MAX_RESPONSE_BYTES} bytes).`;
  return { outcome: 'error', error: { errorType: 'Function.ResponseSizeTooLarge', errorMessage } };
}

const wordsOf = ({ errorType, errorMessage }: FunctionError): string => `${errorType}: ${errorMessage}`;

function once<Value>(work: () => Value): () => Value {
  let made: { value: Value } | undefined;
  return () => {
    made ??= { value: work() };
    return made.value;
  };
}

import { randomBytes, randomUUID } from 'node:crypto';
import type { Emit } from '../events.ts';
import { newTraceId } from '../trace-id.ts';
import {
  type ExecutionEnvironment,
  type FunctionError,
  type Invocation,
  type Outcome,
  startEnvironment,
} from './execution-environment.ts';
import type { LambdaFunction } from './lambda-function.ts';

/** A function that can be invoked. Each concurrent invocation has a process of its own, which is used again after. */
export interface FunctionPool {
  /** @param event must be JSON */
  invoke(event: unknown): Promise<Outcome>;
  /** Loads the code into one process, so that the first invocation need not wait for it. */
  warm(): void;
  /** Kills all processes and waits until they are gone. */
  stop(): Promise<void>;
}

interface PoolOptions {
  variables: (logStream: string) => Record<string, string>;
  /** Whether the role lets Lambda write the function's log. */
  mayLog: (logStream: string) => boolean;
  emit: Emit;
}

/** A laptop runs no more processes of one function at a time than this; further invocations wait for one to be free. */
const MAX_ENVIRONMENTS = 32;
/** A process that has had nothing to do for this long is ended. */
const IDLE_MS = 60_000;
/** Lambda's limit for the JSON of a response. */
const MAX_RESPONSE_BYTES = 6_291_556;

export function createFunctionPool(lambda: LambdaFunction, options: PoolOptions): FunctionPool {
  const { emit } = options;
  const all = new Set<ExecutionEnvironment>();
  const idle: ExecutionEnvironment[] = [];
  const idleTimers = new Map<ExecutionEnvironment, NodeJS.Timeout>();
  const waiting: ((environment: ExecutionEnvironment) => void)[] = [];
  const used = new WeakSet<ExecutionEnvironment>();
  let running = 0;
  let stopped = false;

  function start(): ExecutionEnvironment {
    const logStream = newLogStream();
    const mayLog = once(() => options.mayLog(logStream));
    const environment: ExecutionEnvironment = startEnvironment({
      codePath: lambda.codePath,
      variables: options.variables(logStream),
      memoryMb: lambda.memoryMb,
      timeoutMs: lambda.timeoutSeconds * 1000,
      onLine: (line, requestId) => {
        if (mayLog()) emit({ kind: 'log', function: lambda.id, line, ...(requestId !== undefined && { requestId }) });
      },
      onExit: () => forget(environment),
    });
    all.add(environment);
    environment.initialized.then(({ ms, error }) => {
      if (stopped) return;
      emit({
        kind: 'init',
        function: lambda.id,
        outcome: error ? 'error' : 'ok',
        ms,
        ...(error && { error: wordsOf(error) }),
      });
    });
    return environment;
  }

  function forget(environment: ExecutionEnvironment): void {
    all.delete(environment);
    const index = idle.indexOf(environment);
    if (index !== -1) idle.splice(index, 1);
    clearTimeout(idleTimers.get(environment));
    if (waiting.length > 0 && !stopped) waiting.shift()?.(start());
  }

  function acquire(): Promise<ExecutionEnvironment> {
    for (let free = idle.pop(); free !== undefined; free = idle.pop()) {
      clearTimeout(idleTimers.get(free));
      if (free.isUsable()) return Promise.resolve(free);
    }
    if (all.size < MAX_ENVIRONMENTS) return Promise.resolve(start());
    return new Promise((resolve) => waiting.push(resolve));
  }

  /** The most recently used process is used first, so that the ones that are not needed grow old. */
  async function release(environment: ExecutionEnvironment): Promise<void> {
    const { error } = await environment.initialized;
    if (error !== undefined || !environment.isUsable() || stopped) return environment.stop();
    const next = waiting.shift();
    if (next !== undefined) return next(environment);
    idle.push(environment);
    idleTimers.set(environment, setTimeout(() => environment.stop(), IDLE_MS).unref());
  }

  async function run(invocation: Invocation): Promise<Outcome & { coldStart: boolean }> {
    const environment = await acquire();
    const coldStart = !used.has(environment);
    used.add(environment);
    const outcome = await environment.invoke(invocation);
    release(environment);
    return { ...limited(outcome), coldStart };
  }

  return {
    async invoke(event) {
      const requestId = randomUUID();
      const started = performance.now();
      const isRefused = stopped || running >= (lambda.reservedConcurrency ?? Number.POSITIVE_INFINITY);
      running += 1;
      const { coldStart, ...outcome } = isRefused ? THROTTLED : await run(newInvocation(lambda, requestId, event));
      running -= 1;
      emit({
        kind: 'invocation',
        function: lambda.id,
        requestId,
        outcome: outcome.outcome,
        ms: performance.now() - started,
        coldStart,
        ...(outcome.outcome !== 'ok' && { error: wordsOf(outcome.error) }),
      });
      return outcome;
    },
    warm() {
      const environment = start();
      idle.push(environment);
      environment.initialized.then(({ error }) => error && environment.stop());
    },
    async stop() {
      stopped = true;
      await Promise.all([...all].map((environment) => environment.stop()));
    },
  };
}

const THROTTLED: Outcome & { coldStart: boolean } = {
  outcome: 'throttled',
  error: { errorType: 'TooManyRequestsException', errorMessage: 'Rate Exceeded.' },
  coldStart: false,
};

function newInvocation(lambda: LambdaFunction, requestId: string, event: unknown): Invocation {
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

function limited(outcome: Outcome): Outcome {
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

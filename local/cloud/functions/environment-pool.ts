import type { ExecutionEnvironment, InvocationFailure } from './execution-environment.ts';

/** The processes of one function: as many as there are invocations at a time, each used again after. */
export interface EnvironmentPool {
  /** A process for one invocation: a free one, a new one or, when there are too many already, the next to be free. */
  acquire(): Promise<ExecutionEnvironment>;
  /** Gives a process back after its invocation. */
  release(environment: ExecutionEnvironment): void;
  /** Starts one process ahead of its first invocation. */
  warm(): void;
  /**
   * Starts a process and, when it has loaded its code, ends all others, those at work after their invocation.
   *
   * @returns why it could not load its code: then the others stay
   */
  renew(): Promise<InvocationFailure | undefined>;
  /** Kills all processes and waits until they are gone. */
  stop(): Promise<void>;
}

interface EnvironmentPoolOptions {
  /** Starts a process, and calls back when it is gone. */
  start: (onExit: () => void) => ExecutionEnvironment;
  /** How many processes may live at a time. */
  maxEnvironments: number;
  /** A process that has had nothing to do for this long, in milliseconds, is ended. */
  idleMs: number;
  /** Whether a new process must not start before the old one is gone, because both need the same port. */
  isAlone?: boolean;
}

export function createEnvironmentPool({
  start,
  maxEnvironments,
  idleMs,
  isAlone,
}: EnvironmentPoolOptions): EnvironmentPool {
  const all = new Set<ExecutionEnvironment>();
  /** The process that was used last is used first, so that those that are not needed grow old. */
  const idle: ExecutionEnvironment[] = [];
  const idleTimers = new Map<ExecutionEnvironment, NodeJS.Timeout>();
  const waiting: ((environment: ExecutionEnvironment) => void)[] = [];
  /** Processes that end after their invocation. */
  const outdated = new WeakSet<ExecutionEnvironment>();
  let stopped = false;

  function add(): ExecutionEnvironment {
    const environment: ExecutionEnvironment = start(() => forget(environment));
    all.add(environment);
    return environment;
  }

  function forget(environment: ExecutionEnvironment): void {
    all.delete(environment);
    wake(environment);
    if (!stopped && waiting.length > 0) waiting.shift()?.(add());
  }

  /** Takes a process out of the idle ones. */
  function wake(environment: ExecutionEnvironment): void {
    const index = idle.indexOf(environment);
    if (index !== -1) idle.splice(index, 1);
    clearTimeout(idleTimers.get(environment));
    idleTimers.delete(environment);
  }

  function release(environment: ExecutionEnvironment): void {
    const next = waiting[0];
    if (stopped || outdated.has(environment) || !environment.isUsable()) {
      void environment.stop();
    } else if (next !== undefined) {
      waiting.shift();
      next(environment);
    } else {
      idle.push(environment);
      idleTimers.set(environment, setTimeout(() => environment.stop(), idleMs).unref());
    }
  }

  function acquire(): Promise<ExecutionEnvironment> {
    const free = idle.findLast((environment) => environment.isUsable());
    if (free !== undefined) {
      wake(free);
      return Promise.resolve(free);
    }
    if (all.size < maxEnvironments) return Promise.resolve(add());
    return new Promise((resolve) => waiting.push(resolve));
  }

  /** Ends the only process after its invocation, then starts the next one, unless an invocation has done so. */
  async function renewAlone(): Promise<InvocationFailure | undefined> {
    await (await acquire()).stop();
    if (stopped) return undefined;
    const [started] = all;
    const environment = started ?? add();
    const { failure } = await environment.initialized;
    if (failure !== undefined) await environment.stop();
    else if (started === undefined) release(environment);
    return failure;
  }

  return {
    acquire,
    release,
    warm() {
      if (all.size < maxEnvironments) idle.push(add());
    },
    async renew() {
      if (isAlone) return renewAlone();
      const others = [...all];
      const environment = add();
      const { failure } = await environment.initialized;
      if (failure !== undefined) return failure;
      for (const other of others) outdated.add(other);
      for (const other of idle.filter((one) => outdated.has(one))) {
        wake(other);
        void other.stop();
      }
      release(environment);
      return undefined;
    },
    async stop() {
      stopped = true;
      const ended = [...all];
      await Promise.all(ended.map((environment) => environment.stop()));
      // Who still waits gets one that is gone, rather than nothing.
      for (const next of waiting.splice(0)) ended.slice(0, 1).forEach(next);
    },
  };
}

import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { readOutput } from './output.ts';

/** An error as Lambda reports it. */
export interface FunctionError {
  errorType: string;
  errorMessage: string;
  trace?: string[];
}

/** How an invocation ended; `result` is JSON. */
export type Outcome =
  | { outcome: 'ok'; result: string }
  | { outcome: 'error' | 'timeout' | 'crash' | 'throttled'; error: FunctionError };

/** What the runtime is told about an invocation, and hands to the handler. */
export interface Invocation {
  /** The event as JSON. */
  event: string;
  requestId: string;
  traceId: string;
  context: Record<string, unknown>;
}

/** One process with the function's code in it. It handles one invocation at a time. */
export interface ExecutionEnvironment {
  /** Settles when the code is loaded, or could not be. */
  initialized: Promise<{ ms: number; error?: FunctionError }>;
  /** Must not be called while another invocation is under way. Never rejects. */
  invoke(invocation: Invocation): Promise<Outcome>;
  /** Whether it can take another invocation. */
  isUsable(): boolean;
  /** Kills the process and waits until it is gone. */
  stop(): Promise<void>;
}

interface EnvironmentOptions {
  /** The folder with the code, which becomes the working directory. */
  codePath: string;
  variables: Record<string, string>;
  memoryMb: number;
  timeoutMs: number;
  /** A line on stdout or stderr; the request id is missing outside an invocation. */
  onLine: (line: string, requestId?: string) => void;
  /** The process is gone, for whatever reason. */
  onExit: () => void;
}

type Message =
  | { type: 'ready' }
  | { type: 'broken'; error: FunctionError }
  | { type: 'result'; result: string }
  | { type: 'failure'; error: FunctionError };

const RUNTIME = join(import.meta.dirname, 'runtime.mjs');

/** Lambda gives the code ten seconds to load. */
const INIT_TIMEOUT_MS = 10_000;

/** How long the last output of a dead process may take, where a grandchild keeps the pipe open. */
const LAST_OUTPUT_MS = 200;

/** Starts a process for one function; it begins at once to load the code. */
export function startEnvironment(options: EnvironmentOptions): ExecutionEnvironment {
  const started = performance.now();
  const child = spawn(process.execPath, [`--max-old-space-size=${options.memoryMb}`, RUNTIME], {
    cwd: options.codePath,
    env: options.variables,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let requestId: string | undefined;
  let usable = true;
  const death = deathOf(child).then((error) => {
    usable = false;
    options.onExit();
    return error;
  });
  const outputs = [child.stdout, child.stderr]
    .filter((stream) => stream !== null)
    .map((stream) => {
      const ends = createSignal();
      readOutput(stream, (line) => options.onLine(line, requestId), ends.fire);
      return ends;
    });
  const initialized = initialize();

  async function initialize(): Promise<{ ms: number; error?: FunctionError }> {
    const message = await withDeadline(nextMessage(child), INIT_TIMEOUT_MS);
    const ms = performance.now() - started;
    if (message === 'late') return { ms, error: timedOut(INIT_TIMEOUT_MS, 'Init') };
    if (message === 'dead') return { ms, error: await death };
    return message.type === 'broken' ? { ms, error: message.error } : { ms };
  }

  /** The next message of the child, or that there will not be one in time. A child that is late is killed. */
  async function withDeadline(message: Promise<Message>, ms: number): Promise<Message | 'dead' | 'late'> {
    const timer = createTimer(ms);
    const first = await Promise.race([message, death.then(() => 'dead' as const), timer.elapsed]);
    timer.clear();
    if (first === 'late') child.kill('SIGKILL');
    return first;
  }

  async function invoke(invocation: Invocation): Promise<Outcome> {
    const { error } = await initialized;
    if (error !== undefined) return { outcome: usable ? 'error' : 'crash', error };
    requestId = invocation.requestId;
    const message = nextMessage(child);
    const written = outputs.map((ends) => ends.next());
    child.send({ ...invocation, deadline: Date.now() + options.timeoutMs }, () => undefined);
    const answer = await withDeadline(message, options.timeoutMs);
    await Promise.race([Promise.all(written), death]);
    const outcome = await outcomeOf(answer);
    requestId = undefined;
    return outcome;
  }

  async function outcomeOf(answer: Message | 'dead' | 'late'): Promise<Outcome> {
    if (answer === 'late') return { outcome: 'timeout', error: timedOut(options.timeoutMs, 'Task') };
    if (answer === 'dead') return { outcome: 'crash', error: await death };
    if (answer.type === 'result') return { outcome: 'ok', result: answer.result };
    if (answer.type === 'failure') return { outcome: 'error', error: answer.error };
    return { outcome: 'crash', error: { errorType: 'Runtime.Unknown', errorMessage: `Unexpected ${answer.type}` } };
  }

  return {
    initialized,
    invoke,
    isUsable: () => usable && child.connected,
    async stop() {
      child.kill('SIGKILL');
      await death;
    },
  };
}

function nextMessage(child: ChildProcess): Promise<Message> {
  return new Promise((resolve) => child.once('message', (message) => resolve(message as Message)));
}

/** Settles when the process is gone and its last output is read, with the words in which Lambda reports it. */
function deathOf(child: ChildProcess): Promise<FunctionError> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ errorType: 'Runtime.ExitError', errorMessage: error.message }));
    child.once('exit', (code, signal) => {
      const timer = setTimeout(done, LAST_OUTPUT_MS);
      child.once('close', done);
      function done(): void {
        clearTimeout(timer);
        resolve({ errorType: 'Runtime.ExitError', errorMessage: describeExit(code, signal) });
      }
    });
  });
}

function describeExit(code: number | null, signal: string | null): string {
  if (code === 0) return 'Runtime exited without providing a reason';
  return `Runtime exited with error: ${signal === null ? `exit status ${code}` : `signal: ${signal}`}`;
}

function timedOut(ms: number, what: string): FunctionError {
  return { errorType: 'Sandbox.Timedout', errorMessage: `${what} timed out after ${(ms / 1000).toFixed(2)} seconds` };
}

function createTimer(ms: number): { elapsed: Promise<'late'>; clear(): void } {
  let timer: NodeJS.Timeout | undefined;
  const elapsed = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), ms);
  });
  return { elapsed, clear: () => clearTimeout(timer) };
}

/** Something that happens again and again; `next` is the next time. */
function createSignal(): { fire(): void; next(): Promise<void> } {
  let listeners: (() => void)[] = [];
  return {
    fire() {
      const waiting = listeners;
      listeners = [];
      for (const resolve of waiting) resolve();
    },
    next: () => new Promise((resolve) => listeners.push(resolve)),
  };
}

import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { type Frame, readBlocked } from './blocked.ts';
import { readOutput } from './output.ts';

/** An error as Lambda reports it. */
export interface FunctionError {
  errorType: string;
  errorMessage: string;
  trace?: string[];
}

export interface InvocationFailure {
  outcome: 'error' | 'timeout' | 'crash' | 'throttled';
  error: FunctionError;
}

/** How an invocation ended; `result` is JSON, `cpuMs` is how long its process kept a processor busy. */
export type InvocationResult = { outcome: 'ok'; result: string; cpuMs?: number } | InvocationFailure;

/** What the runtime gets about an invocation, and hands to the handler. */
export interface InvocationInput {
  /** The event as JSON. */
  event: string;
  requestId: string;
  traceId: string;
  context: Record<string, unknown>;
}

/** One process with the function's code in it. It handles one invocation at a time. */
export interface ExecutionEnvironment {
  /** Settles when the code is loaded, or could not be; the time it took is in milliseconds. */
  initialized: Promise<{ ms: number; failure?: InvocationFailure }>;
  /** Must not be called while another invocation is under way. Never rejects. */
  invoke(invocation: InvocationInput): Promise<InvocationResult>;
  /** Whether it can take another invocation. */
  isUsable(): boolean;
  /**
   * Where its last invocation was killed while it let nothing else run, as an endless loop does: the innermost frame
   * first, if they are known. Undefined when it let others run.
   */
  blockedAt(): Frame[] | undefined;
  /** Kills the process and waits until it is gone. */
  stop(): Promise<void>;
}

interface EnvironmentOptions {
  /** The folder with the code, which becomes the working directory. */
  codePath: string;
  variables: Record<string, string>;
  memoryMb: number;
  timeoutMs: number;
  /** An invocation that lets nothing else run for this long is ended before its timeout. */
  maxBlockedMs?: number;
  /** The port on 127.0.0.1 on which a debugger may attach. Then nothing that takes long is ended. */
  inspectPort?: number;
  /** A line on stdout or stderr; the request id is missing outside an invocation. */
  onLine: (line: string, requestId?: string) => void;
  /** The process is gone, for whatever reason. */
  onExit: () => void;
}

/** What the runtime says. */
type Message =
  | { type: 'ready' }
  | { type: 'alive' }
  | { type: 'result'; result: string; cpuMs: number }
  | { type: 'broken' | 'failure'; error: FunctionError };

const RUNTIME = join(import.meta.dirname, 'runtime.mjs');

/** Lambda gives the code ten seconds to load. */
const INIT_TIMEOUT_MS = 10_000;

/** What takes the place of every time limit while a debugger may stop the function, in ms: a day. */
const NO_LIMIT_MS = 86_400_000;

/** What Node itself writes about a debugger. */
const ABOUT_DEBUGGER =
  /^(Debugger (listening on|attached|ending on)|Waiting for the debugger|For help, see: https:\/\/nodejs)/;

/** How long a process that is late may take to say that it is alive. */
const ALIVE_MS = 250;

/** How long the last output of a dead process may take, where a grandchild keeps the pipe open. */
const LAST_OUTPUT_MS = 200;

/** Starts a process for one function; it begins at once to load the code. */
export function startEnvironment(options: EnvironmentOptions): ExecutionEnvironment {
  const started = performance.now();
  const { inspectPort } = options;
  const inspect = inspectPort === undefined ? [] : [`--inspect=127.0.0.1:${inspectPort}`];
  const timeoutMs = inspectPort === undefined ? options.timeoutMs : NO_LIMIT_MS;
  const child = spawn(process.execPath, [...inspect, `--max-old-space-size=${options.memoryMb}`, RUNTIME], {
    cwd: options.codePath,
    env: options.variables,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const answers = createAnswers();
  let requestId: string | undefined;
  let usable = true;
  let blockedAt: Frame[] | undefined;
  let onAlive = (): void => undefined;

  child.on('message', (message: Message) => (message.type === 'alive' ? onAlive() : answers.give(message)));
  for (const stream of [child.stdout, child.stderr]) {
    if (stream) readOutput(stream, onLine, answers.endOutput);
  }
  const death = deathOf(child).then((error) => {
    usable = false;
    answers.give({ outcome: 'crash', error });
    options.onExit();
  });
  const initialized = initialize();

  function onLine(line: string): void {
    const frames = readBlocked(line);
    if (frames !== undefined) {
      blockedAt = frames;
      answers.give({ outcome: 'timeout', error: timedOut(BLOCKED(options.maxBlockedMs ?? 0)) });
      return;
    }
    if (inspectPort === undefined || !ABOUT_DEBUGGER.test(line)) options.onLine(line, requestId);
  }

  function kill(): void {
    usable = false;
    child.kill('SIGKILL');
  }

  /** Whether the process still lets anything run. */
  function isAlive(): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), ALIVE_MS);
      onAlive = () => {
        clearTimeout(timer);
        resolve(true);
      };
      child.send('alive?', () => undefined);
    });
  }

  async function initialize(): Promise<{ ms: number; failure?: InvocationFailure }> {
    const answer = await answers.next({ outputs: 0, ms: inspectPort === undefined ? INIT_TIMEOUT_MS : NO_LIMIT_MS });
    const outcome = outcomeOf(answer, `Init timed out after ${seconds(INIT_TIMEOUT_MS)}`);
    const ms = performance.now() - started;
    if (outcome.outcome === 'ok') {
      const { maxBlockedMs } = options;
      if (maxBlockedMs !== undefined && inspectPort === undefined) child.send({ maxBlockedMs }, () => undefined);
      return { ms };
    }
    kill();
    return { ms, failure: outcome };
  }

  async function invoke(invocation: InvocationInput): Promise<InvocationResult> {
    const { failure } = await initialized;
    if (failure !== undefined) return failure;
    if (!usable)
      return { outcome: 'crash', error: { errorType: 'Runtime.ExitError', errorMessage: 'The process is gone' } };
    requestId = invocation.requestId;
    const next = answers.next({ outputs: 2, ms: timeoutMs });
    child.send({ ...invocation, deadline: Date.now() + timeoutMs }, () => undefined);
    const outcome = outcomeOf(await next, `Task timed out after ${seconds(timeoutMs)}`);
    if (outcome.outcome === 'timeout') {
      if (blockedAt === undefined && !(await isAlive())) blockedAt = [];
      kill();
    }
    if (!usable) await death;
    requestId = undefined;
    return outcome;
  }

  return {
    initialized,
    invoke,
    isUsable: () => usable && child.connected,
    blockedAt: () => blockedAt,
    stop() {
      kill();
      return death;
    },
  };
}

type Answer = Message | InvocationFailure | 'late';

function outcomeOf(answer: Answer, whenLate: string): InvocationResult {
  if (answer === 'late') return { outcome: 'timeout', error: timedOut(whenLate) };
  if ('outcome' in answer) return answer;
  if ('error' in answer) return { outcome: 'error', error: answer.error };
  return answer.type === 'result'
    ? { outcome: 'ok', result: answer.result, cpuMs: answer.cpuMs }
    : { outcome: 'ok', result: '' };
}

/**
 * Brings the parts of an answer together: what the runtime says, and the end of the output in each stream, which come
 * by different ways. Nobody listens twice at a time.
 */
function createAnswers() {
  const ignore = (): void => undefined;
  let onAnswer: (answer: Message | InvocationFailure) => void = ignore;
  let onEndOfOutput: () => void = ignore;
  return {
    give: (answer: Message | InvocationFailure) => onAnswer(answer),
    endOutput: () => onEndOfOutput(),
    /**
     * The next answer.
     *
     * @param outputs how many streams have to end their output before the answer is complete
     * @returns `late` without an answer after `ms` milliseconds
     */
    next({ outputs, ms }: { outputs: number; ms: number }): Promise<Answer> {
      return new Promise((resolve) => {
        let missing = outputs;
        let answer: Message | undefined;
        const timer = setTimeout(() => settle(answer ?? 'late'), ms);
        onAnswer = (given) => {
          if ('outcome' in given) return settle(given);
          answer = given;
          settleWhenComplete();
        };
        onEndOfOutput = () => {
          missing -= 1;
          settleWhenComplete();
        };
        function settleWhenComplete(): void {
          if (answer !== undefined && missing === 0) settle(answer);
        }
        function settle(result: Answer): void {
          clearTimeout(timer);
          onAnswer = ignore;
          onEndOfOutput = ignore;
          resolve(result);
        }
      });
    },
  };
}

/** Settles when the process is gone and its last output is read, with the words in which Lambda reports it. */
function deathOf(child: ChildProcess): Promise<FunctionError> {
  const exitError = (errorMessage: string) => ({ errorType: 'Runtime.ExitError', errorMessage });
  return new Promise((resolve) => {
    child.once('error', ({ message }) => resolve(exitError(message)));
    child.once('exit', (code, signal) => {
      const timer = setTimeout(done, LAST_OUTPUT_MS);
      child.once('close', done);
      function done(): void {
        clearTimeout(timer);
        resolve(exitError(describeExit(code, signal)));
      }
    });
  });
}

function describeExit(code: number | null, signal: string | null): string {
  if (code === 0) return 'Runtime exited without providing a reason';
  return `Runtime exited with error: ${signal === null ? `exit status ${code}` : `signal: ${signal}`}`;
}

const BLOCKED = (ms: number): string => `Task did not return control for ${seconds(ms)}`;

const timedOut = (errorMessage: string): FunctionError => ({ errorType: 'Sandbox.Timedout', errorMessage });

const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} seconds`;

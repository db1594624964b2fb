import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { APIGatewayProxyStructuredResultV2, SQSBatchResponse } from 'aws-lambda';
import { endWithParent } from './end-with-parent.ts';
import { refuseWarnings } from './refuse-warnings.ts';

const RUNNER = join(import.meta.dirname, 'runner.mjs');

/** A bundle and its surroundings. */
export interface Code {
  /** The absolute path of the bundle. */
  file: string;
  /** All environment variables that there are. */
  environment: Record<string, string>;
}

/** What one line of invocations took. */
export interface Invoked {
  ms: number;
  cpuMs: number;
  /** What the process keeps, in MB; after a collection where it was started with `--expose-gc`. */
  keptMb: number;
}

/** One execution environment whose init is over. */
export interface Sandbox {
  pid: number;
  /** How long loading the bundle took. */
  initMs: number;
  /**
   * Invokes the handler for each event, one after the other.
   *
   * @throws Error when one was not done: a refusal is quick, and would look like a good figure
   */
  invoke(events: readonly unknown[]): Promise<Invoked>;
  /** Ends it. @returns the bytes that it wrote to its log @throws Error when Node.js warned of something */
  end(): Promise<number>;
}

/** How long a process may take to end by itself when it has nothing more to do; kept connections would hold it. */
const END_MS = 20;

/**
 * Starts an execution environment and waits for its init.
 *
 * @param node the program
 * @param flags of the program
 * @throws Error with what it printed when it breaks
 */
export async function startSandbox({ file, environment }: Code, node: string, flags: string[] = []): Promise<Sandbox> {
  const child = spawn(node, [...flags, RUNNER, file], { env: environment, stdio: ['pipe', 'pipe', 'pipe', 'pipe'] });
  endWithParent(child);
  let logBytes = 0;
  let errors = '';
  child.stdout.on('data', (chunk: Buffer) => {
    logBytes += chunk.length;
  });
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk;
  });
  const closed = once(child, 'close');
  const lines = createInterface({ input: child.stdio[3] as Readable })[Symbol.asyncIterator]();

  async function report<Report>(): Promise<Report> {
    const { value, done } = await lines.next();
    if (!done) return JSON.parse(value);
    await closed;
    throw new Error(`${file} broke while it was measured:\n${errors.trim()}`);
  }

  const { initMs } = await report<{ initMs: number }>();
  return {
    pid: child.pid ?? 0,
    initMs,
    async invoke(events) {
      child.stdin.write(`${JSON.stringify({ events })}\n`);
      const { results, ...invoked } = await report<Invoked & { results: unknown[] }>();
      const failure = results.find((result) => !isDone(result));
      if (failure !== undefined) throw new Error(`${file} answered ${JSON.stringify(failure)}`);
      return invoked;
    },
    async end() {
      child.stdin.end();
      const timer = setTimeout(() => child.kill('SIGKILL'), END_MS);
      await closed;
      clearTimeout(timer);
      refuseWarnings(file, errors);
      return logBytes;
    },
  };
}

/** Whether a handler did what it is for: accepted a delivery, or handled a whole batch. */
function isDone(result: unknown): boolean {
  const { statusCode = 200, batchItemFailures = [] } = (result ?? {}) as Partial<APIGatewayProxyStructuredResultV2> &
    Partial<SQSBatchResponse>;
  return statusCode === 200 && batchItemFailures.length === 0;
}

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { endWithUs } from './end-with-us.ts';

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
  /** The most memory that the process had until then, in MB. */
  peakMb: number;
  results: unknown[];
}

/** One execution environment whose init is over. */
export interface Sandbox {
  pid: number;
  /** How long loading the bundle took. */
  initMs: number;
  /** Invokes the handler for each event, one after the other. */
  invoke(events: readonly unknown[]): Promise<Invoked>;
  /** Ends it. @returns the bytes that it wrote to its log */
  end(): Promise<number>;
}

/**
 * Starts an execution environment and waits for its init.
 *
 * @param node the program
 * @throws Error with what it printed when it breaks
 */
export async function startSandbox({ file, environment }: Code, node: string): Promise<Sandbox> {
  const child = spawn(node, [RUNNER, file], { env: environment, stdio: ['pipe', 'pipe', 'pipe', 'pipe'] });
  endWithUs(child);
  const output = { bytes: 0, errors: '' };
  child.stdout?.on('data', (chunk: Buffer) => {
    output.bytes += chunk.length;
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    output.errors += chunk;
  });
  const next = reportsOf(child, () => `${file} broke while it was measured:\n${output.errors.trim()}`);
  const { initMs } = await next<{ initMs: number }>();
  return {
    pid: child.pid ?? 0,
    initMs,
    invoke(events) {
      child.stdin?.write(`${JSON.stringify({ events })}\n`);
      return next<Invoked>();
    },
    async end() {
      const closed = once(child, 'close');
      child.stdin?.end();
      // Connections that are kept would keep the process.
      setTimeout(() => child.kill('SIGKILL'), 20);
      await closed;
      return output.bytes;
    },
  };
}

function reportsOf(child: ChildProcess, explain: () => string): <Report>() => Promise<Report> {
  const lines = createInterface({ input: child.stdio[3] as Readable })[Symbol.asyncIterator]();
  return async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error(explain());
    return JSON.parse(value);
  };
}

import { Worker } from 'node:worker_threads';
import { CommandError } from '../terminal/errors.ts';

/** Guards the time that a bot may take. */
export interface Watchdog {
  /**
   * Waits for what the bot does. Meanwhile Ctrl-C ends the process, even where the bot lets nothing else run.
   *
   * @throws CommandError when it takes longer than it may
   */
  during<Result>(work: () => Promise<Result>): Promise<Result>;
}

/** How much longer an endless loop may take than a promise, in ms: only where the timer cannot run is it one. */
const GRACE_MS = 1_000;

/**
 * Watches from a thread of its own: an endless loop keeps every timer of this one from running, and can be ended only
 * with the process.
 *
 * @param seconds how long the bot may take
 */
export function createWatchdog(seconds: number): Watchdog {
  /** Odd while the bot is at work. */
  const turn = new Int32Array(new SharedArrayBuffer(4));
  let thread: Worker | undefined;

  function next(): void {
    Atomics.add(turn, 0, 1);
    Atomics.notify(turn, 0);
  }

  return {
    async during(work) {
      const workerData = { turn, ms: seconds * 1000 + GRACE_MS, message: LOOP(seconds), pid: process.pid };
      thread ??= new Worker(WATCH, { eval: true, workerData, execArgv: [] });
      thread.unref();
      const { stdin } = process;
      const isRaw = stdin.isTTY && stdin.isRaw;
      // In raw mode Ctrl-C is a key like any other, and nobody reads it during a loop.
      if (isRaw) stdin.setRawMode(false);
      next();
      try {
        return await within(seconds, work());
      } finally {
        next();
        if (isRaw) stdin.setRawMode(true);
      }
    },
  };
}

const LOOP = (seconds: number) =>
  `The bot failed: it has not returned control for ${seconds} s: an endless loop? The chat has ended.\n`;

/** SIGTERM would wait for the loop wherever somebody handles it. */
const WATCH = `
const { workerData: { turn, ms, message, pid } } = require('node:worker_threads');
for (;;) {
  const seen = Atomics.load(turn, 0);
  if (seen % 2 === 0) Atomics.wait(turn, 0, seen);
  else if (Atomics.wait(turn, 0, seen, ms) === 'timed-out') {
    require('node:fs').writeSync(2, message);
    process.kill(pid, 'SIGKILL');
  }
}`;

async function within<Result>(seconds: number, work: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const message = `The bot failed: it took longer than ${seconds} s: does it wait for a promise that never resolves?`;
    timer = setTimeout(() => reject(new CommandError(message)), seconds * 1000);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

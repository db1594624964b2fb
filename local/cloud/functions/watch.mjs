/**
 * A thread of an execution environment that notices when the function lets nothing else run, as in an endless loop:
 * then no timer and no message of the function's own thread is of use. It writes where the function is to standard
 * error, as `blocked.ts` reads it.
 */
import { writeSync } from 'node:fs';
import { Session } from 'node:inspector';
import { parentPort, workerData } from 'node:worker_threads';

const STDERR = 2;

let heardAt = performance.now();
parentPort.on('message', () => {
  heardAt = performance.now();
});

const timer = setInterval(() => {
  if (performance.now() - heardAt > workerData.maxBlockedMs) {
    clearInterval(timer);
    report();
  } else parentPort.postMessage('alive?');
}, workerData.maxBlockedMs / 20);

function report() {
  const files = new Map();
  const session = new Session();
  session.connectToMainThread();
  session.on('Debugger.scriptParsed', ({ params }) => files.set(params.scriptId, params.url));
  session.on('Debugger.paused', ({ params }) => {
    const frames = params.callFrames.map(({ functionName, location }) => ({
      name: functionName,
      file: files.get(location.scriptId),
      line: location.lineNumber,
      column: location.columnNumber ?? 0,
    }));
    // The line is one of its own, also where the function has not ended its last one.
    writeSync(STDERR, `\n\0blocked${JSON.stringify(frames)}\n`);
  });
  session.post('Debugger.enable');
  session.post('Debugger.pause');
}

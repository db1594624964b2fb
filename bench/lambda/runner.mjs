/**
 * The inside of one execution environment that is measured: loads a bundle as Lambda's runtime does, says how long that
 * took, and then invokes the handler for each line of standard input. Plain JavaScript without imports of its own, so
 * that nothing but the bundle is measured.
 *
 * Usage: node runner.mjs BUNDLE, with lines of JSON `{"events":[…]}` on standard input; what is measured goes, one line
 * of JSON each, to descriptor 3. With `--expose-gc` before it, each line tells what is left after a collection.
 */
import { readSync, writeSync } from 'node:fs';
import { createRequire } from 'node:module';

const [, , file] = process.argv;
const NEWLINE = 10;
const CELL = new Int32Array(new SharedArrayBuffer(4));

const loadingAt = process.hrtime.bigint();
// As Lambda's runtime: `.mjs` is imported, what is CommonJS is required.
const { handler } = file.endsWith('.mjs') ? await import(file) : createRequire(import.meta.url)(file);
report({ initMs: since(loadingAt) });

for (let line = readLine(); line !== ''; line = readLine()) {
  const { events } = JSON.parse(line);
  const cpu = process.cpuUsage();
  const startedAt = process.hrtime.bigint();
  const results = [];
  for (const event of events) results.push(await handler(event, contextOf(results.length)));
  const ms = since(startedAt);
  const { user, system } = process.cpuUsage(cpu);
  report({ ms, cpuMs: (user + system) / 1000, keptMb: keptMemory(), results });
}

function contextOf(count) {
  return { awsRequestId: `request-${count}`, functionName: 'measured', getRemainingTimeInMillis: () => 60_000 };
}

/**
 * Waits for a line with the whole process, as Lambda freezes it between invocations.
 *
 * @returns '' at the end of the input
 */
function readLine() {
  const chunks = [];
  const chunk = Buffer.alloc(65_536);
  for (;;) {
    const bytes = readChunk(chunk);
    chunks.push(Buffer.from(chunk.subarray(0, bytes)));
    if (bytes === 0 || chunk[bytes - 1] === NEWLINE) return Buffer.concat(chunks).toString();
  }
}

/** Node.js 24 makes standard input non-blocking. */
function readChunk(chunk) {
  for (;;) {
    try {
      return readSync(0, chunk);
    } catch (error) {
      if (error.code !== 'EAGAIN') throw error;
      Atomics.wait(CELL, 0, 0, 0.5);
    }
  }
}

/** What a collection leaves, in MB: objects, and the buffers that belong to them. */
function keptMemory() {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 1_048_576;
}

function since(start) {
  return Number(process.hrtime.bigint() - start) / 1e6;
}

function report(measured) {
  writeSync(3, `${JSON.stringify(measured)}\n`);
}

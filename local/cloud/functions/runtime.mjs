/**
 * The inside of one execution environment: loads the function's code, then handles one invocation after the other. It
 * talks to the parent over IPC (see `execution-environment.ts`) and needs nothing but Node.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';

const { _HANDLER = '', LAMBDA_TASK_ROOT = '', AWS_LAMBDA_LOG_FORMAT, AWS_LAMBDA_LOG_STREAM_NAME } = process.env;
const EXTENSIONS = ['.js', '.mjs', '.cjs'];

/** Ends the output of an invocation in each stream. Keep in step with `output.ts`. */
const END_MARK = '\0end\n';
const writeOut = process.stdout.write.bind(process.stdout);
const writeError = process.stderr.write.bind(process.stderr);

// The function must not find a channel to a parent that Lambda does not have.
const send = process.send?.bind(process) ?? (() => undefined);
process.send = undefined;

// Ctrl-C reaches every process of the terminal. The parent decides when its children end.
process.on('SIGINT', () => undefined);
// A parent that is gone, even by SIGKILL, takes its children with it.
process.on('disconnect', () => process.exit());
if (!process.connected) process.exit();

try {
  const handler = await loadHandler();
  process.on('message', (said) => {
    if (said === 'alive?') send({ type: 'alive' });
    else if ('maxBlockedMs' in said) watch(said);
    else invoke(handler, said);
  });
  send({ type: 'ready' });
} catch (error) {
  reportError(error);
  send({ type: 'broken', error: describe(error) });
}

/** Starts the thread that notices when this one lets nothing else run for longer than it may. */
function watch(workerData) {
  const watcher = new Worker(join(import.meta.dirname, 'watch.mjs'), { workerData, execArgv: [], env: {} });
  watcher.on('message', (said) => watcher.postMessage(said));
  // After on(), which would keep the process alive.
  watcher.unref();
}

async function loadHandler() {
  const dot = _HANDLER.lastIndexOf('.');
  const base = join(LAMBDA_TASK_ROOT, _HANDLER.slice(0, dot));
  const name = _HANDLER.slice(dot + 1);
  const file = EXTENSIONS.map((extension) => base + extension).find((path) => existsSync(path));
  if (file === undefined) throw named('Runtime.ImportModuleError', `Cannot find module '${_HANDLER.slice(0, dot)}'`);
  const module = await import(pathToFileURL(file).href).catch((error) => {
    throw error instanceof SyntaxError
      ? named('Runtime.UserCodeSyntaxError', `SyntaxError: ${error.message}`, error)
      : error;
  });
  const handler = module[name] ?? module.default?.[name];
  if (handler === undefined) throw named('Runtime.HandlerNotFound', `${_HANDLER} is undefined or not exported`);
  if (typeof handler !== 'function') throw named('Runtime.HandlerNotFunction', `${_HANDLER} is not a function`);
  return handler;
}

async function invoke(handler, { event, context, deadline, traceId }) {
  process.env._X_AMZN_TRACE_ID = traceId;
  const getRemainingTimeInMillis = () => Math.max(0, deadline - Date.now());
  const whole = { ...context, logStreamName: AWS_LAMBDA_LOG_STREAM_NAME, getRemainingTimeInMillis };
  const before = process.cpuUsage();
  const answer = await run(handler, JSON.parse(event), whole);
  const { user, system } = process.cpuUsage(before);
  writeOut(END_MARK);
  writeError(END_MARK);
  send({ ...answer, cpuMs: (user + system) / 1000 });
}

async function run(handler, event, context) {
  try {
    return { type: 'result', result: JSON.stringify(await handler(event, context)) ?? 'null' };
  } catch (error) {
    reportError(error, context.awsRequestId);
    return { type: 'failure', error: describe(error) };
  }
}

/** Writes the error as Lambda does, in the log format of the function. */
function reportError(error, requestId) {
  const timestamp = new Date().toISOString();
  const { errorType, errorMessage, trace } = describe(error);
  const fields = { errorType, errorMessage, stackTrace: trace };
  const line =
    AWS_LAMBDA_LOG_FORMAT === 'JSON'
      ? JSON.stringify({ timestamp, level: 'ERROR', requestId, ...fields })
      : `${timestamp}\t${requestId ?? ''}\tERROR\tInvoke Error\t${JSON.stringify(fields)}`;
  writeError(`${line}\n`);
}

function describe(error) {
  if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error), trace: [] };
  return { errorType: error.name, errorMessage: error.message, trace: String(error.stack).split('\n') };
}

function named(name, message, cause) {
  return Object.assign(new Error(message, { cause }), { name });
}

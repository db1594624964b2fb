import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CloudActivity } from '../../../../local/cloud/events.ts';
import { environmentVariables } from '../../../../local/cloud/functions/environment-variables.ts';
import type { InvocationResult } from '../../../../local/cloud/functions/execution-environment.ts';
import { createFunctionPool, type FunctionPool } from '../../../../local/cloud/functions/function-pool.ts';
import type { LambdaFunction } from '../../../../local/cloud/functions/lambda-function.ts';
import { placeOf } from '../../../../local/cloud/place.ts';
import { findPort } from '../../../../local/inspect.ts';

const codePath = join(import.meta.dirname, '../fixtures/handlers');
const place = placeOf({
  stackName: 'shop',
  region: 'sa-east-1',
  apiUrl: 'http://127.0.0.1:1',
  awsUrl: 'http://127.0.0.1:2',
});
const keys = { accessKeyId: 'ASIAKEY', secretAccessKey: 'secret', sessionToken: 'token' };
const lambda: LambdaFunction = {
  id: 'Worker',
  name: 'shop-Worker',
  arn: 'arn:aws:lambda:sa-east-1:000000000000:function:shop-Worker',
  codePath,
  handler: 'index.echo',
  runtime: 'nodejs24.x',
  timeoutSeconds: 5,
  memoryMb: 128,
  variables: { GREETING: 'olá', NODE_OPTIONS: '--enable-source-maps' },
  logging: { group: '/logs/worker', format: 'JSON', level: 'INFO' },
  role: { arn: 'arn:aws:iam::000000000000:role/worker', name: 'worker', statements: [], trust: [] },
  metadata: {},
};

interface Limits {
  mayLog?: boolean;
  maxEnvironments?: number;
  idleMs?: number;
  inspectPort?: number;
  maxBlockedMs?: number;
}

let pools: FunctionPool[] = [];
afterEach(async () => {
  await Promise.all(pools.map((pool) => pool.stop()));
  pools = [];
});

function start(properties: Partial<LambdaFunction> = {}, { mayLog = true, ...limits }: Limits = {}) {
  const activities: CloudActivity[] = [];
  const whole = { ...lambda, ...properties };
  const pool = createFunctionPool(whole, {
    variables: (logStream) => environmentVariables(whole, keys, place, logStream),
    mayLog: () => mayLog,
    emit: (activity) => activities.push(activity),
    ...limits,
  });
  pools.push(pool);
  return { pool, activities };
}

async function folderWith(code: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'code-'));
  await writeFile(join(folder, 'index.mjs'), code);
  return folder;
}

function resultOf(outcome: InvocationResult) {
  if (outcome.outcome !== 'ok') throw new Error(`${outcome.outcome}: ${outcome.error.errorMessage}`);
  return JSON.parse(outcome.result);
}

const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

describe('new code', () => {
  test('is used by what begins after it has loaded, while what is under way ends with the old code', async () => {
    const slow = (name: string) =>
      `export const echo = async ({ ms }) => (await new Promise((done) => setTimeout(done, ms)), '${name}');`;
    const [first, second] = await Promise.all([folderWith(slow('first')), folderWith(slow('second'))]);
    const { pool } = start({ codePath: first });
    expect(resultOf(await pool.invoke({ ms: 0 }))).toBe('first');
    const underWay = pool.invoke({ ms: 1_500 });
    expect(await pool.replaceCode(second)).toBeUndefined();
    expect(resultOf(await pool.invoke({ ms: 0 }))).toBe('second');
    expect(resultOf(await underWay)).toBe('first');
    const both = await Promise.all([pool.invoke({ ms: 50 }), pool.invoke({ ms: 50 })]);
    expect(both.map(resultOf)).toEqual(['second', 'second']);
    await Promise.all([first, second].map((folder) => rm(folder, { recursive: true })));
  });

  test('that cannot be loaded leaves the old code in use', async () => {
    const [works, breaks] = await Promise.all([
      folderWith("export const echo = () => 'works';"),
      folderWith("throw new Error('broken');"),
    ]);
    const { pool } = start({ codePath: works });
    expect(await pool.replaceCode(breaks)).toMatchObject({ error: { errorMessage: 'broken' } });
    expect(resultOf(await pool.invoke({}))).toBe('works');
    await Promise.all([works, breaks].map((folder) => rm(folder, { recursive: true })));
  });
});

describe('a function that a debugger may attach to', () => {
  /** The debugger's own list of what it may attach to; undefined before a debugger can attach. */
  async function attachable(port: number): Promise<{ id: string }[] | undefined> {
    const response = await fetch(`http://127.0.0.1:${port}/json/list`).catch(() => undefined);
    return response?.json() as Promise<{ id: string }[]> | undefined;
  }
  const inspected = async (properties: Partial<LambdaFunction> = {}) => {
    const inspectPort = await findPort({ name: 'processor', port: 0 });
    return { port: inspectPort, ...start(properties, { inspectPort, idleMs: 1 }) };
  };

  test('has one process on that port, which stays, and writes nothing of it to the log', async () => {
    const { pool, port, activities } = await inspected({ handler: 'index.wait' });
    pool.warm();
    await Promise.all([pool.invoke({ ms: 20 }), pool.invoke({ ms: 20 })]);
    const [process, ...others] = (await attachable(port)) ?? [];
    expect(process?.id).toBeDefined();
    expect(others).toEqual([]);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await attachable(port)).toEqual([expect.objectContaining({ id: process?.id })]);
    expect(activities.filter(({ kind }) => kind === 'init')).toHaveLength(1);
    expect(activities.filter(({ kind }) => kind === 'log')).toEqual([]);
  });

  test('outlives its timeout', async () => {
    const { pool } = await inspected({ handler: 'index.wait', timeoutSeconds: 0.1 });
    expect(await pool.invoke({ ms: 400 })).toMatchObject({ outcome: 'ok' });
  });

  test('has its new code in a new process on the same port, after the invocation under way', async () => {
    const [first, second] = await Promise.all([
      folderWith("export const echo = ({ ms }) => new Promise((done) => setTimeout(done, ms, 'first'));"),
      folderWith("export const echo = () => 'second';"),
    ]);
    const { pool, port } = await inspected({ codePath: first });
    const underWay = pool.invoke({ ms: 300 });
    const waiting = pool.invoke({ ms: 0 });
    expect(await pool.replaceCode(second)).toBeUndefined();
    expect(resultOf(await underWay)).toBe('first');
    await waiting;
    expect(await attachable(port)).toHaveLength(1);
    expect(resultOf(await pool.invoke({}))).toBe('second');
    await Promise.all([first, second].map((folder) => rm(folder, { recursive: true })));
  });

  test('keeps its old code, and the port, when the new code cannot be loaded', async () => {
    const [works, breaks] = await Promise.all([
      folderWith("export const echo = () => 'works';"),
      folderWith("throw new Error('broken');"),
    ]);
    const { pool, port } = await inspected({ codePath: works });
    pool.warm();
    expect(await pool.replaceCode(breaks)).toMatchObject({ error: { errorMessage: 'broken' } });
    expect(resultOf(await pool.invoke({}))).toBe('works');
    expect(await attachable(port)).toHaveLength(1);
    await Promise.all([works, breaks].map((folder) => rm(folder, { recursive: true })));
  });

  test('can be stopped while new code waits for an invocation that does not end', async () => {
    const { pool, port } = await inspected({ handler: 'index.wait' });
    pool.invoke({ ms: 60_000 });
    const replacing = pool.replaceCode(codePath);
    await pool.stop();
    expect(await replacing).toBeUndefined();
    expect(await attachable(port)).toBeUndefined();
  });
});

describe('an invocation', () => {
  test('passes the event and a context, and gives the result', async () => {
    const { pool, activities } = start();
    const { event, remaining, context } = resultOf(await pool.invoke({ text: 'olá', list: [1] }));
    expect(event).toEqual({ text: 'olá', list: [1] });
    expect(remaining).toBeGreaterThan(4500);
    expect(remaining).toBeLessThanOrEqual(5000);
    expect(context).toMatchObject({
      functionName: 'shop-Worker',
      functionVersion: '$LATEST',
      invokedFunctionArn: lambda.arn,
      memoryLimitInMB: '128',
      logGroupName: '/logs/worker',
      logStreamName: expect.stringMatching(/^\d{4}\/\d\d\/\d\d\/\[\$LATEST\][0-9a-f]{32}$/),
    });
    expect(activities).toMatchObject([
      { kind: 'init', function: 'Worker', outcome: 'ok' },
      { kind: 'invocation', function: 'Worker', requestId: context.awsRequestId, outcome: 'ok', coldStart: true },
    ]);
  });

  test('that gives nothing gives null', async () => {
    expect(await start({ handler: 'index.nothing' }).pool.invoke({})).toMatchObject({ outcome: 'ok', result: 'null' });
  });

  test('tells how long it kept a processor busy, not how long it waited', async () => {
    const cpuMsOf = async (handler: string, event: object) => {
      const { pool, activities } = start({ handler });
      await pool.invoke(event);
      return activities.flatMap((activity) => (activity.kind === 'invocation' ? [activity.cpuMs] : []));
    };
    const [[busy], [idle]] = await Promise.all([
      cpuMsOf('index.work', { cpuMs: 150 }),
      cpuMsOf('index.wait', { ms: 150 }),
    ]);
    expect(busy).toBeGreaterThanOrEqual(150);
    expect(idle).toBeLessThan(100);
  });

  test('sees exactly the environment that Lambda gives it, and nothing of this process', async () => {
    process.env.PRIVATE_TO_THE_PARENT = 'x';
    const { env, cwd, argv, canSend } = resultOf(await start({ handler: 'index.environment' }).pool.invoke({}));
    expect(env).toEqual({
      PATH: '/usr/local/bin:/usr/bin:/bin',
      HOME: '/home/sbx_user1051',
      LANG: 'en_US.UTF-8',
      TZ: ':UTC',
      _HANDLER: 'index.environment',
      _X_AMZN_TRACE_ID: expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Sampled=0$/),
      LAMBDA_TASK_ROOT: codePath,
      AWS_REGION: 'sa-east-1',
      AWS_DEFAULT_REGION: 'sa-east-1',
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
      AWS_LAMBDA_FUNCTION_NAME: 'shop-Worker',
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '128',
      AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
      AWS_LAMBDA_LOG_GROUP_NAME: '/logs/worker',
      AWS_LAMBDA_LOG_STREAM_NAME: expect.any(String),
      AWS_LAMBDA_LOG_FORMAT: 'JSON',
      AWS_LAMBDA_LOG_LEVEL: 'INFO',
      AWS_ACCESS_KEY_ID: 'ASIAKEY',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_SESSION_TOKEN: 'token',
      AWS_ENDPOINT_URL: 'http://127.0.0.1:2',
      AWS_ENDPOINT_URL_SQS: 'http://127.0.0.1:2',
      AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:2',
      AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:2',
      AWS_ENDPOINT_URL_EVENTBRIDGE: 'http://127.0.0.1:2',
      AWS_ENDPOINT_URL_LAMBDA: 'http://127.0.0.1:2',
      AWS_ENDPOINT_URL_SCHEDULER: 'http://127.0.0.1:2',
      AWS_ENDPOINT_URL_SECRETS_MANAGER: 'http://127.0.0.1:2',
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      GREETING: 'olá',
      NODE_OPTIONS: '--enable-source-maps',
    });
    expect(cwd).toBe(codePath);
    expect(argv).toEqual(['--max-old-space-size=128']);
    expect(canSend).toBe(false);
  });
});

describe('processes', () => {
  test('are used again, one for each invocation at a time', async () => {
    const { pool, activities } = start({ handler: 'index.wait' });
    const invoke = async () => resultOf(await pool.invoke({ ms: 150 })).pid as number;
    const first = await Promise.all([invoke(), invoke(), invoke()]);
    const second = await Promise.all([invoke(), invoke(), invoke()]);
    expect(new Set(first).size).toBe(3);
    expect(new Set([...first, ...second]).size).toBe(3);
    const invocations = activities.filter((activity) => activity.kind === 'invocation');
    expect(invocations.map(({ coldStart }) => coldStart)).toEqual([true, true, true, false, false, false]);
  });

  test('can be warmed, and the first invocation takes the warm one', async () => {
    const { pool, activities } = start();
    pool.warm();
    expect(resultOf(await pool.invoke({})).count).toBe(1);
    expect(resultOf(await pool.invoke({})).count).toBe(2);
    expect(activities.filter(({ kind }) => kind === 'init')).toHaveLength(1);
  });

  test('are not more than the reserved concurrency allows', async () => {
    const { pool } = start({ handler: 'index.wait', reservedConcurrency: 1 });
    const outcomes = await Promise.all([pool.invoke({ ms: 100 }), pool.invoke({ ms: 100 })]);
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['ok', 'throttled']);
    expect((await pool.invoke({ ms: 0 })).outcome).toBe('ok');
  });

  test('are not more than this computer can bear: further invocations wait', async () => {
    const { pool } = start({ handler: 'index.wait' }, { maxEnvironments: 2 });
    const outcomes = await Promise.all(Array.from({ length: 5 }, () => pool.invoke({ ms: 20 })));
    expect(new Set(outcomes.map((outcome) => resultOf(outcome).pid)).size).toBe(2);
  });

  test('that crash make room for an invocation that waits', async () => {
    const { pool } = start({ handler: 'index.exit' }, { maxEnvironments: 1 });
    const outcomes = await Promise.all([pool.invoke({ code: 1 }), pool.invoke({ code: 2 })]);
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['crash', 'crash']);
  });

  test('end when they have had nothing to do for a while', async () => {
    const { pool } = start({}, { idleMs: 50 });
    const { pid } = resultOf(await pool.invoke({}));
    expect(isAlive(pid)).toBe(true);
    while (isAlive(pid)) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(resultOf(await pool.invoke({})).pid).not.toBe(pid);
  });

  test('are gone when the pool is stopped, also those at work', async () => {
    const { pool } = start({ handler: 'index.echo' });
    const { pid } = resultOf(await pool.invoke({}));
    expect(isAlive(pid)).toBe(true);
    await pool.stop();
    expect(isAlive(pid)).toBe(false);
    expect((await pool.invoke({})).outcome).toBe('throttled');
  });

  test('that are killed from outside fail their invocation, and the next one gets a fresh one', async () => {
    const { pool, activities } = start({ handler: 'index.wait' });
    const { pid } = resultOf(await pool.invoke({ ms: 0 }));
    const invocation = pool.invoke({ ms: 5000 });
    setTimeout(() => process.kill(pid, 'SIGKILL'), 50);
    expect(await invocation).toEqual({
      outcome: 'crash',
      error: { errorType: 'Runtime.ExitError', errorMessage: 'Runtime exited with error: signal: SIGKILL' },
    });
    expect(resultOf(await pool.invoke({ ms: 0 })).pid).not.toBe(pid);
    expect(activities).toContainEqual(
      expect.objectContaining({
        kind: 'invocation',
        outcome: 'crash',
        error: 'Runtime.ExitError: Runtime exited with error: signal: SIGKILL',
      }),
    );
  });

  test('that are killed while they are idle are not used again', async () => {
    const { pool } = start();
    const { pid } = resultOf(await pool.invoke({}));
    process.kill(pid, 'SIGKILL');
    while (isAlive(pid)) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(resultOf(await pool.invoke({})).pid).not.toBe(pid);
  });
});

describe('a function that fails', () => {
  test('by throwing keeps its process', async () => {
    const { pool, activities } = start({ handler: 'index.throwError' });
    expect(await pool.invoke({})).toMatchObject({
      outcome: 'error',
      error: { errorType: 'TypeError', errorMessage: 'what a pity', trace: expect.any(Array) },
    });
    await pool.invoke({});
    expect(activities.filter(({ kind }) => kind === 'init')).toHaveLength(1);
    const lines = activities.flatMap((activity) => (activity.kind === 'log' ? [JSON.parse(activity.line)] : []));
    expect(lines[0]).toMatchObject({ level: 'ERROR', errorType: 'TypeError', errorMessage: 'what a pity' });
  });

  test('by taking too long is killed, even in an endless loop', async () => {
    const { pool, activities } = start({ handler: 'index.spin', timeoutSeconds: 0.3 });
    expect(await pool.invoke({})).toEqual({
      outcome: 'timeout',
      error: { errorType: 'Sandbox.Timedout', errorMessage: 'Task timed out after 0.30 seconds' },
    });
    expect(activities.at(-1)).toMatchObject({
      error: 'Sandbox.Timedout: Task timed out after 0.30 seconds; it never returned control: an endless loop?',
    });
    expect(execFileSync('ps', ['-A', '-o', 'ppid=,args=']).toString().split('\n')).not.toContainEqual(
      expect.stringMatching(new RegExp(`^\\s*${process.pid} .*runtime\\.mjs`)),
    );
  });

  test('to return control for too long is ended early, with the place where it is', async () => {
    const { pool, activities } = start({ handler: 'index.spin', timeoutSeconds: 60 }, { maxBlockedMs: 400 });
    expect(await pool.invoke({})).toMatchObject({ outcome: 'timeout' });
    expect(activities.at(-1)).toMatchObject({
      error: 'Sandbox.Timedout: Task did not return control for 0.40 seconds',
      blockedAt: [{ name: 'spin', place: expect.stringMatching(/handlers\/index\.mjs:\d+:\d+$/) }, {}, {}, {}],
    });
    expect((await pool.invoke({})).outcome).toBe('timeout');
  });

  test('to end in time, and lets others run, is not ended early', async () => {
    const { pool } = start({ handler: 'index.wait' }, { maxBlockedMs: 200 });
    expect((await pool.invoke({ ms: 600 })).outcome).toBe('ok');
  });

  test('by waiting for too long is no endless loop', async () => {
    const { pool, activities } = start({ handler: 'index.wait', timeoutSeconds: 0.3 });
    expect(await pool.invoke({ ms: 60_000 })).toMatchObject({ outcome: 'timeout' });
    expect(activities.at(-1)).toMatchObject({ error: 'Sandbox.Timedout: Task timed out after 0.30 seconds' });
  });

  test.each([
    [0, 'Runtime exited without providing a reason'],
    [7, 'Runtime exited with error: exit status 7'],
  ])('by exiting with %d is a crash', async (code, errorMessage) => {
    const { pool } = start({ handler: 'index.exit' });
    expect(await pool.invoke({ code })).toEqual({
      outcome: 'crash',
      error: { errorType: 'Runtime.ExitError', errorMessage },
    });
  });

  test('by returning more than Lambda takes is an error', async () => {
    expect(await start({ handler: 'index.big' }).pool.invoke({})).toMatchObject({
      outcome: 'error',
      error: { errorType: 'Function.ResponseSizeTooLarge' },
    });
  });

  test.each([
    ['missing.handler', 'error', 'Runtime.ImportModuleError', /^Cannot find module 'missing'$/],
    ['index.missing', 'error', 'Runtime.HandlerNotFound', /^index\.missing is undefined or not exported$/],
    ['index.notAFunction', 'error', 'Runtime.HandlerNotFunction', /^index\.notAFunction is not a function$/],
    ['dies.handler', 'crash', 'Runtime.ExitError', /^Runtime exited with error: exit status 3$/],
  ])('because %s cannot be loaded says why', async (handler, outcome, errorType, errorMessage) => {
    const { pool, activities } = start({ handler });
    expect(await pool.invoke({})).toMatchObject({
      outcome,
      error: { errorType, errorMessage: expect.stringMatching(errorMessage) },
    });
    expect(activities).toContainEqual(expect.objectContaining({ kind: 'init', outcome: 'error' }));
    expect((await pool.invoke({})).outcome).toBe(outcome);
  });
});

test('a function with a syntax error says so', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'broken-'));
  await writeFile(join(folder, 'index.mjs'), 'export const handler = async () => {');
  const { pool } = start({ codePath: folder, handler: 'index.handler' });
  const error = { errorType: 'Runtime.UserCodeSyntaxError', errorMessage: expect.stringMatching(/^SyntaxError: /) };
  expect(await pool.invoke({})).toMatchObject({ outcome: 'error', error });
  await rm(folder, { recursive: true });
});

describe('what a function writes', () => {
  const linesOf = (activities: CloudActivity[]) =>
    activities.flatMap((activity) => (activity.kind === 'log' ? [[activity.requestId, activity.line]] : []));

  test('belongs to its invocation, and is there before the invocation ends', async () => {
    const { pool, activities } = start({ handler: 'index.talk' });
    await pool.invoke({});
    const [id] = activities.flatMap((activity) => (activity.kind === 'invocation' ? [activity.requestId] : []));
    expect(linesOf(activities).sort()).toEqual(
      [
        [id, 'one'],
        [id, 'oops'],
        [id, 'two'],
      ].sort(),
    );
    expect(activities.at(-1)?.kind).toBe('invocation');
  });

  test('is lost when the role may not write the log', async () => {
    const { pool, activities } = start({ handler: 'index.talk' }, { mayLog: false });
    await pool.invoke({});
    expect(linesOf(activities)).toEqual([]);
  });
});

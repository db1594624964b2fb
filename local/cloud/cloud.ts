import type { IncomingMessage } from 'node:http';
import { type Assembly, readAssembly } from './assembly.ts';
import { createCredentialStore, type KeyOwner } from './aws/credentials.ts';
import { createDemands } from './aws/demands.ts';
import { createAwsHandler } from './aws/endpoint.ts';
import { createGate } from './aws/gate.ts';
import { createBuckets } from './buckets/buckets.ts';
import { createS3Handler } from './buckets/handler.ts';
import { type Cleanup, createCleanup } from './cleanup.ts';
import { CloudError } from './errors.ts';
import { createEventBus } from './event-bus/event-bus.ts';
import { readMappings } from './event-sources/mapping.ts';
import { startPoller } from './event-sources/poller.ts';
import type { EmitActivity, ObserveCloud } from './events.ts';
import { environmentVariables } from './functions/environment-variables.ts';
import { readFunctionArns } from './functions/function-arns.ts';
import { createFunctionPool } from './functions/function-pool.ts';
import { createInvokeHandler } from './functions/invoke-handler.ts';
import { type LambdaFunction, readFunctions } from './functions/lambda-function.ts';
import { mayWriteLog } from './functions/log-permission.ts';
import { readHttpApi } from './http-api/api.ts';
import { createApiHandler } from './http-api/server.ts';
import { createHttpEndpoint, type HttpEndpoint, type ServeHttp } from './http-endpoint.ts';
import { readResourcePolicies } from './iam/resource-policies.ts';
import { readRoles } from './iam/roles.ts';
import { openKept } from './kept/kept.ts';
import { placeOf } from './place.ts';
import { withLongestWait } from './queues/longest-wait.ts';
import { startQueues } from './queues/queues.ts';
import { table } from './resources/dynamodb.ts';
import { logGroup } from './resources/observability.ts';
import { bucket } from './resources/s3.ts';
import { scheduleGroup } from './resources/scheduler.ts';
import { secret } from './resources/secrets-manager.ts';
import { queue } from './resources/sqs.ts';
import { scheduleDelivery } from './schedules/deliver.ts';
import { createDueHandler, LOCAL_SERVICE } from './schedules/due-handler.ts';
import { createSchedulerHandler } from './schedules/handler.ts';
import { createSchedules } from './schedules/schedules.ts';
import { createSecrets } from './secrets/secrets.ts';
import { startTables } from './tables/tables.ts';
import { startSweeping } from './tables/time-to-live.ts';
import { readTemplate } from './template.ts';

export type { CloudEvent } from './events.ts';

export interface CloudOptions {
  /** The folder of the cloud assembly that the CDK synthesized. */
  assembly: string;
  /** May be left out when the assembly holds exactly one stack. */
  stack?: string | undefined;
  /** What the logical id of the HTTP API begins with, where the stack has several. */
  api?: string | undefined;
  /** The port of the HTTP API on 127.0.0.1; 0 stands for any free one. */
  port: number;
  /** Values that replace environment variables which functions declare in the template. */
  environment?: Record<string, string>;
  /** The same for those variables that a function declares; others are ignored. */
  values?: Record<string, string>;
  /** The longest time, in seconds, for which a function may postpone a message of the queue with this output. */
  longestWait?: { queueUrlOutput: string; seconds: number };
  /** How a function runs whose code is being written; undefined for any other one. */
  development?: (lambda: Pick<LambdaFunction, 'id' | 'variables'>) => Development | undefined;
  /** The log level of every function, instead of the one in the template. */
  logLevel?: string;
  /** Other implementations of SQS and DynamoDB to use in place of the embedded ones. */
  endpoints?: { sqs?: string; dynamodb?: string };
  /** The port on 127.0.0.1 on which a debugger may attach to the function with this logical id, if any. */
  inspectPort?: (functionId: string) => number | undefined;
  /** The folder in which all state is kept for the next start; without one it is gone at the end. */
  keep?: string;
  observe?: ObserveCloud;
  /**
   * Answers requests to the HTTP API's port that are not for the API; `undefined` leaves a request to the
   * API.
   */
  serveOther?: (request: IncomingMessage) => ServeHttp | undefined;
  /** Epoch milliseconds: the clock of time to live, retention, throttling and timestamps. */
  now?: () => number;
  /** The pause between two sweeps of expired items, in milliseconds. */
  sweepMs?: number;
}

/** What is different where somebody waits to see what the code of a function does. */
export interface Development {
  /** An invocation that lets nothing else run for this long, in ms, as in an endless loop, is ended. */
  maxBlockedMs: number;
  /** How soon the messages of an invocation that did not come to an end come back, in seconds. */
  retrySeconds: number;
  /** Variables of the function with other values. */
  variables: Record<string, string>;
}

/** A stack that runs on this computer. */
export interface Cloud {
  /** The HTTP API, such as `http://127.0.0.1:3000`. */
  url: string;
  /** Where SQS, DynamoDB, Secrets Manager, S3, Scheduler and Lambda answer. */
  awsEndpoint: string;
  /** For tests and tools: what these keys sign is always allowed. */
  adminCredentials: { accessKeyId: string; secretAccessKey: string };
  region: string;
  /** As in CloudFormation: `arn:…:stack/<name>/<uuid>`, the same at every start. */
  stackId: string;
  /** The outputs of the stack. */
  outputs: Record<string, string>;
  /** The environment variables that the functions declare. */
  variables: Record<string, string>;
  /** The current text of a secret, or `undefined` when it has none. */
  getSecret(arnOrName: string): Promise<string | undefined>;
  /** @throws CloudError when the stack has no such secret */
  putSecret(arnOrName: string, value: string): Promise<void>;
  /** Which functions there are, by their logical ids, and where the code of each is. */
  functions: readonly Pick<LambdaFunction, 'id' | 'codePath' | 'variables' | 'metadata'>[];
  /**
   * Replaces the code of a function, for what begins from now on.
   *
   * @param codePath the folder with the new code
   * @throws CloudError when there is no such function, or the new code cannot be loaded: then the old one stays
   */
  replaceCode(id: string, codePath: string): Promise<void>;
  /** Ends every process, server and timer that was started, and all state with them, unless it is kept. */
  stop(): Promise<void>;
}

const SWEEP_MS = 10_000;

/**
 * Runs a synthesized stack on loopback: its HTTP API, functions, queues, tables, secrets, buckets, event source
 * mappings, and the policies of its roles.
 *
 * @throws CloudError in one sentence when the port is taken, the assembly is broken, or the template holds anything
 *   that the local cloud does not know
 */
export async function startCloud(options: CloudOptions): Promise<Cloud> {
  const cleanup = createCleanup();
  try {
    const api = cleanup.add(await createHttpEndpoint(options.port), (endpoint) => endpoint.close());
    const aws = cleanup.add(await createHttpEndpoint(0), (endpoint) => endpoint.close());
    return await run(options, await readAssembly(options.assembly, options.stack), { api, aws }, cleanup);
  } catch (error) {
    await cleanup.run();
    throw error;
  }
}

async function run(options: CloudOptions, assembly: Assembly, servers: Servers, cleanup: Cleanup): Promise<Cloud> {
  const { now = Date.now, endpoints = {}, sweepMs = SWEEP_MS, logLevel, longestWait } = options;
  let stopped = false;
  const emit: EmitActivity = (activity) => {
    if (!stopped) options.observe?.({ ...activity, at: now() });
  };

  const place = placeOf({ ...assembly, apiUrl: servers.api.url, awsUrl: servers.aws.url });
  const stack = readTemplate(assembly.template, place);
  const roles = readRoles(stack);
  const functions = readFunctions(stack, roles, assembly, options.environment, options.values).map((lambda) => ({
    ...lambda,
    variables: { ...lambda.variables, ...options.development?.(lambda)?.variables },
    logging: { ...lambda.logging, ...(logLevel !== undefined && { level: logLevel }) },
  }));
  const api = readHttpApi(stack, options.api);

  const kept = options.keep === undefined ? undefined : openKept(options.keep, stack.all(table));
  const secrets = createSecrets(stack.all(secret), now, kept?.secrets);
  const [queues, tables] = await Promise.all([
    startQueues(stack.all(queue), { region: place.region, now, endpoint: endpoints.sqs, kept: kept?.queues }).then(
      stoppedBy(cleanup),
    ),
    startTables(stack.all(table), place.region, endpoints.dynamodb, kept?.tables).then(stoppedBy(cleanup)),
  ]);
  cleanup.add(startSweeping({ call: tables.call, tables: stack.all(table), now, emit }, sweepMs), (stop) => stop());

  const credentials = createCredentialStore();
  const gate = createGate({
    place,
    backends: {
      sqs: withLongestWait(queues.call, stack.outputs, longestWait),
      dynamodb: tables.call,
      secretsmanager: secrets.call,
      events: (operation, input) => bus(operation, input),
    },
    demandsOf: createDemands(
      place,
      secrets.arnOf,
      (name) => stack.all(table).find(({ ref }) => ref === name)?.properties.SSESpecification?.KMSMasterKeyId,
    ),
    statementsOf: (arn) => roles.find((role) => role.arn === arn)?.statements ?? [],
    resourceStatementsOf: readResourcePolicies(stack),
    emit,
  });
  const buckets = createBuckets(
    stack.all(bucket).map(({ ref }) => ref),
    now,
    kept?.objects,
  );
  const delivery = stoppedBy(cleanup)(scheduleDelivery({ place, gate, roles, emit, now }));
  const schedules = stoppedBy(cleanup)(
    createSchedules(now, (schedule) => void delivery.deliver(schedule), kept?.schedules),
  );

  const mappings = readMappings(stack, functions, stack.all(queue), gate.allows);
  const logGroups = stack.all(logGroup).map(({ ref }) => ref);
  const workers = functions.map((lambda) => {
    const principal: KeyOwner = { admin: false, role: lambda.role, session: lambda.name };
    const keys = credentials.issue(principal);
    const development = options.development?.(lambda);
    const pool = createFunctionPool(lambda, {
      variables: (logStream) => environmentVariables(lambda, keys, place, logStream),
      mayLog: (logStream) => mayWriteLog(lambda, logStream, logGroups, { gate, place }),
      emit,
      inspectPort: options.inspectPort?.(lambda.id),
      maxBlockedMs: development?.maxBlockedMs,
    });
    return { lambda, principal, pool: stoppedBy(cleanup)(pool), retrySeconds: development?.retrySeconds };
  });
  const arns = readFunctionArns(stack);
  const pools = new Map(
    workers.flatMap(({ lambda, pool }) =>
      [...arns].filter(([, arn]) => arn === lambda.arn).map(([named]) => [named, pool]),
    ),
  );
  const bus = createEventBus(stack, {
    ...{ place, sqs: queues.call, functions: pools, emit, now },
    allows: (action, resource, sourceArn) =>
      gate.allows(
        { service: 'events.amazonaws.com' },
        { action, resource: arns.get(resource) ?? resource },
        { sourceArn },
      ),
  });
  servers.aws.open(
    createAwsHandler(credentials, gate, {
      s3: createS3Handler({ buckets, gate, place }),
      [LOCAL_SERVICE]: createDueHandler({ gate, schedules }),
      lambda: createInvokeHandler({ place, gate, functions: pools, emit }),
      scheduler: createSchedulerHandler({
        ...{ place, gate, schedules, roles, emit },
        groups: stack.all(scheduleGroup).map(({ ref }) => ref),
      }),
    }),
  );
  const serveApi = createApiHandler({ api, place, functions: pools, gate, emit, now });
  servers.api.open((request, response) => (options.serveOther?.(request) ?? serveApi)(request, response));

  for (const mapping of mappings) {
    const worker = workers.find(({ lambda }) => lambda === mapping.lambda);
    // Batches that wait for a function in a debugger would come back to the queue meanwhile.
    const slots = options.inspectPort?.(mapping.lambda.id) === undefined ? mapping.concurrency : 1;
    if (worker) {
      const polled = { ...mapping, concurrency: slots };
      cleanup.add(startPoller({ mapping: polled, ...worker, gate, emit }), (stop) => stop());
    }
  }
  for (const { pool } of workers) pool.warm();

  return {
    url: servers.api.url,
    awsEndpoint: servers.aws.url,
    adminCredentials: credentials.issue({ admin: true }),
    region: place.region,
    stackId: place.stackId,
    outputs: stack.outputs,
    variables: Object.assign({}, ...functions.map(({ variables }) => variables)),
    functions,
    async replaceCode(id, codePath) {
      const worker = workers.find(({ lambda }) => lambda.id === id);
      if (worker === undefined) throw new CloudError(`The stack has no function ${id}.`);
      const failure = await worker.pool.replaceCode(codePath);
      if (failure !== undefined) throw new CloudError(`It cannot be loaded: ${failure.error.errorMessage}`);
    },
    getSecret: async (id) => secrets.get(id),
    putSecret: async (id, value) => secrets.put(id, value),
    stop() {
      stopped = true;
      return cleanup.run();
    },
  };
}

interface Servers {
  api: HttpEndpoint;
  aws: HttpEndpoint;
}

function stoppedBy(cleanup: Cleanup): <Thing extends { stop(): unknown }>(thing: Thing) => Thing {
  return (thing) => cleanup.add(thing, () => thing.stop());
}

import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { type Message, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { synthesizeApp } from './assembly.ts';
import { compiled } from './compile.ts';
import { TEST_BOT } from './test-bot.ts';
import { refuseWarnings, watchWarnings } from './warnings.ts';

const ROOT = join(import.meta.dirname, '..', '..');

/** How long a test waits for something to happen, in ms. Nothing sleeps that long: it only ends what never comes. */
const PATIENCE_MS = 100_000;

export interface PrintedStep {
  where: string;
  step: string;
  [field: string]: unknown;
}

interface Ready {
  webhookUrl: string;
  inspectorUrl: string;
  awsEndpoint: string;
  adminCredentials: { accessKeyId: string; secretAccessKey: string };
  region: string;
  stackId: string;
  outputs: Record<string, string>;
}

/** The app in a process of its own, spoken to over HTTP. */
export interface LocalApp {
  process: ChildProcessWithoutNullStreams;
  /** Where it says how tools reach it. */
  stateFile: string;
  ready: Ready;
  steps: PrintedStep[];
  /** All that it wrote on standard output, but for the line that says it is ready, and on standard error. */
  printed(): string;
  /** Posts a delivery to the webhook URL. */
  post(
    body: unknown,
    options?: { url?: string; headers?: Record<string, string> },
  ): Promise<{ status: number; body: string }>;
  /** Waits until so many steps fit. */
  waitFor(fits: (step: PrintedStep) => boolean, count?: number): Promise<PrintedStep[]>;
  /** All records of the ledger under one id. */
  ledger(id: string): Promise<Record<string, unknown>[]>;
  setApiKey(secret: string): Promise<void>;
  setWebhookSecret(secret: string): Promise<void>;
  /** Receives one message from a queue, given by its output, waiting until there is one. */
  receive(queueOutput: string): Promise<Message>;
  /** @throws Error when it, or a function that it ran, warned of something in the end */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

/** Starts `npm start` on a free port, with the steps as JSON, and the bot of our tests unless something else is named. */
export function startAppAndInspector(...args: string[]): Promise<LocalApp> {
  return startAppWith('/dev/null', ...args);
}

/** The same with a file of values in the place of `.env.local`. */
export function startAppWith(envFile: string, ...args: string[]): Promise<LocalApp> {
  const bot = args.includes('--assembly') || args.includes('--bot') ? [] : ['--bot', TEST_BOT];
  return start([compiled('local/start.ts'), '--port', '0', '--json', ...bot, ...args], envFile);
}

/** The same without the inspector, whose page is bundled at each start. */
export function startApp(...args: string[]): Promise<LocalApp> {
  return startAppAndInspector('--no-inspector', ...args);
}

/** Starts the app as it is right after a deployment: no secret is set. Variables of the functions can be replaced. */
export async function startBareApp(environment: Record<string, string>, assembly?: string): Promise<LocalApp> {
  const folder = assembly ?? (await synthesizeApp());
  return start([compiled('test/support/bare-cloud.ts'), folder, JSON.stringify(environment)]);
}

async function start(args: string[], envFile = '/dev/null'): Promise<LocalApp> {
  const stateFile = join(tmpdir(), `local-cloud-${randomUUID()}.json`);
  const env = { ...process.env, LOCAL_STATE_FILE: stateFile, LOCAL_ENV_FILE: envFile };
  const child = spawn(process.execPath, args, { cwd: ROOT, env });
  const steps: PrintedStep[] = [];
  const waiting = new Set<() => void>();
  let lines = '';
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
    watchWarnings(text);
  });
  createInterface({ input: child.stdout }).on('line', (line) => {
    const step: PrintedStep = JSON.parse(line);
    steps.push(step);
    if (step.step !== 'ready') lines += `${line}\n`;
    watchWarnings(line);
    for (const look of waiting) look();
  });

  const waitFor: LocalApp['waitFor'] = (fits, count = 1) =>
    new Promise((resolve, reject) => {
      const done = (settle: () => void) => {
        clearTimeout(timer);
        waiting.delete(look);
        child.off('exit', gone);
        settle();
      };
      const found = () => steps.filter(fits);
      const look = () => found().length >= count && done(() => resolve(found()));
      const gone = () => done(() => reject(new Error(`The app ended: ${errors}`)));
      const timer = setTimeout(() => {
        done(() =>
          reject(new Error(`${found().length} of ${count} steps came: ${JSON.stringify(steps, null, 1)}\n${errors}`)),
        );
      }, PATIENCE_MS);
      waiting.add(look);
      child.on('exit', gone);
      look();
    });

  const begun = waitFor(({ step }) => step === 'ready').catch((error) => {
    // Nobody else could end it.
    child.kill();
    throw error;
  });
  const [ready] = (await begun) as unknown as [Ready];
  const aws = { endpoint: ready.awsEndpoint, region: ready.region, credentials: ready.adminCredentials };
  const output = (name: string) => ready.outputs[name] ?? '';
  const dynamodb = new DynamoDBClient(aws);
  const secrets = new SecretsManagerClient(aws);
  const sqs = new SQSClient(aws);
  const putSecret = async (secretOutput: string, value: string): Promise<void> => {
    await secrets.send(new PutSecretValueCommand({ SecretId: output(secretOutput), SecretString: value }));
  };

  return {
    process: child,
    stateFile,
    ready,
    steps,
    printed: () => lines + errors,
    waitFor,
    async post(body, { url = ready.webhookUrl, headers = { 'content-type': 'application/json' } } = {}) {
      const response = await fetch(url, {
        method: 'POST',
        headers,
        body: typeof body === 'string' ? body : JSON.stringify(body),
      });
      return { status: response.status, body: await response.text() };
    },
    async ledger(id) {
      const { Items = [] } = await dynamodb.send(
        new QueryCommand({
          TableName: output('LedgerTable'),
          KeyConditionExpression: 'id = :id',
          ExpressionAttributeValues: { ':id': { S: id } },
        }),
      );
      return Items.map((item) => unmarshall(item));
    },
    setApiKey: (secret) => putSecret('ApiKeySecretArn', secret),
    setWebhookSecret: (secret) => putSecret('WebhookSecretArn', secret),
    async receive(queueOutput) {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({
          QueueUrl: output(queueOutput),
          WaitTimeSeconds: 15,
          MessageAttributeNames: ['All'],
        }),
      );
      if (Messages[0] === undefined) throw new Error(`${queueOutput} stayed empty`);
      return Messages[0];
    },
    async stop(signal = 'SIGTERM') {
      for (const client of [dynamodb, secrets, sqs]) client.destroy();
      if (child.exitCode === null && child.signalCode === null) {
        child.kill(signal);
        await once(child, 'close');
        await rm(stateFile, { force: true });
      }
      refuseWarnings();
    },
  };
}

import { CommanderError } from 'commander';
import { IS_DEPENDENCY } from '../lib/places.ts';
import { botSecretsIn } from '../operations/bot-secrets.ts';
import { readEnvFile } from '../operations/env-file.ts';
import { languageOf } from '../operations/help.ts';
import { systemLanguage } from '../operations/language.ts';
import { say, speak } from '../operations/say.ts';
import { removeState, stateFile, writeState } from '../operations/state-file.ts';
import { functionName } from '../operations/steps.ts';
import { outputsOfWebhook } from '../operations/webhook-outputs.ts';
import { inspectorUrl, placeOf, type Running, readyStep, readyText } from './announce.ts';
import { withThrownMessages } from './bot-errors.ts';
import { type Cloud, type CloudEvent, startCloud } from './cloud/cloud.ts';
import { findPort, patientVariables } from './inspect.ts';
import { type Inspector, startInspector } from './inspector/inspector.ts';
import { historyFile, takeFolder } from './keep.ts';
import { openBrowser } from './open-browser.ts';
import { readOptions, type StartOptions } from './options.ts';
import { printStep } from './print-step.ts';
import { reloadedText, reloadOnChange } from './reload.ts';
import type { VendorActivity } from './simulator/activity.ts';
import { NUMBER } from './simulator/number.ts';
import { startVendor } from './simulator/vendor.ts';
import { stepReader, vendorStep } from './steps.ts';
import { botFile, synthesize } from './synthesize.ts';
import { synthesizeApp } from './synthesize-app.ts';
import { type LocalWebhook, openWebhook } from './webhook.ts';

/** The key that our simulator accepts, and that is sent to a simulator of the user's own. */
const LOCAL_KEY = 'ps_local';

/** The longest wait until the bot is asked again about what it failed on. */
const RETRY_SECONDS = 3;

// The SDK's warning is about the Node.js of next year.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

speak(languageOf(process.argv.slice(2), process.env));

const startedAt = Date.now();

try {
  await run(readOptions(process.argv.slice(2), process.env));
} catch (error) {
  // Commander has printed its own.
  if (error instanceof CommanderError) process.exit(error.exitCode);
  process.stderr.write(`${say(`${(error as Error).message ?? error}`)}\n`);
  process.exit(1);
}

async function run(options: StartOptions): Promise<void> {
  const print = options.json ? printJson : printStep;
  const isWatched = !options.json && process.stdout.isTTY;
  if (!options.json) process.stdout.write(`${say('Starting …')}\n`);
  const kept = options.keep === undefined ? undefined : await takeFolder(options.keep, options.fresh === true);
  // Made last, when everything that it watches is running.
  let inspector: Inspector | undefined;
  /** What happened before it was made: what was kept goes on at once. */
  const early: CloudEvent[] = [];
  const observeVendor = (activity: VendorActivity): void => {
    inspector?.observeVendor(activity);
    const step = activity.kind === 'message' ? vendorStep(activity, isWatched) : undefined;
    if (step !== undefined) print(step);
  };
  const [assembly, vendor] = await Promise.all([
    assemblyFor(options),
    options.live || options.vendorUrl ? undefined : startVendor({ apiKey: LOCAL_KEY, observe: observeVendor }),
  ]);
  const vendorUrl = options.vendorUrl ?? vendor?.url;
  const values = readEnvFile(process.env);
  const { inspect } = options;
  const inspectPort = inspect && (await findPort(inspect));
  const stepsOf = stepReader();
  const whole = await startCloud({
    assembly,
    stack: options.stack,
    api: options.webhook === 'Default' ? undefined : options.webhook,
    port: options.port,
    endpoints: endpoints(process.env),
    ...(vendorUrl && { environment: { PILOT_STATUS_BASE_URL: vendorUrl } }),
    values: { ...values, ...(inspect && patientVariables(inspect)) },
    inspectPort: (id) => (functionName(id) === inspect?.name ? inspectPort : undefined),
    ...(kept && { keep: kept.path }),
    longestWait: { queueUrlOutput: 'EventsQueueUrl', seconds: RETRY_SECONDS },
    development: ({ id, variables }) => {
      if (functionName(id) !== 'processor' || inspect?.name === 'processor') return undefined;
      const botSeconds = Number(variables.BOT_TIMEOUT_SECONDS);
      return {
        maxBlockedMs: botSeconds * 1000,
        retrySeconds: RETRY_SECONDS,
        // Until then a message belongs to the invocation that was ended.
        variables: { LEASE_SECONDS: String(botSeconds + RETRY_SECONDS) },
      };
    },
    // What the bot throws is logged at this level alone.
    logLevel: 'DEBUG',
    // Programs keep what they read: to them it is not given.
    observe: withThrownMessages((event) => {
      if (inspector) inspector.observeCloud(event);
      else if (options.inspector) early.push(event);
      for (const step of stepsOf(event)) print(options.json ? { ...step, thrown: undefined } : step);
    }),
    serveOther: (request) => inspector?.serveOther(request),
  });
  const cloud = webhookIn(whole, options.webhook);
  if (inspect && !cloud.functions.some(({ id }) => functionName(id) === inspect.name)) {
    throw new Error(`The stack has no function ${inspect.name}: reconcileMinutes of cdk.json is 0.`);
  }
  const webhook = await setSecrets(cloud, options);
  await setBotSecrets(cloud, values);
  if (options.inspector) {
    const language = options.lang ?? systemLanguage(process.env);
    const replies = { url: vendorUrl ?? `${cloud.variables.PILOT_STATUS_BASE_URL}`, chat: vendor !== undefined };
    const history = kept && historyFile(kept.path);
    inspector = await startInspector({ cloud, webhook, vendor: replies, historyFile: history, language });
    for (const event of early.splice(0)) inspector.observeCloud(event);
  }
  vendor?.connect(webhook);
  const stopReloading = options.assembly ? undefined : await reloadSources(cloud, options);
  const state = stateFile(process.env, Number(new URL(cloud.url).port));
  stopOnSignal(state, [inspector, cloud, vendor, stopReloading && { stop: stopReloading }], kept?.release);
  await writeState(state, { ...placeOf(cloud), webhookUrl: webhook.url, vendorUrl, pid: process.pid });
  const debuggerAt = inspect && { function: inspect.name, address: `127.0.0.1:${inspectPort}` };
  const hasInspector = inspector !== undefined;
  announce({ cloud, webhook, vendorUrl, hasInspector, debuggerAt, ms: Date.now() - startedAt }, options);
}

/** The cloud assembly to run: that of our own app, or of another one that uses the construct. */
async function assemblyFor({ assembly, app, bot }: StartOptions): Promise<string> {
  if (assembly !== undefined) return assembly;
  if (app !== undefined || IS_DEPENDENCY) return synthesizeApp(app);
  return synthesize(bot ? { bot } : {});
}

/** The local cloud, as one of the webhooks in its stack sees it. */
interface Webhook extends Cloud {
  /** The file with its bot, where the template says it. */
  bot: string | undefined;
}

/** @throws Error when the stack has no such webhook, or several and none is named */
function webhookIn(cloud: Cloud, wanted: string | undefined): Webhook {
  const { outputs, webhook } = outputsOfWebhook(cloud.outputs, wanted);
  const functions = cloud.functions.filter(({ id }) => id.startsWith(webhook));
  const bot = functions.map(({ metadata }) => metadata['pilot-status:bot']).find((file) => typeof file === 'string');
  const variables = Object.assign({}, ...functions.map((lambda) => lambda.variables));
  return { ...cloud, outputs, functions, variables, bot: bot as string | undefined };
}

/** Sets the API key and the webhook's secret, and gives what deliveries need. */
async function setSecrets(cloud: Cloud, { live, vendorUrl, token }: StartOptions): Promise<LocalWebhook> {
  // The number of our own simulator is known.
  const local = vendorUrl === undefined ? JSON.stringify({ [NUMBER.id]: LOCAL_KEY }) : LOCAL_KEY;
  await cloud.putSecret(output(cloud, 'ApiKeySecretArn'), live ? `${process.env.PILOT_STATUS_API_KEY}` : local);
  return openWebhook(cloud, {
    hookUrl: output(cloud, 'HookUrl'),
    secretId: output(cloud, 'WebhookSecretArn'),
    token,
  });
}

/** Sets those secrets of the bot that have a value on this computer. */
async function setBotSecrets(cloud: Cloud, values: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, arn] of Object.entries(botSecretsIn(cloud.outputs))) {
    if (values[name]) await cloud.putSecret(arn, values[name]);
  }
}

function announce(running: Running, { json, open }: StartOptions): void {
  if (json) printJson(readyStep(running, Date.now()));
  else process.stdout.write(readyText(running, Date.now()));
  const url = inspectorUrl(running);
  if (open && url) openBrowser(url, (sentence) => process.stderr.write(`${say(sentence)}\n`));
}

/** Uses each change of the sources at once. @returns a function that ends it */
async function reloadSources(cloud: Webhook, { bot, json, inspect }: StartOptions): Promise<() => Promise<void>> {
  return reloadOnChange({
    cloud,
    bot: cloud.bot ?? (await botFile(bot)),
    inspected: inspect?.name,
    onReloaded(reloaded) {
      if (json) printJson({ at: Date.now(), where: 'cloud', ...reloaded });
      else process.stdout.write(`${say(reloadedText(reloaded))}\n`);
    },
  });
}

function stopOnSignal(
  state: string,
  parts: ({ stop(): Promise<void> } | undefined)[],
  releaseFolder?: () => Promise<void>,
): void {
  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    await Promise.all([removeState(state, process.pid), ...parts.map((part) => part?.stop())]);
    await releaseFolder?.();
    process.exit(0);
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
}

function endpoints(env: NodeJS.ProcessEnv): { sqs?: string; dynamodb?: string } {
  const { LOCAL_SQS_ENDPOINT: sqs, LOCAL_DYNAMODB_ENDPOINT: dynamodb } = env;
  return { ...(sqs && { sqs }), ...(dynamodb && { dynamodb }) };
}

function output(cloud: Cloud, name: string): string {
  const value = cloud.outputs[name];
  if (value === undefined) throw new Error(`The template has no output ${name}, which npm start needs.`);
  return value;
}

function printJson(step: object): void {
  process.stdout.write(`${JSON.stringify(step)}\n`);
}

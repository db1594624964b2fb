import { placeOf, readyStep, readyText } from './announce.ts';
import { type Cloud, startCloud } from './cloud/cloud.ts';
import { type Inspector, startInspector } from './inspector/inspector.ts';
import { openBrowser } from './open-browser.ts';
import { HELP, type Options, readOptions, UsageError } from './options.ts';
import { printStep } from './print-step.ts';
import type { VendorActivity } from './simulator/activity.ts';
import { startVendor, type Vendor } from './simulator/vendor.ts';
import { removeState, stateFile, writeState } from './state-file.ts';
import { type Step, stepReader, vendorStep } from './steps.ts';
import { synthesize } from './synthesize.ts';
import { openWebhook } from './webhook.ts';

/** The key that our stand-in accepts, and that is sent to a stand-in of the user's own. */
const LOCAL_KEY = 'ps_local';

// The SDK's warning is about the Node.js of next year.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

const startedAt = Date.now();

try {
  const options = readOptions(process.argv.slice(2), process.env);
  if (options === undefined) process.stdout.write(HELP);
  else await run(options);
} catch (error) {
  process.stderr.write(error instanceof UsageError ? `${error.message}\n` : `${(error as Error).message ?? error}\n`);
  process.exit(1);
}

async function run(options: Options): Promise<void> {
  const print = options.json ? printJson : printStep;
  if (!options.json) process.stdout.write('Starting …\n');
  let inspector: Inspector | undefined;
  const [assembly, vendor] = await Promise.all([
    options.assembly ?? synthesize(options.bot ? { bot: options.bot } : {}),
    options.live || options.vendorUrl
      ? undefined
      : startOurVendor((activity) => {
          inspector?.observeVendor(activity);
          printActivity(activity, print, !options.json && process.stdout.isTTY);
        }),
  ]);
  const vendorUrl = options.vendorUrl ?? vendor?.url;
  const stepsOf = stepReader();
  const cloud = await startCloud({
    assembly,
    port: options.port,
    endpoints: endpoints(process.env),
    ...(vendorUrl && { environment: { PILOT_STATUS_BASE_URL: vendorUrl } }),
    observe: (event) => {
      inspector?.observeCloud(event);
      for (const step of stepsOf(event)) print(step);
    },
    beside: (request) => inspector?.beside(request),
  });
  await cloud.putSecret(
    output(cloud, 'ApiKeySecretArn'),
    options.live ? `${process.env.PILOT_STATUS_API_KEY}` : LOCAL_KEY,
  );
  const webhook = await openWebhook(cloud, {
    hookUrl: output(cloud, 'HookUrl'),
    secretId: output(cloud, 'WebhookSecretArn'),
    token: options.token,
  });
  if (options.inspector) {
    const replies = { url: vendorUrl ?? `${cloud.variables.PILOT_STATUS_BASE_URL}`, chat: vendor !== undefined };
    inspector = await startInspector({ cloud, webhookUrl: webhook.url, vendor: replies });
  }
  vendor?.connect(webhook);
  stopOnSignal([inspector, cloud, vendor]);
  await writeState(stateFile(process.env), { ...placeOf(cloud), webhookUrl: webhook.url, pid: process.pid });
  const inspectorUrl = inspector && `http://localhost:${new URL(cloud.url).port}/`;
  const running = { cloud, webhook, vendorUrl, inspectorUrl, ms: Date.now() - startedAt };
  if (options.json) printJson(readyStep(running, Date.now()));
  else process.stdout.write(readyText(running, Date.now()));
  if (options.open && inspectorUrl) openBrowser(inspectorUrl, (sentence) => process.stderr.write(`${sentence}\n`));
}

function startOurVendor(observe: (activity: VendorActivity) => void): Promise<Vendor> {
  return startVendor({ apiKey: LOCAL_KEY, observe });
}

/** Sends are printed by the stand-in; deliveries are told by the functions that get them. */
function printActivity(activity: VendorActivity, print: (step: Step) => void, isWatched: boolean): void {
  const step = activity.kind === 'message' ? vendorStep(activity, isWatched) : undefined;
  if (step !== undefined) print(step);
}

function stopOnSignal(parts: ({ stop(): Promise<void> } | undefined)[]): void {
  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    await Promise.all([removeState(stateFile(process.env), process.pid), ...parts.map((part) => part?.stop())]);
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
  if (value === undefined) throw new UsageError(`The template has no output ${name}, which npm start needs.`);
  return value;
}

function printJson(step: object): void {
  process.stdout.write(`${JSON.stringify(step)}\n`);
}

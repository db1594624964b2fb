import { type Cloud, startCloud } from './cloud/cloud.ts';
import { HELP, type Options, readOptions, UsageError } from './options.ts';
import { printStep } from './print-step.ts';
import { startVendor, type Vendor } from './simulator/vendor.ts';
import { removeState, stateFile, writeState } from './state-file.ts';
import { type Step, stepReader, vendorStep } from './steps.ts';
import { synthesize } from './synthesize.ts';
import { openWebhook, sampleCurl, type Webhook } from './webhook.ts';

/** The key that our stand-in accepts, and that is sent to a stand-in of the user's own. */
const LOCAL_KEY = 'ps_local';

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
  const [assembly, vendor] = await Promise.all([
    options.assembly ?? synthesize(options.bot ? { bot: options.bot } : {}),
    options.live || options.vendorUrl ? undefined : startOurVendor(print, !options.json && process.stdout.isTTY),
  ]);
  const vendorUrl = options.vendorUrl ?? vendor?.url;
  const stepsOf = stepReader();
  const cloud = await startCloud({
    assembly,
    port: options.port,
    endpoints: endpoints(process.env),
    ...(vendorUrl && { environment: { PILOT_STATUS_BASE_URL: vendorUrl } }),
    observe: (event) => {
      for (const step of stepsOf(event)) print(step);
    },
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
  vendor?.connect(webhook);
  stopOnSignal(cloud, vendor);
  await writeState(stateFile(process.env), { ...placeOf(cloud), webhookUrl: webhook.url, pid: process.pid });
  announce(cloud, options, { webhook, vendorUrl });
}

function startOurVendor(print: (step: Step) => void, isWatched: boolean): Promise<Vendor> {
  return startVendor({
    apiKey: LOCAL_KEY,
    observe: (activity) => {
      const step = activity.kind === 'message' ? vendorStep(activity, isWatched) : undefined;
      if (step !== undefined) print(step);
    },
  });
}

/** What a tool needs to reach the stack. */
function placeOf({ awsEndpoint, adminCredentials, region, outputs, stackId }: Cloud) {
  return { awsEndpoint, adminCredentials, region, outputs, stackId };
}

interface Ends {
  webhook: Webhook;
  vendorUrl: string | undefined;
}

function announce(cloud: Cloud, options: Options, { webhook, vendorUrl }: Ends): void {
  const ms = Date.now() - startedAt;
  if (options.json) {
    printJson({
      at: Date.now(),
      where: 'cloud',
      step: 'ready',
      ms,
      webhookUrl: webhook.url,
      vendorUrl,
      ...placeOf(cloud),
    });
    return;
  }
  process.stdout.write(`Ready after ${(ms / 1000).toFixed(1)} s. Replies go to ${vendorUrl ?? 'Pilot Status, for real'}.

  Webhook URL   ${webhook.url}

  Try it        ${sampleCurl(webhook, Date.now())}

  Stop          Ctrl-C

`);
}

function stopOnSignal(cloud: Cloud, vendor: Vendor | undefined): void {
  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    await Promise.all([removeState(stateFile(process.env), process.pid), cloud.stop(), vendor?.stop()]);
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

function printJson(step: Step): void {
  process.stdout.write(`${JSON.stringify(step)}\n`);
}

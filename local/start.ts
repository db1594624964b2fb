import { styleText } from 'node:util';
import type { SignatureScheme } from '../lambdas/ingest/policy.ts';
import { type Cloud, startCloud } from './cloud/cloud.ts';
import { HELP, type Options, readOptions, UsageError } from './options.ts';
import { newSigningSecret, signatureHeaders } from './simulator/sign.ts';
import { type AcceptedSend, startVendor, type Vendor } from './simulator/vendor.ts';
import { renderStep, type Step, stepReader } from './steps.ts';
import { synthesize } from './synthesize.ts';

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
  const print = options.json ? printJson : printLine;
  if (!options.json) process.stdout.write('Starting …\n');
  const [assembly, vendor] = await Promise.all([
    options.assembly ?? synthesize(options.bot ? { bot: options.bot } : {}),
    options.live || options.vendorUrl ? undefined : startOurVendor(print),
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
  const secret = await setWebhookSecret(cloud, options);
  announce(cloud, options, vendorUrl, secret);
  stopOnSignal(cloud, vendor);
}

function startOurVendor(print: (step: Step) => void): Promise<Vendor> {
  return startVendor({
    apiKey: LOCAL_KEY,
    onSend: ({ id, body }) => print({ at: Date.now(), where: 'vendor', step: 'received', id, ...shown(body) }),
  });
}

/** What the vendor got, but for the whole of a phone number: output is pasted into issues. */
function shown(body: AcceptedSend['body']): Record<string, unknown> {
  return {
    to: String(body.destinationNumber ?? body.groupId ?? body.newsletterId).replace(/.(?=.{4})/g, '*'),
    text: body.text,
  };
}

/** What deliveries must present: a token in the URL and, where the stack asks for it, a signature. */
interface WebhookSecret {
  token: string;
  signingSecret?: string;
}

async function setWebhookSecret(cloud: Cloud, options: Options): Promise<WebhookSecret> {
  const id = output(cloud, 'WebhookSecretArn');
  const { token } = JSON.parse((await cloud.getSecret(id)) ?? '{}');
  const scheme = signatureScheme(cloud);
  const secret = { token: options.token ?? token, ...(scheme && { signingSecret: newSigningSecret(scheme) }) };
  await cloud.putSecret(id, JSON.stringify(secret));
  return secret;
}

function signatureScheme({ variables }: Cloud): SignatureScheme | undefined {
  return variables.AUTHENTICATION === undefined ? undefined : JSON.parse(variables.AUTHENTICATION).signature;
}

function announce(cloud: Cloud, options: Options, vendorUrl: string | undefined, secret: WebhookSecret): void {
  const webhookUrl = `${output(cloud, 'HookUrl')}/${secret.token}`;
  const ms = Date.now() - startedAt;
  if (options.json) {
    const { awsEndpoint, adminCredentials, region, outputs } = cloud;
    printJson({
      at: Date.now(),
      where: 'cloud',
      step: 'ready',
      ms,
      webhookUrl,
      vendorUrl,
      awsEndpoint,
      adminCredentials,
      region,
      outputs,
    });
    return;
  }
  process.stdout.write(`Ready after ${(ms / 1000).toFixed(1)} s. Replies go to ${vendorUrl ?? 'Pilot Status, for real'}.

  Webhook URL   ${webhookUrl}

  Try it        ${sampleCurl(webhookUrl, signatureScheme(cloud), secret)}

  Stop          Ctrl-C

`);
}

/** Posts the payload that the vendor documents for `message.received`, signed where a signature is asked for. */
function sampleCurl(
  webhookUrl: string,
  scheme: SignatureScheme | undefined,
  { signingSecret = '' }: WebhookSecret,
): string {
  const sample = {
    event: 'message.received',
    data: {
      from: '+5511999999999',
      to: '+5511888888888',
      numberId: 'cmm0abc123',
      messageId: 'msg_in_id',
      id: 'cmm04obm46zz0qv4ycjp8x6r2',
      type: 'text',
      fromMe: false,
      content: 'Hi',
      createdAt: '2026-02-24T10:30:00.000Z',
    },
  };
  const body = JSON.stringify(sample);
  const signed = scheme && signatureHeaders({ body, id: 'msg_local', now: Date.now() }, scheme, signingSecret);
  const headers = Object.entries({ 'content-type': 'application/json', ...signed });
  return `curl -i ${webhookUrl} ${headers.map(([name, value]) => `-H '${name}: ${value}'`).join(' ')} -d '${body}'`;
}

function stopOnSignal(cloud: Cloud, vendor: Vendor | undefined): void {
  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    await Promise.all([cloud.stop(), vendor?.stop()]);
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

function printLine(step: Step): void {
  const paint = process.stdout.isTTY ? styleText : undefined;
  process.stdout.write(`${renderStep(step, (text, style) => (paint ? paint(style, text) : text))}\n`);
}

import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { synthesizeApp } from '../support/assembly.ts';
import { type LocalApp, type PrintedStep, startApp } from '../support/local-app.ts';
import { received } from '../support/samples.ts';

let folder: string;
let app: LocalApp | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assembly-'));
  await cp(await synthesizeApp(), folder, { recursive: true });
});
afterEach(async () => {
  await app?.stop();
  app = undefined;
  await rm(folder, { recursive: true });
});

interface Statement {
  Action: string | string[];
}

/** Takes an action from the role of a function, as if nobody had granted it. */
async function withoutGrant(roleOf: string, action: string): Promise<void> {
  const file = join(folder, 'Webhook.template.json');
  const template = JSON.parse(await readFile(file, 'utf8'));
  let taken = 0;
  for (const [id, { Type, Properties }] of Object.entries<{ Type: string; Properties: never }>(template.Resources)) {
    if (Type !== 'AWS::IAM::Policy' || !id.startsWith(roleOf)) continue;
    const { Statement } = (Properties as { PolicyDocument: { Statement: Statement[] } }).PolicyDocument;
    for (const statement of Statement) {
      const left = [statement.Action].flat().filter((granted) => granted !== action);
      taken += [statement.Action].flat().length - left.length;
      statement.Action = left.length > 0 ? left : ['nothing:Nothing'];
    }
  }
  expect(taken).toBeGreaterThan(0);
  await writeFile(file, JSON.stringify(template));
}

type Variables = Record<string, unknown>;

/** Gives one function the variable of another, as if it had been mixed up. */
async function mixUp([reader, variable]: [string, string], [owner, other]: [string, string]): Promise<void> {
  const file = join(folder, 'Webhook.template.json');
  const template = JSON.parse(await readFile(file, 'utf8'));
  const variablesOf = (name: string): Variables => {
    const found = Object.entries<{ Type: string; Properties: { Environment: { Variables: Variables } } }>(
      template.Resources,
    ).find(([id, { Type }]) => Type === 'AWS::Lambda::Function' && id.startsWith(name));
    return found?.[1].Properties.Environment.Variables ?? {};
  };
  expect(variablesOf(reader)).toHaveProperty(variable);
  expect(variablesOf(owner)).toHaveProperty(other);
  variablesOf(reader)[variable] = variablesOf(owner)[other];
  await writeFile(file, JSON.stringify(template));
}

/** What was denied last: a function that primes itself may have been denied the same before. */
async function deniedLast({ waitFor }: LocalApp): Promise<PrintedStep | undefined> {
  return (await waitFor(({ step }) => step === 'denied')).at(-1);
}

test('ingest may not read the API key: pointed at it, it is denied and lets nobody in', async () => {
  await mixUp(['IngestFunction', 'WEBHOOK_SECRET_ARN'], ['ReplyFunction', 'API_KEY_SECRET_ARN']);
  app = await startApp('--assembly', folder);
  expect(await app.post(received())).toMatchObject({ status: 503 });
  expect(await deniedLast(app)).toMatchObject({
    action: 'secretsmanager:GetSecretValue',
    resource: app.ready.outputs.ApiKeySecretArn,
    role: expect.stringContaining('IngestFunction'),
  });
});

test('reply may not read the webhook secret: pointed at it, it is denied and sends nothing', async () => {
  await mixUp(['ReplyFunction', 'API_KEY_SECRET_ARN'], ['IngestFunction', 'WEBHOOK_SECRET_ARN']);
  app = await startApp('--assembly', folder);
  expect(await app.post(received())).toMatchObject({ status: 200 });
  await app.waitFor(({ step }) => step === 'broken');
  expect(app.steps.find(({ step }) => step === 'denied')).toMatchObject({
    action: 'secretsmanager:GetSecretValue',
    resource: app.ready.outputs.WebhookSecretArn,
    role: expect.stringContaining('ReplyFunction'),
  });
  expect(app.steps.filter(({ where }) => where === 'vendor')).toEqual([]);
});

test('without its grant to send, ingest is denied by the local cloud and answers 503', async () => {
  await withoutGrant('IngestFunctionRole', 'sqs:SendMessage');
  app = await startApp('--assembly', folder);
  expect(await app.post(received())).toEqual({ status: 503, body: '{"error":"Try again later"}' });
  expect(await deniedLast(app)).toMatchObject({
    action: 'sqs:SendMessage',
    resource: expect.stringContaining('events'),
    role: expect.stringContaining('IngestFunction'),
  });
});

test('without its grant to write the ledger, the processor is denied and sends nothing', async () => {
  await withoutGrant('ProcessorFunctionRole', 'dynamodb:PutItem');
  app = await startApp('--assembly', folder);
  expect(await app.post(received())).toMatchObject({ status: 200 });
  expect(await app.waitFor(({ step }) => step === 'denied')).toMatchObject([{ action: 'dynamodb:PutItem' }]);
  await app.waitFor(({ step }) => step === 'broken');
  expect(app.steps.filter(({ where }) => where === 'vendor')).toEqual([]);
});

test('without its grant to read the secret, ingest lets nobody in', async () => {
  await withoutGrant('IngestFunctionRole', 'secretsmanager:GetSecretValue');
  app = await startApp('--assembly', folder);
  expect(await app.post(received())).toMatchObject({ status: 503 });
  await app.waitFor(({ step, action }) => step === 'denied' && action === 'secretsmanager:GetSecretValue');
});

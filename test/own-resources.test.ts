import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Match, Template } from 'aws-cdk-lib/assertions';
import type { Bot } from '../lambdas/bot-api/index.ts';
import { ask } from '../lambdas/processor/ask.ts';
import { addInfrastructure, type BotInfrastructure } from '../lib/bot-infrastructure.ts';
import { ConfigError, readConfig } from '../lib/config.ts';
import { ownResources, type WrittenFiles } from './support/own-resources.ts';
import { webhookStack } from './support/stack.ts';

const ROOT = join(import.meta.dirname, '..');
const FILE = 'bot/infrastructure.ts';

let table: WrittenFiles;
let call: WrittenFiles;

beforeAll(async () => {
  table = await ownResources('A DynamoDB table', 'table');
  call = await ownResources('Another Lambda function', 'call');
});

const exportOf = async (file: string) => (await import(join(ROOT, file))).default;

async function stackWith(infrastructure: BotInfrastructure) {
  const stack = webhookStack();
  await addInfrastructure(infrastructure, stack, readConfig({}), FILE);
  return Template.fromStack(stack);
}

test('what the page shows compiles', async () => {
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
  const compiled = promisify(execFile)(process.execPath, [tsc, '-p', join(ROOT, table.folder, '..')]);
  expect(await compiled.catch(({ stdout }) => stdout)).toEqual({ stdout: '', stderr: '' });
});

test('the table of the page is in the template, and only the processor may use it', async () => {
  const stack = await stackWith(await exportOf(table.infrastructure));
  const [[id] = []] = Object.entries(stack.findResources('AWS::DynamoDB::Table')).filter(([id]) => /^Orders/.test(id));
  stack.hasResourceProperties('AWS::Lambda::Function', {
    Environment: { Variables: { ORDERS_TABLE: { Ref: id }, LEDGER_TABLE: Match.anyValue() } },
  });
  const policies = Object.entries(stack.findResources('AWS::IAM::Policy'));
  const users = policies.filter(([, policy]) => JSON.stringify(policy).includes(`"${id}"`)).map(([user]) => user);
  expect(users).toEqual([expect.stringContaining('Processor')]);
});

test('the function of the page may be called by the processor', async () => {
  const stack = await stackWith(await exportOf(call.infrastructure));
  stack.hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Action: 'lambda:InvokeFunction' })]) },
  });
});

test('the bot that calls a function answers with what that says', async () => {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    request.on('data', (data) => asked.push(String(data))).on('end', () => response.end('{"price":30}'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const before = process.env;
  process.env = {
    ...before,
    PRICES_FUNCTION: 'prices',
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'key',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_ENDPOINT_URL_LAMBDA: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  };
  try {
    const bot: Bot = await exportOf(call.bot);
    const from = '+5511999999999';
    const message = { event: 'message.received', from, type: 'text', text: 'Pizza', data: {} } as const;
    const said = await ask(bot, { kind: 'message', message }, { id: 'c0ffee', with: from, memory: undefined });
    expect(said).toEqual([{ kind: 'send', content: { text: 'Pizza costs 30.' } }]);
  } finally {
    process.env = before;
    server.closeAllConnections();
    server.close();
  }
  expect(asked).toEqual(['POST /2015-03-31/functions/prices/invocations', '{"product":"Pizza"}']);
});

test.each<[string, BotInfrastructure, string]>([
  [
    'takes a variable of ours',
    ({ processor }) => void processor.addEnvironment('LEDGER_TABLE', 'mine'),
    `${FILE}: LEDGER_TABLE is a variable of the processor already; choose another name`,
  ],
  [
    'fills the environment',
    ({ processor }) => void processor.addEnvironment('LONG', 'x'.repeat(4_096)),
    `${FILE}: the environment of processor takes up to`,
  ],
  [
    'throws',
    () => {
      throw new Error('no such table');
    },
    `${FILE}: no such table`,
  ],
])('infrastructure that %s is refused by the name of its file', async (_what, infrastructure, said) => {
  await expect(stackWith(infrastructure)).rejects.toThrow(ConfigError);
  await expect(stackWith(infrastructure)).rejects.toThrow(said);
});

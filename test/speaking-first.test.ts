import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { readRequest } from '../lambdas/outbox/request.ts';
import { addInfrastructure } from '../lib/bot-infrastructure.ts';
import { readConfig } from '../lib/config.ts';
import { webhookStack } from './support/stack.ts';

const ROOT = join(import.meta.dirname, '..');
const FOLDER = join(ROOT, 'build', 'speaking-first');
const page = readFileSync(join(ROOT, 'docs', 'speaking-first.md'), 'utf8');
const blocks = (language: string) =>
  [...page.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))].map(([, code = '']) => code);

const [, infrastructure = '', caller = ''] = blocks('ts');

beforeAll(async () => {
  await mkdir(FOLDER, { recursive: true });
  await writeFile(join(FOLDER, 'infrastructure.ts'), infrastructure.replace("'../lib/", "'../../lib/"));
  await writeFile(join(FOLDER, 'caller.ts'), caller);
  await writeFile(join(FOLDER, 'tsconfig.json'), JSON.stringify({ extends: '../../tsconfig.json', include: ['*.ts'] }));
});

test('what the page shows compiles', async () => {
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
  const compiled = promisify(execFile)(process.execPath, [tsc, '-p', FOLDER]);
  expect(await compiled.catch(({ stdout }) => stdout)).toEqual({ stdout: '', stderr: '' });
});

test('the role of the page may invoke the outbox, and no other function', async () => {
  const stack = webhookStack();
  const { default: add } = await import(join(FOLDER, 'infrastructure.ts'));
  await addInfrastructure(add, stack, readConfig({}), 'bot/infrastructure.ts');
  const template = Template.fromStack(stack);
  const { OutboxArn } = template.findOutputs('OutboxArn');
  template.hasResourceProperties('AWS::IAM::Policy', {
    Roles: ['shop-backend'],
    PolicyDocument: {
      Statement: [Match.objectLike({ Action: 'lambda:InvokeFunction', Resource: OutboxArn?.Value })],
    },
  });
});

test('the requests of the page are ones that the outbox reads', () => {
  const [request = ''] = blocks('json');
  expect(readRequest(JSON.parse(request), 0)).toMatchObject({ to: '+5511999999999', key: 'order-1234-left' });
  const [, invoked = ''] = /--payload '(.*)'/.exec(page) ?? [];
  expect(readRequest(JSON.parse(invoked), 0)).toMatchObject({ content: { text: 'Your order has left.' } });
});

test('the page names every code with which the outbox refuses, and no other', () => {
  const source = ['outbox', 'request'].map((name) =>
    readFileSync(join(ROOT, 'lambdas', 'outbox', `${name}.ts`), 'utf8'),
  );
  const made = [...source.join('\n').matchAll(/new Refusal\(\s*'(\w+)'/g)].map(([, code]) => code);
  const [, section = ''] = page.split('### Refusals');
  const named = [...section.matchAll(/^\| `(\w+)` \|/gm)].map(([, code]) => code);
  expect(named.sort()).toEqual([...new Set(made)].sort());
  expect(named.length).toBeGreaterThan(8);
});

import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { type Bot, handOver } from '../lambdas/bot-api/index.ts';
import { entryOf } from '../lambdas/publisher/publish.ts';
import { OWN_EVENTS, type PublishedEvent } from '../lambdas/queue/published-event.ts';
import { addInfrastructure, loadInfrastructure } from '../lib/bot-infrastructure.ts';
import { readConfig } from '../lib/config.ts';
import { compilePattern } from '../local/cloud/event-bus/pattern.ts';
import { EVENT_SCHEMAS } from '../scripts/event-schemas.ts';
import { openProcessor, queued } from './support/processor.ts';
import { received } from './support/samples.ts';
import { webhookStack } from './support/stack.ts';

const ROOT = join(import.meta.dirname, '..');
const FOLDER = join('build', 'events-page');
const page = readFileSync(join(ROOT, 'docs', 'events.md'), 'utf8');
const blocks = (language: string) =>
  [...page.matchAll(/```(\w+)\n([\s\S]*?)```/g)].flatMap(([, name, code = '']) => (name === language ? [code] : []));

const [RULES, HELP_DESK] = ['rules.ts', 'help-desk.ts'];

/** An event, as a consumer gets it of the bus. */
interface BusEvent {
  source?: string | undefined;
  'detail-type'?: string | undefined;
  detail: Record<string, unknown>;
}

/** What a stage puts on the bus, by its names: of contacts who want a person, opt out and opt in, and a reply. */
async function happened(stage: string): Promise<BusEvent[]> {
  const events: PublishedEvent[] = [];
  const bot: Bot = { onMessage: ({ text }) => (text === 'human' ? handOver({ minutes: 30 }) : undefined) };
  const { run } = openProcessor({ bot, publish: async (all) => void events.push(...all) });
  for (const [index, content] of ['STOP', 'START', 'human'].entries()) {
    await run(queued(received({ id: `e${index}`, messageId: `m${index}`, content })));
  }
  const [onPage = ''] = blocks('json');
  const put = events.map((event) => {
    const { Source, DetailType, Detail = '' } = entryOf(event, { bus: 'default', stage });
    return { source: Source, 'detail-type': DetailType, detail: JSON.parse(Detail) };
  });
  const { detail, ...reply } = JSON.parse(onPage);
  return [...put, { ...reply, detail: { ...detail, stage } }];
}

/** The template of a stack with infrastructure of the page, with the setting `eventBus`. */
async function deployed(name: string): Promise<Template> {
  const file = join(FOLDER, name);
  const infrastructure = await loadInfrastructure(file);
  if (infrastructure === undefined) throw new Error('The page shows no infrastructure');
  const stack = webhookStack({ eventBus: 'default' });
  await addInfrastructure(infrastructure, stack, readConfig({ eventBus: 'default' }), file);
  return Template.fromStack(stack);
}

/** The only resource of a type whose id begins so, with its id. */
function only(template: Template, type: string, prefix: string) {
  const found = Object.entries(template.findResources(type)).filter(([id]) => id.startsWith(prefix));
  const [one] = found as [string, { Properties: Record<string, unknown> }][];
  if (one === undefined || found.length > 1) throw new Error(`${found.length} resources ${type} begin with ${prefix}`);
  return { id: one[0], properties: one[1].Properties };
}

const arnOf = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });

/** Which events a rule hands on: those of its stage, and none of another stage or system. */
async function pickedBy(rule: { properties: Record<string, unknown> }): Promise<(string | undefined)[]> {
  const matches = compilePattern(rule.properties.EventPattern, 'the page');
  const ours = await happened('prod');
  expect((await happened('staging')).filter(matches)).toEqual([]);
  expect(ours.map((event) => ({ ...event, source: 'aws.s3' })).filter(matches)).toEqual([]);
  return ours.filter(matches).map((event) => event['detail-type']);
}

beforeAll(async () => {
  await rm(join(ROOT, FOLDER), { recursive: true, force: true });
  await mkdir(join(ROOT, FOLDER), { recursive: true });
  for (const [index, code] of blocks('ts').entries()) {
    const name = [RULES, HELP_DESK][index] ?? `other-${index}.ts`;
    await writeFile(join(ROOT, FOLDER, name), code.replace("'../lib/", "'../../lib/"));
  }
  const tsconfig = { extends: '../../tsconfig.json', include: ['*.ts'] };
  await writeFile(join(ROOT, FOLDER, 'tsconfig.json'), JSON.stringify(tsconfig));
});

test('what the page shows compiles', async () => {
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
  const compiled = promisify(execFile)(process.execPath, [tsc, '-p', join(ROOT, FOLDER)]);
  expect(await compiled.catch(({ stdout }) => stdout)).toEqual({ stdout: '', stderr: '' });
});

test('the event on the page fits its schema', () => {
  const [json = ''] = blocks('json');
  const { source, 'detail-type': type, detail } = JSON.parse(json);
  expect(source).toBe('pilot-status-webhook');
  const { [type as string]: schema } = EVENT_SCHEMAS;
  expect(schema?.safeParse(detail).success).toBe(true);
});

test('the page has each event of ours', () => {
  for (const type of OWN_EVENTS) expect(page).toContain(`\`${type}\``);
});

test('the rules on the page hand all events of the stage to a queue, and those about opt-outs to an API', async () => {
  const template = await deployed(RULES);
  const toLake = only(template, 'AWS::Events::Rule', 'ToLake');
  const lake = only(template, 'AWS::SQS::Queue', 'Lake').id;
  expect(await pickedBy(toLake)).toEqual([
    'message.received',
    'contact.opted-out',
    'message.received',
    'contact.opted-in',
    'message.received',
    'conversation.handed-over',
    'reply.sent',
  ]);
  expect(toLake.properties.Targets).toMatchObject([{ Arn: arnOf(lake) }]);
  template.hasResourceProperties('AWS::SQS::QueuePolicy', {
    Queues: [{ Ref: lake }],
    PolicyDocument: {
      Statement: Match.arrayWith([
        Match.objectLike({
          Effect: 'Allow',
          Principal: { Service: 'events.amazonaws.com' },
          Action: Match.arrayWith(['sqs:SendMessage']),
          Condition: { ArnEquals: { 'aws:SourceArn': arnOf(toLake.id) } },
        }),
      ]),
    },
  });

  const toCrm = only(template, 'AWS::Events::Rule', 'ToCrm');
  const crm = only(template, 'AWS::Events::ApiDestination', 'CrmApi');
  expect(await pickedBy(toCrm)).toEqual(['contact.opted-out', 'contact.opted-in']);
  expect(crm.properties).toMatchObject({ HttpMethod: 'POST', InvocationEndpoint: 'https://crm.example.com/opt-outs' });
  expect(toCrm.properties.Targets).toMatchObject([{ Arn: arnOf(crm.id), RoleArn: expect.anything() }]);
  template.hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: {
      Statement: [{ Effect: 'Allow', Action: 'events:InvokeApiDestination', Resource: arnOf(crm.id) }],
    },
  });
});

test('the help desk of the page hears of the conversations that the bot hands over, and may invoke the outbox', async () => {
  const template = await deployed(HELP_DESK);
  const rule = only(template, 'AWS::Events::Rule', 'ToHelpDesk');
  const opener = only(template, 'AWS::Lambda::Function', 'OpenTicket').id;
  expect(await pickedBy(rule)).toEqual(['conversation.handed-over']);
  const handedOver = (await happened('prod')).find((event) => event['detail-type'] === 'conversation.handed-over');
  const byPerson = { ...handedOver, detail: { ...handedOver?.detail, about: { by: 'person' } } };
  expect(compilePattern(rule.properties.EventPattern, 'the page')(byPerson)).toBe(false);
  expect(rule.properties.Targets).toMatchObject([{ Arn: arnOf(opener) }]);
  template.hasResourceProperties('AWS::Lambda::Permission', {
    Action: 'lambda:InvokeFunction',
    FunctionName: arnOf(opener),
    Principal: 'events.amazonaws.com',
    SourceArn: arnOf(rule.id),
  });

  const closer = only(template, 'AWS::Lambda::Function', 'TicketClosed');
  const { OutboxArn } = template.findOutputs('OutboxArn');
  expect(closer.properties).toMatchObject({ Environment: { Variables: { OUTBOX_ARN: OutboxArn?.Value } } });
  const policies = Object.values(template.findResources('AWS::IAM::Policy'));
  const invoking = policies.filter((policy) => JSON.stringify(policy).includes('"lambda:InvokeFunction"'));
  expect(invoking).toMatchObject([
    {
      Properties: {
        Roles: [{ Ref: only(template, 'AWS::IAM::Role', 'TicketClosed').id }],
        PolicyDocument: { Statement: [{ Action: 'lambda:InvokeFunction', Resource: OutboxArn?.Value }] },
      },
    },
  ]);
});

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import { OWN_EVENTS } from '../lambdas/queue/published-event.ts';
import { addInfrastructure, loadInfrastructure } from '../lib/bot-infrastructure.ts';
import { readConfig } from '../lib/config.ts';
import { EVENT_SCHEMAS } from '../scripts/event-schemas.ts';
import { webhookStack } from './support/stack.ts';

const ROOT = join(import.meta.dirname, '..');
const page = readFileSync(join(ROOT, 'docs', 'events.md'), 'utf8');
const blocks = (language: string) =>
  [...page.matchAll(/```(\w+)\n([\s\S]*?)```/g)].filter(([, name]) => name === language);

test('the event on the page fits its schema', () => {
  const [[, , json = ''] = []] = blocks('json');
  const { source, 'detail-type': type, detail } = JSON.parse(json);
  expect(source).toBe('pilot-status-webhook');
  const { [type as string]: schema } = EVENT_SCHEMAS;
  expect(schema?.safeParse(detail).success).toBe(true);
});

test('the page has each event of ours', () => {
  for (const type of OWN_EVENTS) expect(page).toContain(`\`${type}\``);
});

test('the rules on the page are made, and pick the events of their stage', async () => {
  const [[, , code = ''] = []] = blocks('ts');
  const folder = join('build', 'events-page');
  mkdirSync(join(ROOT, folder), { recursive: true });
  const file = join(folder, 'infrastructure.ts');
  writeFileSync(join(ROOT, file), code.replace("'../lib/", "'../../lib/"));
  const infrastructure = await loadInfrastructure(file);
  if (infrastructure === undefined) throw new Error('The page shows no infrastructure');
  const stack = webhookStack({ eventBus: 'default' });
  await addInfrastructure(infrastructure, stack, readConfig({ eventBus: 'default' }), file);
  const template = Template.fromStack(stack);
  template.hasResourceProperties('AWS::Events::Rule', {
    EventPattern: { source: ['pilot-status-webhook'], detail: { stage: ['prod'] } },
  });
  template.resourceCountIs('AWS::Events::ApiDestination', 1);
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { template } from './support/stack.ts';

const runbook = readFileSync(join(import.meta.dirname, '..', 'docs', 'operations.md'), 'utf8');
const stack = template();

const ids = Object.values(
  template({ reconcileMinutes: 15, eventBus: 'default' }).findResources('AWS::CloudWatch::Alarm'),
).map(({ Properties }) => Properties.AlarmName.replace('pilot-status-prod-', ''));
const chapterOf = (id: string) => runbook.split(/^## /m).find((chapter) => chapter.startsWith(`${id}\n`)) ?? '';

test.each(ids)('the runbook has a chapter for %s, with all that is needed at night', (id) => {
  const chapter = chapterOf(id);
  for (const part of ['What people notice', 'First command', 'Causes', 'Repair', 'It is over']) {
    expect(chapter).toContain(`**${part}`);
  }
  expect(chapter).toMatch(/npm run pilot -- \w+/);
  expect(chapter).toMatch(/^1\. /m);
});

test.each(ids)('the runbook finds %s by what people notice', (id) => {
  expect(runbook.split(/^## /m)[0]).toContain(`[${id}](#${id.toLowerCase()})`);
});

test('the runbook tells of no alarm that there is not', () => {
  const linked = [...runbook.matchAll(/\(#([a-z]+)\)/g)].map(([, anchor]) => anchor);
  expect(linked.filter((anchor) => !ids.some((id) => id.toLowerCase() === anchor))).toEqual([]);
});

test('the amounts in the table of costs are those of the stack', () => {
  const count = (type: string) => Object.keys(stack.findResources(type)).length;
  expect(runbook).toContain(`| alarms | ${count('AWS::CloudWatch::Alarm')}, which look at 27 metrics |`);
  expect(runbook).toContain(
    `| ${count('AWS::Logs::MetricFilter')} and ${count('AWS::Logs::QueryDefinition')} | nothing |`,
  );
});

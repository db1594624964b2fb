import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { template } from './support/stack.ts';

const DOCS = join(import.meta.dirname, '..', 'docs');
const stack = template();

const ids = Object.values(
  template({ reconcileMinutes: 15, eventBus: 'default' }).findResources('AWS::CloudWatch::Alarm'),
).map(({ Properties }) => Properties.AlarmName.replace('pilot-status-prod-', ''));

interface Runbook {
  page: string;
  /** What is needed at night, as each chapter begins it. */
  parts: string[];
  alarms: (alarms: number, metrics: number) => string;
  logs: (filters: number, queries: number) => string;
}

const RUNBOOKS: Runbook[] = [
  {
    page: 'operations.md',
    parts: ['What people notice', 'First command', 'Causes', 'Repair', 'It is over'],
    alarms: (alarms, metrics) => `| alarms | ${alarms}, which look at ${metrics} metrics |`,
    logs: (filters, queries) => `| ${filters} and ${queries} | nothing |`,
  },
  {
    page: 'pt-BR/operations.md',
    parts: ['O que as pessoas percebem', 'Primeiro comando', 'Causas', 'Correção', 'Está resolvido'],
    alarms: (alarms, metrics) => `| alarmes | ${alarms}, que olham ${metrics} métricas |`,
    logs: (filters, queries) => `| ${filters} e ${queries} | nada |`,
  },
];

describe.each(RUNBOOKS)('$page', ({ page, parts, alarms, logs }) => {
  const runbook = readFileSync(join(DOCS, page), 'utf8');
  const chapterOf = (id: string) => runbook.split(/^## /m).find((chapter) => chapter.startsWith(`${id}\n`)) ?? '';

  test.each(ids)('the runbook has a chapter for %s, with all that is needed at night', (id) => {
    const chapter = chapterOf(id);
    for (const part of parts) {
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
    expect(runbook).toContain(alarms(count('AWS::CloudWatch::Alarm'), 27));
    expect(runbook).toContain(logs(count('AWS::Logs::MetricFilter'), count('AWS::Logs::QueryDefinition')));
  });
});

import { STEPS } from '../lambdas/telemetry/steps.ts';

const HEAD = `# Log steps

Made from \`lambdas/telemetry/steps.ts\` by \`npm run docs\`; change it there.

The functions write one line of JSON for each step; its \`message\` is one of these. Metric filters, alarms, the saved queries, the
terminal and the inspector go by them. A *good* step is as it should be, a *passing* one needs nothing while it is rare, a *bad* one is worth a look.

| step | tone | meaning |
| --- | --- | --- |
`;

/** The text of docs/log-steps.md: every step that the functions log, with its tone and what it means. */
export function describeSteps(): string {
  const rows = Object.entries(STEPS).map(([step, { tone, meaning }]) => `| \`${step}\` | ${tone} | ${meaning} |\n`);
  return HEAD + rows.join('');
}

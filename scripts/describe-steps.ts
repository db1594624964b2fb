import { STEPS } from '../lambdas/telemetry/steps.ts';

const HEAD = `# Log steps

After this page you can read the log: what each step means, and which ones need a look.

\`npm run docs\` makes this page from \`lambdas/telemetry/steps.ts\`; change it there.

The functions write one line of JSON for each step; its \`message\` is one of these. Metric filters, alarms, saved
queries, the terminal and the inspector use them. A *good* step is normal, a *passing* step needs no action
while it is rare, and a *bad* step is worth a look.

| step | tone | meaning |
| --- | --- | --- |
`;

/** The text of docs/log-steps.md: every step that the functions log, with its tone and meaning. */
export function describeSteps(): string {
  const rows = Object.entries(STEPS).map(([step, { tone, meaning }]) => `| \`${step}\` | ${tone} | ${meaning} |\n`);
  return HEAD + rows.join('');
}

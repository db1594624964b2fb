import { readConfig } from '../lib/config.ts';
import type { BenchContext, BenchTable } from './context.ts';
import { alone, type Row } from './row.ts';
import { climb, longest, type Rung } from './scale/ladder.ts';
import { type ScaleOutcome, type ScaleScenario, simulate } from './scale/model.ts';
import { SCENARIOS } from './scale/scenarios.ts';
import { exact } from './statistics.ts';

/** What bursts and backlogs do to the app, in a model of AWS's quotas; nothing is measured. */
export const scale: BenchTable = {
  name: 'scale',
  title: 'a model of what bursts and backlogs do (docs/scale.md says what it knows)',
  async run({ progress }: BenchContext): Promise<Row[]> {
    return Object.entries(SCENARIOS).flatMap(([name, scenario]) => {
      progress(`scale: ${name}`);
      return rowsOf(name, scenario);
    });
  },
};

function rowsOf(name: string, scenario: ScaleScenario): Row[] {
  const config = readConfig({});
  const outcome = simulate(scenario, config);
  const row = (what: string, unit: string, value: number) =>
    alone({ what: `${name}: ${what}`, ours: exact(unit, value) });
  return [
    row(`first held up by the ${outcome.bottlenecks.first?.limit}, at second`, '', outcome.bottlenecks.first?.at ?? 0),
    row('deliveries that got no 200 and are tried again', '', outcome.refused),
    row('answers that came too late to be sent', '', outcome.expired),
    row('the latest answer, after', 'min', outcome.oldest / 60),
    row(`all is done (longest held up by the ${longest(outcome)}), after`, 'min', minutes(outcome)),
    ...climb(scenario, config).map((rung) => row(describe(rung), 'min', minutes(rung.outcome))),
  ];
}

function describe({ setting, value, outcome }: Rung): string {
  const next = longest(outcome);
  return `and with ${setting} ${value}${next === undefined ? '' : ` (then by the ${next})`}, after`;
}

function minutes({ drainedAt }: ScaleOutcome): number {
  return drainedAt / 60;
}

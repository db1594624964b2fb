import { type Config, SETTINGS } from '../../lib/settings.ts';
import { type LimitName, SETTING_OF } from './limits.ts';
import { type ScaleOutcome, type ScaleScenario, simulate } from './model.ts';

/** A setting that was raised, and what came of it. */
export interface Rung {
  limit: LimitName;
  setting: keyof Config;
  value: number;
  outcome: ScaleOutcome;
}

/** How much a setting is raised at a time, as far as it may be. */
const FACTORS = [10, 5, 2];

/** The last rung must save at least this share of the time; one below it may only make room for the next. */
const WORTHWHILE = 0.05;

const LONGEST_LADDER = 9;

/**
 * Raises the setting behind the limit that held events up the longest, again and again, as long as it helps in the end.
 */
export function climb(scenario: ScaleScenario, config: Config): Rung[] {
  const rungs: Rung[] = [];
  const first = simulate(scenario, config);
  for (let raisedConfig = config, outcome = first; rungs.length < LONGEST_LADDER; ) {
    const limit = longest(outcome);
    const setting = limit && SETTING_OF[limit];
    const value = setting && raised(setting, Number(raisedConfig[setting]));
    if (limit === undefined || setting === undefined || value === undefined) break;
    raisedConfig = { ...raisedConfig, [setting]: value };
    outcome = simulate(scenario, raisedConfig);
    rungs.push({ limit, setting, value, outcome });
  }
  return rungs.slice(0, lastWorthwhile([first, ...rungs.map(({ outcome }) => outcome)]));
}

/** The last outcome that is better by enough than the best before it; 0 for the first. */
function lastWorthwhile(outcomes: readonly ScaleOutcome[]): number {
  let best = Number.POSITIVE_INFINITY;
  let last = 0;
  for (const [i, { drainedAt }] of outcomes.entries()) {
    if (drainedAt < best * (1 - WORTHWHILE)) last = i;
    best = Math.min(best, drainedAt);
  }
  return last;
}

/** The limit that held events up for most of the time. */
export function longest({ bottlenecks }: ScaleOutcome): LimitName | undefined {
  const [first] = Object.entries(bottlenecks.seconds).sort(([, a], [, b]) => b - a);
  return first?.[0] as LimitName | undefined;
}

/** The highest value among the steps that the setting allows. */
function raised(setting: keyof Config, value: number): number | undefined {
  const wanted = FACTORS.map((factor) => value * factor);
  return wanted.find((candidate) => SETTINGS[setting].schema.safeParse(candidate).success);
}

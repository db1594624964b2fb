import { type Config, SETTINGS } from '../../lib/settings.ts';
import { type LimitName, SETTING_OF } from './limits.ts';
import { type Outcome, type Scenario, simulate } from './model.ts';

/** A setting that was raised, and what came of it. */
export interface Rung {
  limit: LimitName;
  setting: keyof Config;
  value: number;
  outcome: Outcome;
}

/** How much a setting is raised at a time, as far as it may be. */
const FACTORS = [10, 5, 2];

/** Another rung must save at least this share of the time. */
const WORTHWHILE = 0.05;

const LONGEST_LADDER = 8;

/** Raises the setting behind the limit that held events up the longest, again and again, as long as it helps. */
export function climb(scenario: Scenario, config: Config): Rung[] {
  const rungs: Rung[] = [];
  let current = { config, outcome: simulate(scenario, config) };
  while (rungs.length < LONGEST_LADDER) {
    const limit = longest(current.outcome);
    const setting = limit && SETTING_OF[limit];
    const value = setting && raised(setting, Number(current.config[setting]));
    if (limit === undefined || setting === undefined || value === undefined) break;
    const next = { ...current.config, [setting]: value };
    const outcome = simulate(scenario, next);
    if (outcome.drainedAt > current.outcome.drainedAt * (1 - WORTHWHILE)) break;
    rungs.push({ limit, setting, value, outcome });
    current = { config: next, outcome };
  }
  return rungs;
}

/** The limit that held events up for most of the time. */
export function longest({ holdUps }: Outcome): LimitName | undefined {
  const [first] = Object.entries(holdUps.seconds).sort(([, a], [, b]) => b - a);
  return first?.[0] as LimitName | undefined;
}

/** The highest value among the steps that the setting allows. */
function raised(setting: keyof Config, value: number): number | undefined {
  const wanted = FACTORS.map((factor) => value * factor);
  return wanted.find((candidate) => SETTINGS[setting].schema.safeParse(candidate).success);
}

import { z } from 'zod';
import { RULES } from './setting-rules.ts';
import { type Config, SETTINGS } from './settings.ts';

/** An unknown setting or a value that is not allowed. The message names the key, the given and the allowed values. */
export class ConfigError extends Error {
  override name = 'ConfigError';
}

/**
 * Reads the settings from the CDK context. From weakest to strongest: their defaults, `stages.default`,
 * `stages.<stage>`, a key at the top level, where `-c key=value` puts it. CDK's own keys are ignored.
 *
 * @param context the whole context of the app (`app.node.getAllContext()`)
 * @param region where CDK will deploy, if known
 * @throws ConfigError for an unknown key or a value that is not allowed; one message lists all mistakes
 */
export function readConfig(context: Readonly<Record<string, unknown>>, region?: string): Config {
  const { stages, ...top } = Object.fromEntries(Object.entries(context).filter(([key]) => !isCdkKey(key)));
  const stage = String(top.stage ?? SETTINGS.stage.default);
  const given = { ...stageSettings(stages, 'default'), ...stageSettings(stages, stage), ...top };
  const mistakes: string[] = [];
  const config: Record<string, unknown> = {};
  for (const key of Object.keys(given).filter((key) => !(key in SETTINGS))) {
    mistakes.push(`${key} is not a setting; the settings are ${Object.keys(SETTINGS).join(', ')}`);
  }
  for (const [key, setting] of Object.entries(SETTINGS)) {
    const value = given[key] ?? setting.default;
    const read = setting.schema.safeParse(value);
    if (read.success) config[key] = read.data;
    else mistakes.push(`${key}: ${JSON.stringify(value)} was given; allowed is ${setting.allowed}`);
  }
  if (mistakes.length === 0) mistakes.push(...RULES.flatMap((rule) => rule(config as Config, region)));
  refuse(mistakes);
  return config as Config;
}

/** @throws ConfigError with the mistakes, if there are any */
export function refuse(mistakes: string[]): void {
  if (mistakes.length > 0) throw new ConfigError(`Invalid configuration:\n  ${mistakes.join('\n  ')}`);
}

/** Whether this app or CDK knows this key of the context. */
export function isSettingOrCdkKey(key: string): boolean {
  return key in SETTINGS || key === 'stages' || isCdkKey(key);
}

/**
 * CDK's keys without a `:` or `@`: those that `cdk acknowledge` and `cdk cli-telemetry` store, and a name for its
 * assets.
 */
const CDK_WORDS = ['acknowledged-issue-numbers', 'cli-telemetry', 'assets-ecr-repository-name'];

/**
 * All other keys of CDK contain a `:` or an `@`: feature flags (`@aws-cdk/…`), `aws:cdk:…`, lookups
 * (`availability-zones:…`).
 */
function isCdkKey(key: string): boolean {
  return CDK_WORDS.includes(key) || /[:@]/.test(key);
}

function stageSettings(stages: unknown, stage: string): Record<string, unknown> {
  if (stages === undefined) return {};
  const read = z.record(z.string(), z.record(z.string(), z.unknown())).safeParse(stages);
  if (!read.success) {
    throw new ConfigError(
      `stages: ${JSON.stringify(stages)} was given; allowed is an object with the settings of each stage`,
    );
  }
  return read.data[stage] ?? {};
}

import type { Rules } from '../../lambdas/processor/rules.ts';
import { rulesOf } from '../../lib/bot-rules.ts';
import { botSecretNames } from '../../lib/bot-secret-names.ts';
import { ConfigError, readConfig } from '../../lib/config.ts';
import { CommandError } from '../terminal/errors.ts';

/** What holds for a bot once it is deployed. */
export interface DeployedSettings {
  rules: Rules;
  /** How long the bot may take for one message. */
  timeoutSeconds: number;
  /** The names of its secrets. */
  secrets: string[];
}

/**
 * The settings of the stage that `cdk.json` names, as `cdk synth` reads them.
 *
 * @param context the context in `cdk.json`
 * @throws CommandError for a setting that `cdk synth` refuses
 */
export function deployedSettings(context: Readonly<Record<string, unknown>> = {}): DeployedSettings {
  try {
    const config = readConfig(context);
    return { rules: rulesOf(config), timeoutSeconds: config.botTimeoutSeconds, secrets: botSecretNames(config) };
  } catch (error) {
    throw error instanceof ConfigError ? new CommandError(`cdk.json: ${error.message}`) : error;
  }
}

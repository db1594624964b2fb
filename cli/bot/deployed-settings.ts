import type { Rules } from '../../lambdas/processor/rules.ts';
import { CommandError } from '../terminal/errors.ts';

/** What holds for a bot once it is deployed. */
export interface DeployedSettings {
  rules: Rules;
  /** How long the bot may take for one message. */
  timeoutSeconds: number;
}

/**
 * The settings of the stage that `cdk.json` names, as `cdk synth` reads them.
 *
 * @param context the context in `cdk.json`
 * @throws CommandError for a setting that `cdk synth` refuses
 */
export async function deployedSettings(context: Readonly<Record<string, unknown>> = {}): Promise<DeployedSettings> {
  // Loads the AWS CDK, which takes half a second and which other commands do without.
  const [{ ConfigError, readConfig }, { rulesOf }] = await Promise.all([
    import('../../lib/config.ts'),
    import('../../lib/bot-rules.ts'),
  ]);
  try {
    const config = readConfig(context);
    return { rules: rulesOf(config), timeoutSeconds: config.botTimeoutSeconds };
  } catch (error) {
    throw error instanceof ConfigError ? new CommandError(`cdk.json: ${error.message}`) : error;
  }
}

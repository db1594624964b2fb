import { isObject, parseJson } from '../lambdas/runtime/json.ts';

/** The ARNs of the bot's secrets by their names, from the outputs of a stack; none where the setting names none. */
export function botSecretsIn({ BotSecretArns: json = '' }: Readonly<Record<string, string>>): Record<string, string> {
  const arns = parseJson(json);
  return isObject(arns) ? (arns as Record<string, string>) : {};
}

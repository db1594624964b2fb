import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { botSecretNames } from './bot-secret-names.ts';
import { BUILD, PACKAGE, PROJECT, SOURCE } from './places.ts';

/** Where the names of secrets are declared. */
const MODULE = join(PACKAGE, 'lambdas', 'bot-api', `secret${SOURCE}`);

/**
 * Declares names of the bot's secrets, so that `secret()` takes no other. Without names any text is allowed.
 *
 * @param folder where the declaration is written
 * @returns its file
 */
export function declareSecrets(names: readonly string[], folder: string): string {
  const file = join(folder, 'bot-secrets.d.ts');
  const module = relative(folder, MODULE);
  const fields = names.map((name) => `    ${name}: string;\n`).join('');
  const text = `import '${module}';\n\n` + `declare module '${module}' {\n  interface BotSecrets {\n${fields}  }\n}\n`;
  mkdirSync(folder, { recursive: true });
  // Whoever reads it meanwhile must not find half of it.
  if (readIfAny(file) !== text) writeFileSync(file, text);
  return file;
}

/**
 * Declares, for the editor and `npm run types`, the names that `cdk.json` has for any stage. They depend on nothing
 * else: a synthesis with other settings, such as one of the tests, changes nothing.
 */
export function declareOwnSecrets(): void {
  declareSecrets(secretsOfStages(JSON.parse(readFileSync(join(PROJECT, 'cdk.json'), 'utf8')).context), BUILD);
}

/**
 * The names in `botSecrets`, whatever the stage.
 *
 * @param context the one in `cdk.json`; what is wrong in it is left out
 */
export function secretsOfStages({ botSecrets, stages }: Readonly<Record<string, unknown>> = {}): string[] {
  const lists = [botSecrets, ...Object.values(stages ?? {}).map((stage) => stage?.botSecrets)];
  const names = lists.flatMap((list) => (typeof list === 'string' ? botSecretNames({ botSecrets: list }) : []));
  return [...new Set(names)].filter((name) => /^[A-Z][A-Z0-9_]*$/.test(name));
}

function readIfAny(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

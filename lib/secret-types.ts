import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { botSecretNames } from './bot-secret-names.ts';

const ROOT = join(import.meta.dirname, '..');

/**
 * Declares names of the bot's secrets, so that `secret()` takes no other. Without names any text is allowed.
 *
 * @param folder where the declaration is written, from the root of the project
 * @returns its file
 */
export function declareSecrets(names: readonly string[], folder: string): string {
  const file = join(ROOT, folder, 'bot-secrets.d.ts');
  const module = `${folder.replace(/[^/]+/g, '..')}/lambdas/bot-api/secret.ts`;
  const fields = names.map((name) => `    ${name}: string;\n`).join('');
  const text = `import '${module}';\n\n` + `declare module '${module}' {\n  interface BotSecrets {\n${fields}  }\n}\n`;
  mkdirSync(join(ROOT, folder), { recursive: true });
  // Whoever reads it meanwhile must not find half of it.
  if (readIfAny(file) !== text) writeFileSync(file, text);
  return file;
}

/**
 * Declares, for the editor and `npm run types`, the names that `cdk.json` has for any stage. They depend on nothing
 * else: a synthesis with other settings, such as one of the tests, changes nothing.
 */
export function declareOwnSecrets(): void {
  declareSecrets(secretsOfStages(JSON.parse(readFileSync(join(ROOT, 'cdk.json'), 'utf8')).context), 'build');
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

import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const FILE = join(import.meta.dirname, '..', 'build', 'bot-secrets.d.ts');

/** Declares the names of the bot's secrets, so that `secret()` takes no other. Without names any text is allowed. */
export function declareSecrets(names: readonly string[]): void {
  if (names.length === 0 && !existsSync(FILE)) return;
  mkdirSync(dirname(FILE), { recursive: true });
  const fields = names.map((name) => `    ${name}: string;\n`).join('');
  writeFileSync(
    FILE,
    "import '../lambdas/bot-api/secret.ts';\n\n" +
      `declare module '../lambdas/bot-api/secret.ts' {\n  interface BotSecrets {\n${fields}  }\n}\n`,
  );
}

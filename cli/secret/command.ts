import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Command } from 'commander';
import { botSecretsIn } from '../../operations/bot-secrets.ts';
import { say } from '../../operations/say.ts';
import { openSecret } from '../stack/secrets.ts';
import { findTarget, type Target, type TargetOptions, withTarget } from '../stack/target.ts';
import type { Context } from '../terminal/context.ts';
import { CommandError, UsageError } from '../terminal/errors.ts';
import type { AskSecret } from '../terminal/secret-input.ts';

/** Adds `secret set NAME` and `secret list`: the secrets of the bot, which the setting `botSecrets` names. */
export function addSecret(program: Command, { terminal, env }: Context, askSecret: AskSecret): void {
  const secret = program.command('secret').description('set the secrets of your bot, and list them');

  withTarget(secret.command('set').argument('<name>', 'a name in the setting `botSecrets`'))
    .description('store the value of a secret; it is asked for, or read from standard input')
    .action(async (name: string, options: TargetOptions) => {
      const target = await findTarget(options, env);
      const arn = arnOf(name, target);
      const value = await askSecret(`Value of ${name}`);
      if (value === '') throw new UsageError(`Nothing was stored: the value of ${name} is empty`);
      await openSecret(new SecretsManagerClient(target.aws), arn).write(value);
      terminal.print(say(`${name} is stored in ${target.name}. The bot uses it within five minutes.`));
      if (options.local) terminal.print(say(`To keep it for the next \`npm start\`, add ${name}=… to .env.local.`));
    });

  withTarget(secret.command('list'))
    .description('list the secrets, and when each was stored; values are never shown')
    .option('--json', 'print them as JSON')
    .action(async ({ json, ...options }: TargetOptions & { json?: true }) => {
      const target = await findTarget(options, env);
      const client = new SecretsManagerClient(target.aws);
      const names = Object.entries(botSecretsIn(target.outputs));
      const secrets = await Promise.all(
        names.map(async ([name, arn]) => {
          const { value, storedAt } = await openSecret(client, arn).read();
          return { name, storedAt: value === undefined ? undefined : new Date(storedAt ?? 0).toISOString() };
        }),
      );
      if (json) return terminal.print(JSON.stringify(secrets));
      if (secrets.length === 0)
        terminal.print(say(`${target.name} has no secrets: name them in the setting botSecrets.`));
      for (const { name, storedAt } of secrets) {
        terminal.print(`${name}  ${say(storedAt === undefined ? 'has no value' : `stored ${storedAt}`)}`);
      }
    });
}

function arnOf(name: string, { outputs, name: stack, deploy }: Target): string {
  const arns = botSecretsIn(outputs);
  const arn = arns[name];
  if (arn !== undefined) return arn;
  const others = Object.keys(arns);
  const there = others.length === 0 ? 'it has none' : `it has ${others.join(', ')}`;
  throw new CommandError(
    `${stack} has no secret ${name}; ${there}. Add the name to the setting botSecrets, then run \`${deploy}\`.`,
  );
}

import { secretsManagerClient } from '../aws/clients.ts';
import { cached, type ReadSecret, readSecret } from '../aws/secrets.ts';
import { isObject, parseJson, text } from '../runtime/json.ts';
import { createLog } from '../telemetry/log.ts';
import { LoggableError } from '../telemetry/loggable-error.ts';

/** The names in `botSecrets` of `cdk.json`: each synthesis declares them in `build/bot-secrets.d.ts`. */
// biome-ignore lint/suspicious/noEmptyInterface: the declaration adds to it
export interface BotSecrets {}

/** A name in the setting `botSecrets`; any text until the app has been synthesized with that setting. */
export type SecretName = keyof BotSecrets extends never ? string : keyof BotSecrets;

/** A secret that the bot cannot use, with what to do about it. */
export class SecretError extends LoggableError {
  override name = 'SecretError';
}

const readers = new Map<string, ReadSecret>();

/**
 * Gives the value of a secret of the bot, named in the setting `botSecrets`. It is read at run time and kept for five minutes;
 * for an hour while AWS cannot be reached. Without a stack, as in `npm run pilot -- bot` and in tests, it is the environment
 * variable of that name.
 *
 * @throws SecretError when there is no such secret, or it has no value
 */
export async function secret(name: SecretName): Promise<string> {
  const arns = process.env.BOT_SECRETS;
  const value = arns === undefined ? process.env[name] : await readerOf(name, arns)();
  if (value) return value;
  const command = arns === undefined ? `add ${name}=… to .env.local` : `npm run pilot -- secret set ${name}`;
  throw new SecretError(`The secret ${name} has no value: ${command}`);
}

function readerOf(name: string, arns: string): ReadSecret {
  const known = readers.get(arns + name);
  if (known !== undefined) return known;
  const named = parseJson(arns);
  const arn = text(isObject(named) ? named[name] : undefined);
  if (arn === undefined)
    throw new SecretError(`There is no secret ${name}: add it to the setting botSecrets, and deploy`);
  const reader = cached(readSecret(secretsManagerClient(), arn), Date.now, createLog());
  readers.set(arns + name, reader);
  return reader;
}

import { isObject, parseJson, text } from '../runtime/json.ts';
import { LoggableError } from '../telemetry/loggable-error.ts';
import type { Policy, SignatureScheme } from './policy.ts';

/** What a delivery is verified by: one value of each kind, or two while a rotation lasts. */
export interface WebhookSecret {
  /** Tokens in the URL that are valid now. */
  tokens: string[];
  /** Keys that deliveries may be signed with now. */
  signingKeys: Buffer[];
  /** A signing secret that is stored although the policy does not ask for a signature yet. */
  unusedSigningSecret?: string;
}

/**
 * Reads the webhook secret: a JSON object with `token` and `signingSecret`, as far as the policy asks for them, and
 * during a rotation `previousToken` and `previousSigningSecret`.
 *
 * @throws Error when something is missing that the policy asks for; the message holds nothing of the secret
 */
export function readWebhookSecret(value: string | undefined, { token, signature }: Policy): WebhookSecret {
  if (value === undefined) throw new LoggableError('The webhook secret has no value');
  const secret = parseJson(value);
  if (!isObject(secret)) throw new LoggableError('The webhook secret is no JSON object');
  const current = (name: string): string => {
    const found = text(secret[name]);
    if (found === undefined) throw new LoggableError(`The webhook secret has no ${name}`);
    return found;
  };
  const both = (name: string, previousName: string): string[] => {
    const previous = text(secret[previousName]);
    return [current(name), ...(previous === undefined ? [] : [previous])];
  };
  const unused = signature ? undefined : text(secret.signingSecret);
  return {
    tokens: token ? both('token', 'previousToken') : [],
    signingKeys: signature
      ? both('signingSecret', 'previousSigningSecret').map((secret) => requiredKey(secret, signature))
      : [],
    ...(unused !== undefined && { unusedSigningSecret: unused }),
  };
}

function requiredKey(secret: string, scheme: SignatureScheme): Buffer {
  const key = signingKey(secret, scheme);
  if (key === undefined) throw new LoggableError(`The signing secret is no ${scheme.secretEncoding} text`);
  return key;
}

/**
 * The bytes of a signing secret; undefined when it is not written as the scheme says. Standard Webhooks writes its
 * base64 secrets with `whsec_` before them.
 */
export function signingKey(secret: string, { secretEncoding }: SignatureScheme): Buffer | undefined {
  const encoded = secretEncoding === 'base64' ? secret.replace(/^whsec_/, '') : secret;
  const key = Buffer.from(encoded, secretEncoding);
  const isWhole = key.toString(secretEncoding).replace(/=+$/, '').length === encoded.replace(/=+$/, '').length;
  return key.length > 0 && isWhole ? key : undefined;
}

import type { SignatureScheme } from '../lambdas/authentication/policy.ts';
import type { Cloud } from './cloud/cloud.ts';
import { newSigningSecret, signatureHeaders } from './simulator/sign.ts';

/** What whoever delivers to the local stack must know. */
export interface LocalWebhook {
  /** The whole URL, with the token. */
  url: string;
  /** Where the stack asks for signatures: how, and by which secret. */
  signature?: { scheme: SignatureScheme; secret: string };
}

/**
 * Sets the webhook secret: the given token, the kept or the generated one and, where the stack asks for signatures, the
 * kept secret or a new one.
 */
export async function openWebhook(
  cloud: Cloud,
  { hookUrl, secretId, token }: { hookUrl: string; secretId: string; token: string | undefined },
): Promise<LocalWebhook> {
  const known = JSON.parse((await cloud.getSecret(secretId)) ?? '{}');
  const scheme = signatureScheme(cloud);
  const signature = scheme && { scheme, secret: known.signingSecret ?? newSigningSecret(scheme) };
  const value = { ...known, token: token ?? known.token, ...(signature && { signingSecret: signature.secret }) };
  await cloud.putSecret(secretId, JSON.stringify(value));
  return { url: `${hookUrl}/${value.token}`, ...(signature && { signature }) };
}

function signatureScheme({ variables }: Cloud): SignatureScheme | undefined {
  return variables.AUTHENTICATION === undefined ? undefined : JSON.parse(variables.AUTHENTICATION).signature;
}

/** The payload that the vendor documents for `message.received`, but for `createdAt`: when it was written counts. */
export const SAMPLE = {
  event: 'message.received',
  data: {
    from: '+5511999999999',
    to: '+5511888888888',
    numberId: 'cmm0abc123',
    messageId: 'msg_in_id',
    id: 'cmm04obm46zz0qv4ycjp8x6r2',
    type: 'text',
    fromMe: false,
    content: 'Hi',
  },
};

/** The command that posts a sample delivery, signed where that is asked for. @param now epoch ms */
export function sampleCurl({ url, signature }: LocalWebhook, now: number): string {
  const data = { ...SAMPLE.data, createdAt: new Date(now).toISOString() };
  const body = JSON.stringify({ ...SAMPLE, data });
  const signed = signature && signatureHeaders({ body, id: 'msg_local', now }, signature.scheme, signature.secret);
  const headers = Object.entries({ 'content-type': 'application/json', ...signed });
  return `curl -i ${url} ${headers.map(([name, value]) => `-H '${name}: ${value}'`).join(' ')} -d '${body}'`;
}

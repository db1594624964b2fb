import { createHmac, randomBytes } from 'node:crypto';
import type { SignatureScheme } from '../../lambdas/authentication/policy.ts';

/** A delivery that is to be signed. */
export interface Unsigned {
  body: string;
  /** The id of the delivery, where the scheme signs one. */
  id: string;
  /** The time of signing, epoch ms. */
  now: number;
}

/** Signs a delivery as the vendor would, if this were its scheme. @returns the headers to send with it */
export function signatureHeaders({ body, id, now }: Unsigned, scheme: SignatureScheme, secret: string) {
  const { header, algorithm, encoding, prefix, content, timestamp, idHeader } = scheme;
  const seconds = String(Math.floor(now / 1000));
  const signed = content
    .replaceAll('{timestamp}', seconds)
    .replaceAll('{id}', id)
    .replace('{body}', () => body);
  const signature = prefix + createHmac(algorithm, keyOf(secret, scheme)).update(signed).digest(encoding);
  const headers: Record<string, string> = idHeader ? { [idHeader]: id } : {};
  if (timestamp) headers[timestamp.header] = timestamp.prefix + seconds;
  headers[header] = headers[header] === undefined ? signature : `${headers[header]},${signature}`;
  return headers;
}

/** A new signing secret, written as the scheme says. */
export function newSigningSecret({ secretEncoding }: SignatureScheme): string {
  return randomBytes(32).toString(secretEncoding === 'utf8' ? 'base64url' : secretEncoding);
}

function keyOf(secret: string, { secretEncoding }: SignatureScheme): Buffer {
  return Buffer.from(secretEncoding === 'base64' ? secret.replace('whsec_', '') : secret, secretEncoding);
}

import { createHash, createHmac } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

interface SignedRequest {
  service: string;
  method: string;
  /** As it is signed. */
  path: string;
  headers: IncomingHttpHeaders;
  /** The SHA-256 of the body in hex, or what stands in its place. */
  bodyHash: string;
}

/**
 * The `Authorization` of a request as AWS computes it, for the region and the keys of `useCredentials`. Source: IAM
 * user guide, "Create a signed AWS API request".
 */
export function authorizationOf({ service, method, path, headers, bodyHash }: SignedRequest): string {
  const hmac = (key: string | Buffer, content: string) => createHmac('sha256', key).update(content).digest();
  const names = /SignedHeaders=([\w;-]+)/.exec(headers.authorization ?? '')?.[1]?.split(';') ?? [];
  const signed = names.map((name) => `${name}:${headers[name]}\n`).join('');
  const canonical = `${method}\n${path}\n\n${signed}\n${names.join(';')}\n${bodyHash}`;
  const at = String(headers['x-amz-date']);
  const scope = [at.slice(0, 8), 'sa-east-1', service, 'aws4_request'];
  const key = scope.reduce<string | Buffer>(hmac, 'AWS4secret');
  const toSign = ['AWS4-HMAC-SHA256', at, scope.join('/'), sha256(canonical)].join('\n');
  const signature = hmac(key, toSign).toString('hex');
  const credential = `ASIATESTTESTTESTTEST/${scope.join('/')}`;
  return `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
}

export function sha256(content: string): string {
  return createHash('sha256').update(content).digest('hex');
}

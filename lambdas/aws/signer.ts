import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import { variable } from '../environment.ts';
import { environmentCredentials } from './credentials.ts';

type SecretKey = string | ArrayBuffer | ArrayBufferView;

/** A request to AWS before it is signed. Every header is signed. */
export interface UnsignedRequest {
  method: 'POST' | 'PUT';
  url: URL;
  /** In lower case, without `host`. */
  headers: Record<string, string>;
  body?: string;
}

/** Signs a request. @param at the time of signing, in epoch ms @returns its headers, with the signature */
export type Sign = (request: UnsignedRequest, at?: number) => Promise<Record<string, string>>;

/**
 * Makes a signer (Signature Version 4) for a service in the function's region, by the credentials in its environment.
 *
 * @param uriEscapePath false for S3, which signs the path as it is
 */
export function signer(service: string, { uriEscapePath = true } = {}): Sign {
  const signature = new SignatureV4({
    service,
    uriEscapePath,
    credentials: environmentCredentials,
    region: variable('AWS_REGION'),
    sha256: Sha256,
  });
  return async ({ url: { protocol, hostname, host, pathname: path }, method, headers, body }, at = Date.now()) => {
    const request = { method, protocol, hostname, path, headers: { host, ...headers }, body };
    return (await signature.sign(request, { signingDate: new Date(at) })).headers;
  };
}

/** A class, because the signer makes its hashes by `new`: SHA-256, or the HMAC under a key. */
class Sha256 {
  readonly #hash: Hash | Hmac;

  constructor(key?: SecretKey) {
    this.#hash = key === undefined ? createHash('sha256') : createHmac('sha256', bytesOf(key));
  }

  update(content: Uint8Array): void {
    this.#hash.update(content);
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }
}

function bytesOf(key: SecretKey): string | Uint8Array {
  if (typeof key === 'string') return key;
  return ArrayBuffer.isView(key) ? new Uint8Array(key.buffer, key.byteOffset, key.byteLength) : new Uint8Array(key);
}

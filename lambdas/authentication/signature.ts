import { createHmac } from 'node:crypto';
import { isOneOf } from './constant-time.ts';
import type { SignatureScheme, TimestampRule } from './policy.ts';

/** Why a signature does not count. */
export type SignatureRefusal =
  | 'signature-missing'
  | 'id-missing'
  | 'timestamp-missing'
  | 'signature-mismatch'
  | 'timestamp-stale';

/** A delivery as it came: headers by their names in lower case, and the bytes of the body. */
export interface Signed {
  headers: Readonly<Record<string, string | undefined>>;
  raw: Uint8Array;
}

/** More signatures than a rotation can need; the rest of the header is not read. */
const MAX_SIGNATURES = 8;

/**
 * Verifies the signature of a delivery. What is missing counts as empty and is verified all the same, so that the time
 * it takes gives nothing away.
 *
 * @param keys the keys that are valid now
 * @param now the time in epoch ms
 * @returns undefined when a signature of the header is that of the delivery, under one of the keys
 */
export function verifySignature(
  { headers, raw }: Signed,
  scheme: SignatureScheme,
  keys: Buffer[],
  now: number,
): SignatureRefusal | undefined {
  const presented = partsOf(headers[scheme.header], scheme.prefix).slice(0, MAX_SIGNATURES);
  const id = scheme.idHeader && headers[scheme.idHeader]?.trim();
  const timestamp = scheme.timestamp && partsOf(headers[scheme.timestamp.header], scheme.timestamp.prefix)[0];
  const content = signedContent(scheme.content, { body: raw, timestamp, id });
  const expected = keys.map((key) => createHmac(scheme.algorithm, key).update(content).digest(scheme.encoding));
  const valid = expected.map((signature) => canonical(signature, scheme));
  const genuine = (presented.length > 0 ? presented : ['']).filter((signature) =>
    isOneOf(canonical(signature, scheme), valid),
  );

  if (presented.length === 0) return 'signature-missing';
  if (scheme.idHeader && !id) return 'id-missing';
  if (scheme.timestamp && !timestamp) return 'timestamp-missing';
  if (genuine.length === 0) return 'signature-mismatch';
  if (scheme.timestamp && !isFresh(timestamp ?? '', scheme.timestamp, now)) return 'timestamp-stale';
  return undefined;
}

/** A delivery that is to be signed. */
interface Unsigned {
  raw: Uint8Array;
  /** The id of the delivery, where the scheme signs one. */
  id: string;
  /** The time of signing, epoch ms. */
  now: number;
}

/** Signs a delivery of our own as the scheme says. @returns the headers to send with it */
export function signatureHeaders(
  { raw, id, now }: Unsigned,
  scheme: SignatureScheme,
  key: Buffer,
): Record<string, string> {
  const time = String(Math.floor(now / 1000));
  const content = signedContent(scheme.content, { body: raw, timestamp: time, id });
  const signature = scheme.prefix + createHmac(scheme.algorithm, key).update(content).digest(scheme.encoding);
  const stamp = scheme.timestamp && { header: scheme.timestamp.header, value: scheme.timestamp.prefix + time };
  return {
    ...(scheme.idHeader && { [scheme.idHeader]: id }),
    ...(stamp && { [stamp.header]: stamp.value }),
    // One header may hold both, as `t=1614265330,v1=…`.
    [scheme.header]: stamp?.header === scheme.header ? `${stamp.value},${signature}` : signature,
  };
}

/**
 * What follows the prefix, each time it stands at the beginning of the header or after a space or comma, up to the next
 * space or comma: the signatures of `v1,one v1,two`, of `sha256=one, sha256=two`, and the time of
 * `t=1614265330,v1=one`.
 */
function partsOf(header: string | undefined, prefix: string): string[] {
  const escaped = prefix.replace(/[^\w]/g, '\\$&');
  const parts = (header ?? '').matchAll(new RegExp(`(?:^|[\\s,])${escaped}([^\\s,]+)`, 'g'));
  return [...parts].map(([, part]) => part as string);
}

interface SignedParts {
  body: Uint8Array;
  timestamp: string | undefined;
  id: string | undefined;
}

function signedContent(template: string, { body, timestamp = '', id = '' }: SignedParts): Uint8Array {
  const values: Record<string, Uint8Array | string> = { '{body}': body, '{timestamp}': timestamp, '{id}': id };
  return Buffer.concat(template.split(/(\{\w+\})/).map((part) => Buffer.from(values[part] ?? part)));
}

/** One spelling for one signature: hex in lower case, base64 in its first alphabet and without padding. */
function canonical(signature: string, { encoding }: SignatureScheme): string {
  if (encoding === 'hex') return signature.toLowerCase();
  return signature.replaceAll('-', '+').replaceAll('_', '/').replace(/=+$/, '');
}

function isFresh(timestamp: string, { toleranceSeconds }: TimestampRule, now: number): boolean {
  return Math.abs(now - epochMs(timestamp)) <= toleranceSeconds * 1000;
}

/** Unix time in seconds (up to 11 digits, the year 5138) or ms, or ISO 8601; NaN for anything else. */
function epochMs(timestamp: string): number {
  if (/^\d{1,11}$/.test(timestamp)) return Number(timestamp) * 1000;
  if (/^\d{12,14}$/.test(timestamp)) return Number(timestamp);
  return /^\d{4}-\d\d-\d\dT/.test(timestamp) ? Date.parse(timestamp) : Number.NaN;
}

import { randomBytes } from 'node:crypto';
import type { Role } from '../iam/roles.ts';

/** Who a pair of keys belongs to: the administrator, who may do everything, or a function in its role. */
export type KeyOwner = { admin: true } | { admin: false; role: Role; session: string };

export interface IssuedCredentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

export interface CredentialStore {
  issue(principal: KeyOwner): IssuedCredentials;
  /** The principal of an access key id, or `undefined` for a key that was never issued. */
  find(accessKeyId: string): KeyOwner | undefined;
}

/** Gives out keys in the form of AWS's: `AKIA…` for a person, `ASIA…` with a session token for a role. */
export function createCredentialStore(): CredentialStore {
  const principals = new Map<string, KeyOwner>();
  return {
    issue(principal) {
      const accessKeyId = (principal.admin ? 'AKIA' : 'ASIA') + letters(16);
      principals.set(accessKeyId, principal);
      const keys = { accessKeyId, secretAccessKey: randomBytes(30).toString('base64') };
      return principal.admin ? keys : { ...keys, sessionToken: randomBytes(96).toString('base64') };
    },
    find: (accessKeyId) => principals.get(accessKeyId),
  };
}

/**
 * The access key id in a SigV4 `Authorization` header. The signature is not verified: only keys given out here exist.
 */
export function accessKeyOf(authorization: string | undefined): string {
  return /^AWS4-HMAC-SHA256 Credential=([^/]+)\//.exec(authorization ?? '')?.[1] ?? '';
}

/** The service that a SigV4 `Authorization` header is for, as the credential scope names it. */
export function serviceOf(authorization: string | undefined): string | undefined {
  return /^AWS4-HMAC-SHA256 Credential=[^/]+\/\d+\/[^/]+\/([^/]+)\/aws4_request/.exec(authorization ?? '')?.[1];
}

function letters(length: number): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  return Array.from(randomBytes(length), (byte) => alphabet[byte % alphabet.length]).join('');
}

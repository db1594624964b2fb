import { isObject, parseJson } from '../runtime/json.ts';

/** What a delivery must present to get in: the token in the URL, a signature, or both. Never neither. */
export interface Policy {
  token: boolean;
  signature?: SignatureScheme;
}

/** How deliveries are signed: an HMAC over their bytes, in a header. Header names are in lower case. */
export interface SignatureScheme {
  header: string;
  algorithm: 'sha256' | 'sha512';
  encoding: 'hex' | 'base64';
  /** What stands before each signature in the header, such as `sha256=` or `v1,`; may be empty. */
  prefix: string;
  /** How the text of the signing secret becomes the bytes of the key. */
  secretEncoding: 'utf8' | 'hex' | 'base64';
  /** What is signed, with `{body}` and perhaps `{timestamp}` and `{id}`, such as `{id}.{timestamp}.{body}`. */
  content: string;
  timestamp?: TimestampRule;
  /** The header that `{id}` stands for. */
  idHeader?: string;
}

/** Where the time of signing stands, and how far from now it may be. */
export interface TimestampRule {
  header: string;
  /** What stands before the time in the header; may be empty. */
  prefix: string;
  toleranceSeconds: number;
}

/**
 * Reads the policy that the stack passes to the function. The stack has checked it; all that is checked again is that
 * it lets nobody in who presents nothing.
 *
 * @throws Error when it is not a policy
 */
export function readPolicy(json: string): Policy {
  const policy = parseJson(json);
  if (!isObject(policy) || (policy.token !== true && !isObject(policy.signature))) {
    throw new Error('The authentication policy asks for no token and no signature');
  }
  return policy as unknown as Policy;
}

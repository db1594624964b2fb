import { Sha256 } from '@smithy/core/checksum';
import { SignatureV4 } from '@smithy/signature-v4';
import { variable } from '../runtime/environment.ts';
import { environmentCredentials } from './credentials.ts';

/**
 * Makes a signer (Signature Version 4) for a service in the function's region, by the credentials in its environment.
 *
 * @param uriEscapePath false for S3, which signs the path as it is
 */
export function signer(service: string, { uriEscapePath = true } = {}): SignatureV4 {
  const region = variable('AWS_REGION');
  return new SignatureV4({ service, region, credentials: environmentCredentials, sha256: Sha256, uriEscapePath });
}

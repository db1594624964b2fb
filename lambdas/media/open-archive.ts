import { lookup } from 'node:dns/promises';
import { signer } from '../aws/signer.ts';
import { numericVariable, variable } from '../runtime/environment.ts';
import type { Log } from '../telemetry/log.ts';
import { type ArchiveMedia, mediaArchive } from './archive.ts';
import { checkedLookup } from './checked-lookup.ts';
import { readAllowedTypes } from './media-type.ts';
import { linkOpener } from './open-link.ts';
import { isPublicAddress } from './public-address.ts';
import { objectPutter } from './put-object.ts';

const MEGABYTE = 1_048_576;

/** Some 15 s of backoff altogether: the contact waits meanwhile. */
const MAX_RECEIVES = 6;

/** The archive that the stack has set up, or undefined where it is off. */
export function openArchive(log: Log): ArchiveMedia | undefined {
  if (!process.env.ARCHIVE_BUCKET) return undefined;
  return mediaArchive({
    openLink: linkOpener({
      lookup: checkedLookup((hostname) => lookup(hostname, { all: true }), isPublicAddress),
      trustedOrigin: process.env.ARCHIVE_TRUSTED_ORIGIN,
    }),
    put: objectPutter(
      bucketUrl(variable('ARCHIVE_BUCKET'), variable('ARCHIVE_BUCKET_DOMAIN')),
      signer('s3', { uriEscapePath: false }),
    ),
    allowedTypes: readAllowedTypes(variable('ARCHIVE_TYPES')),
    maxBytes: numericVariable('ARCHIVE_MAX_MEGABYTES') * MEGABYTE,
    timeoutMs: archiveTimeoutMs(),
    maxReceives: MAX_RECEIVES,
    log,
  });
}

/** How long keeping one file may take, in ms; 0 where the archive is off. */
export function archiveTimeoutMs(): number {
  return process.env.ARCHIVE_BUCKET ? numericVariable('ARCHIVE_TIMEOUT_SECONDS') * 1000 : 0;
}

/** Its own host in AWS; a path of the endpoint that stands in for S3, where the SDK's variable names one. */
function bucketUrl(bucket: string, domain: string): string {
  const endpoint = process.env.AWS_ENDPOINT_URL_S3;
  return endpoint ? `${endpoint}/${bucket}` : `https://${domain}`;
}

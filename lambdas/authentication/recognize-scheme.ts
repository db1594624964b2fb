import type { SignatureScheme, TimestampRule } from './policy.ts';
import { type Signed, verifySignature } from './signature.ts';
import { signingKey } from './webhook-secret.ts';

/** Texts that vendors are known to sign. */
const CONTENTS = ['{body}'];
const CONTENTS_WITH_ID = ['{id}.{body}'];
const CONTENTS_WITH_TIME = [
  '{timestamp}.{body}',
  '{timestamp}:{body}',
  '{timestamp}{body}',
  'v0:{timestamp}:{body}',
  '{body}.{timestamp}',
  '{body}{timestamp}',
];
const CONTENTS_WITH_BOTH = ['{id}.{timestamp}.{body}'];

const SECRET_ENCODINGS = ['utf8', 'base64', 'hex'] as const;

/** What a delivery was signed at does not matter here, only how. */
const ANY_TIME = Number.POSITIVE_INFINITY;

/**
 * Finds out how a delivery is signed, by trying what is common on headers that look like signatures. Some hundred short
 * digests at most, so it is for once in a while.
 *
 * @returns undefined when no scheme fits
 */
export function recognizeScheme(delivery: Signed, secret: string): SignatureScheme | undefined {
  return candidates(delivery.headers).find((scheme) => {
    const key = signingKey(secret, scheme);
    return key !== undefined && verifySignature(delivery, scheme, [key], 0) === undefined;
  });
}

type Headers = Signed['headers'];

function candidates(headers: Headers): SignatureScheme[] {
  const contents = signedContents(headers);
  return signaturesIn(headers).flatMap((signature) =>
    contents.flatMap((content) =>
      SECRET_ENCODINGS.map((secretEncoding) => ({ ...signature, ...content, secretEncoding })),
    ),
  );
}

type SignaturePart = Pick<SignatureScheme, 'header' | 'prefix' | 'algorithm' | 'encoding'>;
type ContentPart = Pick<SignatureScheme, 'content' | 'timestamp' | 'idHeader'>;

/** What has the length and the alphabet of a digest, and what stands before it. */
function signaturesIn(headers: Headers): SignaturePart[] {
  return Object.entries(headers).flatMap(([header, value = '']) =>
    [...value.matchAll(/(?<=^|[\s,])(\w+[=,])?([\w+/-]{43,128}={0,2})(?=$|[\s,])/g)].flatMap(
      ([, prefix = '', digest = '']) => {
        const shape = shapeOf(digest);
        return shape === undefined ? [] : [{ header, prefix, ...shape }];
      },
    ),
  );
}

function shapeOf(digest: string): Pick<SignatureScheme, 'algorithm' | 'encoding'> | undefined {
  const length = digest.replace(/=+$/, '').length;
  if (/^[0-9a-f]+$/i.test(digest)) {
    if (length === 64) return { algorithm: 'sha256', encoding: 'hex' };
    if (length === 128) return { algorithm: 'sha512', encoding: 'hex' };
  }
  if (length === 43) return { algorithm: 'sha256', encoding: 'base64' };
  return length === 86 ? { algorithm: 'sha512', encoding: 'base64' } : undefined;
}

function signedContents(headers: Headers): ContentPart[] {
  const ids = Object.keys(headers);
  return [
    ...CONTENTS.map((content) => ({ content })),
    ...CONTENTS_WITH_ID.flatMap((content) => ids.map((idHeader) => ({ content, idHeader }))),
    ...timesIn(headers).flatMap((timestamp) => [
      ...CONTENTS_WITH_TIME.map((content) => ({ content, timestamp })),
      ...CONTENTS_WITH_BOTH.flatMap((content) => ids.map((idHeader) => ({ content, timestamp, idHeader }))),
    ]),
  ];
}

function timesIn(headers: Headers): TimestampRule[] {
  return Object.entries(headers).flatMap(([header, value = '']) => {
    const found = value.match(/(?:^|[\s,])(\w{1,4}=)?(?:\d{10}|\d{13}|\d{4}-\d\d-\d\dT[\d:.]+Z)(?:$|[\s,])/);
    return found === null ? [] : [{ header, prefix: found[1] ?? '', toleranceSeconds: ANY_TIME }];
  });
}

/** The settings that make a scheme, as `npx cdk deploy` takes them. */
export function settingsOf({ timestamp, idHeader, ...scheme }: SignatureScheme): string {
  const settings: Record<string, string | undefined> = {
    signatureHeader: scheme.header,
    signatureAlgorithm: scheme.algorithm,
    signatureEncoding: scheme.encoding,
    signaturePrefix: scheme.prefix,
    signedContent: scheme.content,
    signingSecretEncoding: scheme.secretEncoding,
    timestampHeader: timestamp?.header,
    timestampPrefix: timestamp?.prefix,
    idHeader,
  };
  const given = Object.entries(settings).filter(([, value]) => value);
  return given.map(([name, value]) => `-c ${name}='${value}'`).join(' ');
}

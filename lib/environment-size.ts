import type { Config } from './settings.ts';

/** What Lambda allows all variables of a function together, in bytes. It measures them as one JSON object. */
const MAX_BYTES = 4_096;

/** As long as what AWS puts in for a reference may be, in characters: the URL of a queue, and the region or its domain. */
const LONGEST_REFERENCE = 140;
const LONGEST_PSEUDO_PARAMETER = 16;

/** Where settings that can be long end up. */
const SETTINGS_IN: Readonly<Record<string, readonly (keyof Config)[]>> = {
  ARCHIVE_TYPES: ['archiveTypes'],
  AUTHENTICATION: [
    'signatureHeader',
    'signaturePrefix',
    'signedContent',
    'timestampHeader',
    'timestampPrefix',
    'idHeader',
  ],
  PILOT_STATUS_BASE_URL: ['baseUrl'],
  BOT_SECRETS: ['botSecrets'],
  RULES: ['optOutWords', 'optInWords', 'optOutReply', 'optInReply'],
  WINDOW_TEMPLATE: ['windowTemplate'],
};

/**
 * Says what is wrong with the environment of a function that Lambda would refuse in the middle of a deployment: how much too
 * large it is, and which settings to shorten, the longest first.
 *
 * @param name which function it is, for a person
 * @param variables as they stand in the template, with references to what is known only in the deployment
 * @returns nothing when the environment fits
 */
export function mistakesInEnvironment(
  name: string,
  variables: Readonly<Record<string, unknown>>,
  config: Config,
): string[] {
  const bytes = bytesOf(JSON.stringify(variables, (_, value) => (isReference(value) ? filled(value) : value)));
  if (bytes <= MAX_BYTES) return [];
  const settings = Object.keys(variables)
    .flatMap((variable) => SETTINGS_IN[variable] ?? [])
    .map((setting) => ({ setting, bytes: bytesOf(JSON.stringify(config[setting])) }))
    .sort((a, b) => b.bytes - a.bytes)
    .map(({ setting, bytes }) => `${setting} (${bytes} bytes)`);
  return [
    `the environment of ${name} takes up to ${bytes} bytes, ${bytes - MAX_BYTES} more than Lambda allows; ` +
      `shorten ${settings.join(', ')}`,
  ];
}

function isReference(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.keys(value).some((key) => /^(Ref|Fn::)/.test(key));
}

/** A text as long as the reference may become. */
function filled(reference: Record<string, unknown>): string {
  const { Ref: named, 'Fn::Join': join } = reference;
  if (Array.isArray(join)) {
    const [separator, parts] = join as [string, unknown[]];
    return parts.map((part) => (isReference(part) ? filled(part) : part)).join(separator);
  }
  const isPseudoParameter = typeof named === 'string' && named.startsWith('AWS::');
  return 'x'.repeat(isPseudoParameter ? LONGEST_PSEUDO_PARAMETER : LONGEST_REFERENCE);
}

function bytesOf(text: string): number {
  return Buffer.byteLength(text);
}

import type { Config } from './settings.ts';

/** Lambda's limit for all variables of a function together, in bytes, measured as one JSON object. */
const MAX_BYTES = 4_096;

/**
 * The longest value that AWS may put in for a reference, in characters: a queue's URL, and the region or its domain.
 */
const LONGEST_REFERENCE = 140;
const LONGEST_PSEUDO_PARAMETER = 16;

/** Each of its names is a variable. */
const BOT_ENVIRONMENT: readonly (keyof Config)[] = ['botEnvironment'];

/** The variables that hold settings of any length. */
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
  EVENT_BUS: ['eventBus'],
  RULES: ['optOutWords', 'optInWords', 'optOutReply', 'optInReply'],
  STAGE: ['stage'],
  TEAM_LINK: ['baseUrl'],
  TEAM_WEBHOOK_SECRET_ARN: ['teamWebhook'],
  WINDOW_TEMPLATE: ['windowTemplate'],
};

/**
 * Checks the size of a function's environment, which Lambda would otherwise refuse in the middle of a deployment. The
 * mistake says by how much it is too large, and which settings to shorten, the longest first.
 *
 * @param name the function's name, for a person
 * @param variables as in the template, with references to values that are known only in the deployment
 * @returns no mistakes when the environment fits
 */
export function mistakesInEnvironment(
  name: string,
  variables: Readonly<Record<string, unknown>>,
  config: Config,
): string[] {
  const bytes = bytesOf(JSON.stringify(variables, (_, value) => (isReference(value) ? filled(value) : value)));
  if (bytes <= MAX_BYTES) return [];
  const settings = Object.keys(variables)
    .flatMap((variable) => (variable in config.botEnvironment ? BOT_ENVIRONMENT : (SETTINGS_IN[variable] ?? [])))
    .filter((setting, i, all) => all.indexOf(setting) === i)
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

/** A text as long as the reference's value may be. */
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

import type { Config } from './settings.ts';

/**
 * What a delivery must present, in the form that the ingest function reads from its environment (JSON of
 * `lambdas/authentication/policy.ts`).
 */
export function authenticationPolicy(config: Config): string {
  return JSON.stringify({
    token: config.authentication !== 'hmac',
    ...(config.authentication !== 'token' && { signature: signatureScheme(config) }),
  });
}

function signatureScheme(config: Config): object {
  return {
    header: config.signatureHeader.toLowerCase(),
    algorithm: config.signatureAlgorithm,
    encoding: config.signatureEncoding,
    prefix: config.signaturePrefix,
    secretEncoding: config.signingSecretEncoding,
    content: config.signedContent,
    ...(config.timestampHeader !== '' && {
      timestamp: {
        header: config.timestampHeader.toLowerCase(),
        prefix: config.timestampPrefix,
        toleranceSeconds: config.timestampToleranceSeconds,
      },
    }),
    ...(config.idHeader !== '' && { idHeader: config.idHeader.toLowerCase() }),
  };
}

/** The settings that contradict each other, each with what to do; none where no signature is checked. */
export function mistakesInPolicy(config: Config): string[] {
  if (config.authentication === 'token') return [];
  const { signatureHeader, signedContent, timestampHeader, idHeader } = config;
  const placeholders: string[] = signedContent.match(/\{\w*\}/g) ?? [];
  const isSigned = (part: string) => placeholders.includes(part);
  const unknown = placeholders.filter((part) => !['{body}', '{timestamp}', '{id}'].includes(part));
  const rules: [boolean, string][] = [
    [signatureHeader === '', `signatureHeader is needed, because authentication is ${config.authentication}`],
    [!isSigned('{body}'), `signedContent: "${signedContent}" has no {body}; a signature would be valid for any body`],
    [unknown.length > 0, `signedContent: unknown ${unknown.join(', ')}; allowed are {body}, {timestamp} and {id}`],
    [isSigned('{timestamp}') && timestampHeader === '', 'timestampHeader is needed, because {timestamp} is signed'],
    [
      timestampHeader !== '' && !isSigned('{timestamp}'),
      'signedContent needs {timestamp}, or anybody could change the time in timestampHeader',
    ],
    [isSigned('{id}') && idHeader === '', 'idHeader is needed, because {id} is signed'],
    [idHeader !== '' && !isSigned('{id}'), 'idHeader is set, but signedContent has no {id}'],
  ];
  return rules.filter(([isMistake]) => isMistake).map(([, mistake]) => mistake);
}

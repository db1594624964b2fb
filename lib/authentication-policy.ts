import type { Config } from './settings.ts';

/**
 * What a delivery must present to get in, as the ingest function reads it from its environment (JSON of
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

/** The settings that do not make a policy together, each with what to do. A signature that is not checked needs none. */
export function mistakesInPolicy(config: Config): string[] {
  if (config.authentication === 'token') return [];
  const { signatureHeader, signedContent, timestampHeader, idHeader } = config;
  const placeholders: string[] = signedContent.match(/\{\w*\}/g) ?? [];
  const isSigned = (part: string) => placeholders.includes(part);
  const unknown = placeholders.filter((part) => !['{body}', '{timestamp}', '{id}'].includes(part));
  const rules: [boolean, string][] = [
    [signatureHeader === '', `signatureHeader: it is needed, because authentication is ${config.authentication}`],
    [!isSigned('{body}'), `signedContent: "${signedContent}" was given; without {body} a signature would fit any body`],
    [unknown.length > 0, `signedContent: there is no ${unknown.join(', ')}; there are {body}, {timestamp} and {id}`],
    [isSigned('{timestamp}') && timestampHeader === '', 'timestampHeader: it is needed, because {timestamp} is signed'],
    [
      timestampHeader !== '' && !isSigned('{timestamp}'),
      'signedContent: it needs {timestamp}, or anybody could change the time in timestampHeader',
    ],
    [isSigned('{id}') && idHeader === '', 'idHeader: it is needed, because {id} is signed'],
    [idHeader !== '' && !isSigned('{id}'), 'idHeader: it is given, but signedContent has no {id}'],
  ];
  return rules.filter(([isMistake]) => isMistake).map(([, mistake]) => mistake);
}

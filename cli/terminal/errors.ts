import { CommanderError } from 'commander';

/** What a command could not do, in one sentence that says what to do about it. */
export class CommandError extends Error {
  override name = 'CommandError';
}

/** A command line that asks for nothing that can be done, in one sentence that says what is allowed. */
export class UsageError extends Error {
  override name = 'UsageError';
}

/** How the process ends. Scripts depend on these. */
export const EXIT = { ok: 0, failed: 1, usage: 2 } as const;

/** Commander ends with an error of its own after it has printed help, too. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  return error instanceof UsageError ? EXIT.usage : EXIT.failed;
}

const ADVICE: [RegExp, string][] = [
  [
    /^Cannot find package/,
    'Packages of the local cloud are missing: run `npm install --save-dev dynalite@4.0.0 fastify@5.12.8 fauxqs@1.9.2`',
  ],
  [/^CredentialsProviderError/, 'No AWS credentials were found: sign in with `aws sso login`, or set AWS_PROFILE'],
  [/Region is missing/, 'No AWS region is set: give --region, or set AWS_REGION'],
  [/^(ExpiredToken|InvalidClientTokenId|UnrecognizedClient)/, 'AWS does not accept your credentials: sign in again'],
  [/^AccessDenied/, 'AWS does not allow it'],
  [/ECONNREFUSED|ENOTFOUND|EAI_AGAIN/, 'AWS, or the local cloud, cannot be reached'],
];

/** Any error in one line. What the SDK says is kept: it names the call, the host or the resource. */
export function explain(error: unknown): string {
  if (error instanceof CommandError || error instanceof UsageError) return error.message;
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  const said = message.split('\n')[0] || String((error as { code?: string }).code ?? name);
  const advice = ADVICE.find(([pattern]) => pattern.test(name) || pattern.test(said))?.[1];
  return advice === undefined ? `${name}: ${said}` : `${advice} (${said})`;
}

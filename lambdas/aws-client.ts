/**
 * How our AWS clients wait: a call to a service in the same region answers in milliseconds, so one that hangs is worth
 * another try long before the function's time is over. Three tries of three seconds fit into every function's timeout.
 */
export const CLIENT_OPTIONS = {
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 3_000, throwOnRequestTimeout: true },
} as const;

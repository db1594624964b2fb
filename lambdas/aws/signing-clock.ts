import { AwsError } from './aws-error.ts';

/** The errors that a wrong time of signing causes, among other things. */
const TIME_MAY_BE_WRONG = new Set(['InvalidSignatureException', 'RequestExpired', 'SignatureDoesNotMatch']);

/** How far from its own clock AWS lets the time of signing be, in ms. */
const TOLERANCE_MS = 5 * 60 * 1000;

/** The time of signing. */
export interface SigningClock {
  /** The time by AWS's clock as far as it is known, in epoch ms. */
  now(): number;
  /** Takes over AWS's time when a request was refused for ours. @returns whether it did, so that another try makes sense */
  correct(error: unknown): boolean;
}

/** A clock that goes by `now`, in epoch ms, until AWS refuses the time. */
export function signingClock(now: () => number): SigningClock {
  let skewMs = 0;
  return {
    now: () => now() + skewMs,
    correct(error) {
      if (!(error instanceof AwsError) || !TIME_MAY_BE_WRONG.has(error.name)) return false;
      const learnedMs = error.at - now();
      if (!(Math.abs(learnedMs - skewMs) > TOLERANCE_MS)) return false;
      skewMs = learnedMs;
      return true;
    },
  };
}

import type { Throttling } from './api.ts';

/**
 * A token bucket: it holds `burst` tokens, `rate` tokens flow in every second, each request takes one.
 *
 * @param now milliseconds
 * @returns a function that takes a token, and says whether there was one
 * @see the API Gateway developer guide, "Throttle requests to your HTTP APIs"
 */
export function createTokenBucket({ rate, burst }: Throttling, now: () => number): () => boolean {
  let tokens = burst;
  let filledAt = now();
  return () => {
    const at = now();
    tokens = Math.min(burst, tokens + ((at - filledAt) / 1000) * rate);
    filledAt = at;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
}

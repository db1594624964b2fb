import type { Config } from './settings.ts';

/*
 * A message waits while something it needs is missing: AWS, the vendor, an API key. It comes back every 7.5 min on
 * average, because the backoff is any time up to 15 min, so twelve times an hour is more than enough. The functions
 * count failures of the message itself, and park it with the reason; a receive limit gives no reason.
 */
const RECEIVES_PER_HOUR = 12;

/** Replies that wait for each other come back together, at most ten, and one of them is sent each time. */
const RECEIVES_IN_LINE = 10;

/** The most that SQS allows. */
const MAX_RECEIVES = 1_000;

/** How often a message may be received: enough for as long as its reply is worth sending. */
export function maxReceives({ replyUsefulHours, secondsBetweenReplies }: Config): number {
  const inLine = secondsBetweenReplies > 0 ? RECEIVES_IN_LINE : 0;
  return Math.min(MAX_RECEIVES, replyUsefulHours * RECEIVES_PER_HOUR + inLine);
}

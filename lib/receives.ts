import type { Config } from './settings.ts';

/*
 * A message waits while what it needs is not there: AWS, the vendor, an API key. It comes back every 7.5 min on average, as
 * the backoff is any time up to 15 min, so that twelve times an hour is more than it takes. What is wrong with the message
 * itself is counted by the functions, which park it with the reason; a receive limit knows no reason.
 */
const RECEIVES_PER_HOUR = 12;

/** Replies that wait for each other come back together, ten at most, and one of them is sent each time. */
const RECEIVES_IN_LINE = 10;

/** The most that SQS allows. */
const MAX_RECEIVES = 1_000;

/** How often a message may be received: as long as its reply is worth sending. */
export function maxReceives({ replyUsefulHours, secondsBetweenReplies }: Config): number {
  const inLine = secondsBetweenReplies > 0 ? RECEIVES_IN_LINE : 0;
  return Math.min(MAX_RECEIVES, replyUsefulHours * RECEIVES_PER_HOUR + inLine);
}

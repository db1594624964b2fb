import type { Config } from './config.ts';

/*
 * A function parks a message that breaks it by itself, with the reason, after `maxAttempts`. The receive limits of the
 * queues only catch what gave the function no time to do so: a crash, a timeout.
 */

const CRASHES = 5;

/** The most that SQS allows. */
const MAX_RECEIVES = 1_000;

/** How often an event may be received. */
export function eventReceives({ maxAttempts }: Config): number {
  return maxAttempts + CRASHES;
}

/** How often a reply may be received: while it waits, it comes every 7.5 min on average, and surely 12 times in an hour. */
export function replyReceives({ maxAttempts, replyUsefulHours }: Config): number {
  return Math.min(MAX_RECEIVES, replyUsefulHours * 12 + maxAttempts + CRASHES);
}

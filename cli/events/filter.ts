import { UsageError } from '../terminal/errors.ts';
import { readTime } from '../terminal/time.ts';
import type { EventStory } from './story.ts';

/** Which events are searched for, as a person says it. */
export interface SearchOptions {
  event?: string;
  outcome?: string;
  since?: string;
  until?: string;
}

/**
 * Makes a filter of options. All that is given must fit; an event without a time fits no time.
 *
 * @param now the time in epoch ms
 * @throws UsageError for an invalid time
 */
export function storyFilter(
  { event, outcome, since, until }: SearchOptions,
  now: number,
): (story: EventStory) => boolean {
  const from = since === undefined ? Number.NEGATIVE_INFINITY : readTime(since, now);
  const to = until === undefined ? Number.POSITIVE_INFINITY : readTime(until, now);
  return (story) => {
    const { receivedAt = since === undefined && until === undefined ? now : Number.NaN } = story;
    const isInTime = receivedAt >= from && receivedAt <= to;
    return isInTime && (event === undefined || story.event === event) && hasOutcome(story, outcome);
  };
}

/** The outcome of an event is its own, its state, or what became of one of its replies. */
function hasOutcome({ state, outcome, replies }: EventStory, wanted: string | undefined): boolean {
  if (wanted === undefined) return true;
  return outcome === wanted || state === wanted || replies.some((reply) => reply.state === wanted);
}

/** @throws UsageError when it is not a whole number from 1 */
export function readLimit(typed: string): number {
  const limit = Number(typed);
  if (Number.isInteger(limit) && limit >= 1) return limit;
  throw new UsageError(`--limit ${typed} is not a count: give a whole number from 1`);
}

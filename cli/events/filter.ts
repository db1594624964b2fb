import type { Search } from '../../operations/stories/search.ts';
import type { EventStory } from '../../operations/stories/story.ts';
import { UsageError } from '../terminal/errors.ts';
import { readTime } from '../terminal/time.ts';

/** Which events are searched for, as a person says it. */
export interface SearchOptions {
  event?: string;
  outcome?: string;
  since?: string;
  until?: string;
}

/**
 * Reads a search from options. All that is given must fit; an event without a time fits no time.
 *
 * @param now the time in epoch ms
 * @throws UsageError for an invalid time
 */
export function searchOf({ event, outcome, since, until }: SearchOptions, now: number): Omit<Search, 'limit'> {
  const from = since === undefined ? undefined : readTime(since, now);
  const to = until === undefined ? undefined : readTime(until, now);
  const isInTime = ({ receivedAt = Number.NaN }: EventStory) =>
    (from === undefined && to === undefined) || (receivedAt >= (from ?? 0) && receivedAt <= (to ?? now));
  const fits = (story: EventStory) =>
    isInTime(story) && (event === undefined || story.event === event) && hasOutcome(story, outcome);
  return { from, until: to, fits };
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

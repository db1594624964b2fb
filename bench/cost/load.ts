import type { Counted, FunctionName } from './counter.ts';
import { type Times, timesOf } from './lambda-time.ts';

/** How the app is used: one event after the other, or as many at a time as batches hold. */
export interface Load {
  name: 'quiet' | 'busy';
  messages: Phase;
  statuses: Phase;
}

/** Events of one kind, and what they were seen to take. */
export interface Phase {
  counted: Counted;
  events: number;
  times: Times;
}

/** @param alone a run of the same kind of events, one by one, which tells how many calls one of them makes */
export function phaseOf(counted: Counted, events: number, alone = counted): Phase {
  const calls = (name: FunctionName) => alone.work[name].calls / events;
  const callsOfOne = { ingest: calls('ingest'), processor: calls('processor'), reply: calls('reply') };
  return { counted, events, times: timesOf(counted, events, callsOfOne) };
}

/** So many times slower, all that is work: on a slower processor, or with more of it to do. */
export function slower(load: Load, factor: number): Load {
  const slow = ({ times, ...phase }: Phase): Phase => {
    const slowTime = (name: FunctionName) => ({ ...times[name], busyMs: times[name].busyMs * factor });
    return {
      ...phase,
      times: { ingest: slowTime('ingest'), processor: slowTime('processor'), reply: slowTime('reply') },
    };
  };
  return { ...load, messages: slow(load.messages), statuses: slow(load.statuses) };
}

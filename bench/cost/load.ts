import { type Counted, ofFunctions } from './counter.ts';
import { COLD_SHARE, type Time, type Times, timesOf } from './lambda-time.ts';

/** How the app is used: one event after the other, or as many at a time as batches hold. */
export interface MeasuredLoad {
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

/**
 * @param alone a run of the same kind of events, one by one, which tells how many calls one of them makes
 * @param vendorMs what the vendor needs for a send, where the reply function makes one
 */
export function phaseOf(counted: Counted, events: number, alone = counted, vendorMs?: number): Phase {
  const callsOfOne = ofFunctions((name) => alone.work[name].calls / events);
  return { counted, events, times: timesOf(counted, events, callsOfOne, vendorMs) };
}

/** So many times slower, all that is work: on a slower processor, or with more of it to do. */
export function slower(load: MeasuredLoad, factor: number): MeasuredLoad {
  return withTimes(load, (time) => ({ ...time, busyMs: time.busyMs * factor }));
}

/** With a start of an environment for each invocation, or for none. */
export function withColdStarts(load: MeasuredLoad, of: 'every invocation' | 'none'): MeasuredLoad {
  return withTimes(load, (time) => ({ ...time, initMs: of === 'none' ? 0 : time.initMs / COLD_SHARE }));
}

function withTimes(load: MeasuredLoad, change: (time: Time) => Time): MeasuredLoad {
  const changed = ({ times, ...phase }: Phase): Phase => ({
    ...phase,
    times: ofFunctions((name) => change(times[name])),
  });
  return { ...load, messages: changed(load.messages), statuses: changed(load.statuses) };
}

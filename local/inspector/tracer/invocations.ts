import type { LogLine, Station, TimelineStep } from '../protocol.ts';
import { addLine, addStep, type EventTrace } from './trace.ts';

/** An invocation of a function, and the events that it is about. */
export interface TracedInvocation {
  station: Station;
  traces: Set<EventTrace>;
  /** What it wrote about no event in particular. */
  lines: LogLine[];
  /** How it failed. */
  failure?: TimelineStep;
}

export interface Invocations {
  /** The invocation with this id, new when nothing is known of it. */
  of(requestId: string, station: Station): TracedInvocation;
  find(requestId: string): TracedInvocation | undefined;
  forget(requestId: string): void;
}

/** More than can be at work at a time: what lies further back was cut off, and nothing more comes of it. */
const KEPT = 1_000;

export function invocationStore(): Invocations {
  const all = new Map<string, TracedInvocation>();
  return {
    of(requestId, station) {
      const known = all.get(requestId);
      if (known !== undefined) return known;
      const invocation: TracedInvocation = { station, traces: new Set(), lines: [] };
      all.set(requestId, invocation);
      const [oldest] = all.keys();
      if (all.size > KEPT && oldest !== undefined) all.delete(oldest);
      return invocation;
    },
    find: (requestId) => all.get(requestId),
    forget: (requestId) => void all.delete(requestId),
  };
}

/** Says that an invocation is about an event: what is known of it so far is a part of the event's story. */
export function concern({ traces, lines, failure }: TracedInvocation, trace: EventTrace): void {
  if (traces.has(trace)) return;
  traces.add(trace);
  for (const line of lines) addLine(trace, line);
  if (failure !== undefined) addStep(trace, failure);
}

/** Of what one invocation writes about no event in particular, at most so many lines are kept. */
const KEPT_LINES = 500;

/** Takes a line of an invocation, about one event or else about all of them. */
export function write({ traces, lines }: TracedInvocation, line: LogLine, about: EventTrace | undefined): void {
  if (about === undefined && lines.length < KEPT_LINES) lines.push(line);
  for (const trace of about === undefined ? traces : [about]) addLine(trace, line);
}

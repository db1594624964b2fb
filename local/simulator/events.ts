import { EVENT_NAMES } from '../../lambdas/pilot-status/events.ts';

/** An event as it is delivered: its name and what it tells. */
export interface VendorEvent {
  event: string;
  data: Readonly<Record<string, unknown>> & { id: string };
}

/** Lets the webhooks know of an event. Resolves when each has been tried once; never rejects. */
export type Emit = (event: VendorEvent) => Promise<void>;

/**
 * What the number can emit. It makes no calls, so the events of voice are none of its own; this is assumed, because the
 * documentation does not say which events a number cannot emit.
 */
const EMITTED = new Set<string>(EVENT_NAMES.filter((name) => !name.startsWith('call')));

/** Leaves out, without a word, what the number cannot emit. `*` stands for all. */
export function emittable(events: string[]): string[] {
  return events.filter((event) => event === '*' || EMITTED.has(event));
}

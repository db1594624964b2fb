import { EVENT_NAMES } from '../../lambdas/pilot-status/events.ts';
import type { Account } from './account.ts';

const NAMES = new Set<string>(EVENT_NAMES);

/** An event as it is delivered: its name and what it tells. */
export interface VendorEvent {
  event: string;
  /** Events of voice have none: their fields stand next to the name. */
  data?: Readonly<Record<string, unknown>>;
}

/** Lets the webhooks know of an event. Resolves when each has been tried once; never rejects. */
export type EmitEvent = (event: VendorEvent) => Promise<void>;

/** Whether an event is one of voice. */
export function isOfVoice(event: string): boolean {
  return event.startsWith('call');
}

/**
 * Leaves out, without a word, what the number cannot emit. Which events that are is not documented; assumed is that
 * only Meta numbers make calls. `*` stands for all.
 */
export function emittable(events: string[], { meta }: Account): string[] {
  return events.filter((event) => event === '*' || (NAMES.has(event) && (meta || !isOfVoice(event))));
}

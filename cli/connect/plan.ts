import { EVENT_NAMES, OUTBOUND_STATUSES } from '../../lambdas/pilot-status/events.ts';
import { type StackHook, wantedUrl } from '../vendor/our-webhook.ts';
import type { VendorWebhook, WebhookChanges } from '../vendor/vendor.ts';

/** What the bot answers: without these nobody who writes is heard. */
export const ANSWERED_EVENTS = ['message.received', 'message.reply'];

/** What a webhook is for unless the user says otherwise: what is answered, what became of it, and how the number is. */
export const USUAL_EVENTS: string[] = [
  ...ANSWERED_EVENTS,
  ...OUTBOUND_STATUSES,
  ...EVENT_NAMES.filter((name) => name.startsWith('number.') && name !== 'number.created'),
];

/** How the vendor's webhook should be. */
export interface Wanted {
  hook: StackHook;
  /** The events that it is for, and nothing else; undefined for the usual ones in addition to those that it has. */
  events: string[] | undefined;
}

/** What to change of a webhook, so that it is as wanted: nothing when it is. */
export function changesTo(webhook: VendorWebhook, wanted: Wanted): WebhookChanges {
  const events = wantedEvents(webhook.events, wanted);
  const url = wantedUrl(webhook, wanted.hook);
  return {
    ...(webhook.url !== url && { url }),
    ...(!webhook.active && { active: true }),
    ...(!sameSet(events, webhook.events) && { events }),
  };
}

/** The events that a webhook should be for. @param has those that it is for now */
export function wantedEvents(has: string[], { events }: Pick<Wanted, 'events'>): string[] {
  if (events !== undefined) return events;
  return has.includes('*') ? has : [...new Set([...has, ...USUAL_EVENTS])];
}

/** The events that were asked for and that the vendor left out without a word. */
export function droppedEvents(asked: string[], has: string[]): string[] {
  return has.includes('*') ? [] : asked.filter((event) => !has.includes(event));
}

/** Changes as a person reads them. */
export function describeChanges({ url, active, events }: WebhookChanges): string {
  return [
    url !== undefined && 'the URL with the current token',
    active !== undefined && (active ? 'active again' : 'paused'),
    events !== undefined && `${events.length} events`,
  ]
    .filter(Boolean)
    .join(', ');
}

function sameSet(one: string[], other: string[]): boolean {
  return one.length === other.length && one.every((item) => other.includes(item));
}

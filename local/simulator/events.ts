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
const EMITTED = new Set([
  'message.sent',
  'message.delivered',
  'message.read',
  'message.failed',
  'message.received',
  'message.reply',
  'message.group',
  'message.newsletter',
  'number.created',
  'number.connected',
  'number.disconnected',
  'number.removed',
  'number.recovered',
  'number.health_blocked',
  'number.health_degraded',
  'number.health_shadowban',
]);

/** Leaves out, without a word, what the number cannot emit. `*` stands for all. */
export function emittable(events: string[]): string[] {
  return events.filter((event) => event === '*' || EMITTED.has(event));
}

import type { SignatureScheme } from '../../lambdas/authentication/policy.ts';
import type { Account } from './account.ts';
import { emittable, type VendorEvent } from './events.ts';
import { iso } from './messages.ts';
import { NUMBER, TENANT_ID } from './number.ts';

/** One attempt to deliver an event, as `/logs` tells it. */
export interface DeliveryAttempt {
  event: string;
  status: 'SUCCESS' | 'FAILED';
  /** Null when there was no answer. */
  statusCode: number | null;
  payload: VendorEvent;
  /** The body of the answer, or why there was none. */
  response: string;
  durationMs: number;
  /** Epoch ms. */
  createdAt: number;
}

/** How deliveries are signed, and by which secret. */
export interface Signature {
  scheme: SignatureScheme;
  secret: string;
}

/** What a caller may choose of a webhook. */
export interface WebhookFields {
  url: string;
  name: string;
  events: string[];
  active: boolean;
}

/** A webhook as the vendor keeps it. */
export interface SimulatedWebhook extends WebhookFields {
  id: string;
  signature?: Signature;
  /** Times in epoch ms. */
  lastTriggered?: number;
  createdAt: number;
  updatedAt: number;
  /** The latest deliveries, oldest first. */
  logs: DeliveryAttempt[];
}

export interface Webhooks {
  add(fields: Pick<WebhookFields, 'url' | 'name' | 'events'>, signature?: Signature): SimulatedWebhook;
  all(): SimulatedWebhook[];
  find(id: string): SimulatedWebhook | undefined;
  /** Replaces the fields that are given; of the events, the whole list. */
  update(webhook: SimulatedWebhook, fields: Partial<WebhookFields>): void;
  remove(id: string): void;
  /** Which webhooks an event goes to: those that are active and want it. An empty list wants nothing. */
  wanting(event: string): SimulatedWebhook[];
}

interface WebhookStore {
  now(): number;
  newId(): string;
  account: Account;
}

export function webhookStore({ now, newId, account }: WebhookStore): Webhooks {
  const webhooks = new Map<string, SimulatedWebhook>();
  return {
    add(fields, signature) {
      const time = { createdAt: now(), updatedAt: now() };
      const own = { id: `wh_${newId()}`, active: true, logs: [], ...time, ...(signature && { signature }) };
      const webhook = { ...own, ...fields, events: emittable(fields.events, account) };
      webhooks.set(webhook.id, webhook);
      return webhook;
    },
    all: () => [...webhooks.values()],
    find: (id) => webhooks.get(id),
    update(webhook, fields) {
      Object.assign(webhook, fields, { updatedAt: now() });
      webhook.events = emittable(webhook.events, account);
    },
    remove: (id) => void webhooks.delete(id),
    wanting: (event) =>
      [...webhooks.values()].filter(({ active, events }) => active && (events.includes('*') || events.includes(event))),
  };
}

/** A webhook as the API shows it: without its signing secret, which no endpoint returns. */
export function shownWebhook({ id, name, url, active, events, lastTriggered, createdAt, updatedAt }: SimulatedWebhook) {
  return {
    id,
    tenantId: TENANT_ID,
    name,
    url,
    environment: 'production',
    active,
    events,
    lastTriggered: lastTriggered === undefined ? null : iso(lastTriggered),
    whatsappNumberIds: [NUMBER.id],
    createdAt: iso(createdAt),
    updatedAt: iso(updatedAt),
  };
}

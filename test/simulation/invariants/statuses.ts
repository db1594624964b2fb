import { type DeliveryStatus, deliveryStatus } from '../../../lambdas/ledger/messages.ts';
import type { Item } from '../../../lambdas/ledger/table.ts';
import { OUTBOUND_STATUSES } from '../../../lambdas/pilot-status/events.ts';
import { keyPart } from '../../../lambdas/pilot-status/identity.ts';
import type { Write } from '../aws/ledger-table.ts';
import type { SimulatedCloud } from '../functions/cloud.ts';
import type { Witness } from '../witness.ts';

/** From the first to the last; nothing leads back. */
const STEPS: DeliveryStatus[] = ['queued', 'sent', 'failed', 'delivered', 'read'];

/** Watches every write: what is derived for a message of ours never goes a step back. */
export function watchStatuses({ violations }: Witness): (write: Write) => void {
  const known = new Map<string, Item[]>();
  return ({ after }) => {
    const id = String(after.id);
    const event = String(after.event);
    if (event !== '#reply' && !OUTBOUND_STATUSES.has(event)) return;
    const before = known.get(id) ?? [];
    const records = [...before, after];
    known.set(id, records);
    if (stepOf(records) < stepOf(before)) violations.push(`status: ${id} went back with ${event}`);
  };
}

function stepOf(records: Item[]): number {
  const status = deliveryStatus(records);
  return status === undefined ? -1 : STEPS.indexOf(status);
}

/**
 * Every status that the vendor told and that is not parked shows in what is derived for its message. Every reply that
 * was sent can be found by the vendor's id.
 */
export function checkStatuses({ ledger, queues, witness }: SimulatedCloud): string[] {
  const parked = queues.deadEvents.messages().map(({ body }) => JSON.parse(body));
  const isParked = (sentId: string, event: string) =>
    parked.some((body) => body.event === event && body.data?.internalMessageId === sentId);

  const statuses = [...witness.statuses].flatMap(([sentId, told]) => {
    const records = ledger.store.query(keyPart(sentId));
    const expected = [...told].filter((event) => !isParked(sentId, event)).map((event) => ({ event }));
    const [is, shouldBe] = [deliveryStatus(records), deliveryStatus([...records, ...expected])];
    return is === shouldBe ? [] : [`status: ${sentId} is ${is}, and the vendor told that it is ${shouldBe}`];
  });

  const links = [...ledger.store.items.values()].flatMap(({ id, event, state, sentId }) => {
    if (state !== 'sent' || typeof sentId !== 'string') return [];
    const link = ledger.store.get({ id: keyPart(sentId), event: '#reply' })?.reply as { id: string } | undefined;
    return link?.id === id ? [] : [`status: ${id} ${event} was sent as ${sentId}, and nothing leads back to it`];
  });
  return [...statuses, ...links];
}

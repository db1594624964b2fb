import { conversationRecords } from '../ledger/conversations.ts';
import { eventRecords } from '../ledger/events.ts';
import type { LedgerSettings } from '../ledger/lease.ts';
import { messageRecords } from '../ledger/messages.ts';
import { numberRecords } from '../ledger/numbers.ts';
import type { Table } from '../ledger/table.ts';
import { DELIVERY, SILENT } from '../queue/rehearsal.ts';
import { handleEvent } from './handle-event.ts';
import type { Processor } from './processor.ts';

/** Holds no record, and takes every write. */
const NOWHERE: Table = {
  get: async () => undefined,
  query: async () => [],
  put: async () => ({ ok: true }),
  set: async () => ({ ok: true }),
};

/**
 * Decides about a message of its own. The user's bot is not asked, and ledger and queue are not touched.
 *
 * @returns what becomes of the message
 */
export function rehearse(processor: Processor, ledger: LedgerSettings): ReturnType<typeof handleEvent> {
  const { id } = DELIVERY.data;
  const attributes = { id, event: DELIVERY.event, receivedAt: String(ledger.now()) };
  const body = JSON.stringify(DELIVERY);
  const message = { id, receiptHandle: id, group: id, body, receiveCount: 1, attributes };
  const events = eventRecords(NOWHERE, ledger);
  return handleEvent([message], {
    ...processor,
    events,
    conversations: conversationRecords(NOWHERE, ledger, events.isDone),
    messages: messageRecords(NOWHERE, ledger),
    numbers: numberRecords(NOWHERE, ledger),
    bot: { onMessage: () => 'Hi' },
    archive: undefined,
    publish: undefined,
    transcribe: undefined,
    debounceMs: 0,
    enqueue: async () => true,
    log: SILENT,
  });
}

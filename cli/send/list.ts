import { type OutboxState, outboxId } from '../../lambdas/ledger/outbox.ts';
import type { Item } from '../../lambdas/ledger/table.ts';
import type { Ledger } from '../../operations/ledger.ts';
import { masked } from '../terminal/contact.ts';

/** How a message can stand. `scheduled` is one that is queued for a date to come. */
export const STATES = [
  ...['scheduled', 'queued', 'sending', 'unknown'],
  ...['sent', 'failed', 'expired', 'overtaken', 'cancelled'],
] as const satisfies readonly ('scheduled' | OutboxState)[];

type State = (typeof STATES)[number];

/** A message of the outbox or of the bot's `sendLater`, without its content. */
export interface ListedSend {
  /** Undefined when its contact was erased. */
  key?: string;
  state: State;
  /** Who asked for it. `send cancel` reaches those of the outbox. */
  by: 'outbox' | 'bot';
  /** When it is or was due, ISO 8601. */
  at?: string;
  /** Masked; only as long as the message waits. */
  contact?: string;
  conversation?: string;
  sentId?: string;
  code?: string;
}

/** What is read of a record: nothing of what the message says. */
const FIELDS = ['id', 'state', 'key', 'at', 'to', 'conversation', 'revision', 'sentId', 'code'];

/**
 * Reads the messages that nobody asked us for, those that were asked for last first. A Scan.
 *
 * @param now epoch ms
 * @param onLooked called with the number of records that a page of the scan has read
 */
export async function listSends(
  scan: Ledger['scan'],
  now: number,
  onLooked: (count: number) => void,
): Promise<ListedSend[]> {
  const names = Object.fromEntries(FIELDS.map((field) => [`#${field}`, field]));
  const filter = { expression: 'begins_with(#id, :send)', names, values: { ':send': 'send#' } };
  const records: Item[] = [];
  for await (const { items, looked } of scan(filter, Object.keys(names).join(', '))) {
    records.push(...items);
    onLooked(looked);
  }
  return records.sort((a, b) => Number(b.revision) - Number(a.revision)).map((record) => listed(record, now));
}

function listed({ id, state, key, at, to, conversation, sentId, code }: Item, now: number): ListedSend {
  const isScheduled = state === 'queued' && Number(at) > now;
  return {
    ...(key !== undefined && { key: String(key) }),
    state: isScheduled ? 'scheduled' : (state as State),
    by: typeof key === 'string' && outboxId('outbox', key) === id ? 'outbox' : 'bot',
    ...(at !== undefined && { at: new Date(Number(at)).toISOString() }),
    ...(to !== undefined && { contact: masked(String(to)) }),
    ...(conversation !== undefined && { conversation: String(conversation) }),
    ...(sentId !== undefined && { sentId: String(sentId) }),
    ...(code !== undefined && { code: String(code) }),
  };
}

import { FAILED_LIST, SENDS_LIST } from '../../lambdas/ledger/lists.ts';
import { type OutboxState, outboxId } from '../../lambdas/ledger/outbox.ts';
import type { Item } from '../../lambdas/ledger/table.ts';
import type { LedgerReader } from '../../operations/stories/reader.ts';
import { isUnasked } from '../../operations/stories/story.ts';
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

/**
 * Reads the messages that nobody asked us for, those that were asked for last first.
 *
 * @param now epoch ms
 */
export async function listSends({ list, getAll }: LedgerReader, now: number): Promise<ListedSend[]> {
  const failed = (await list(FAILED_LIST)).filter(isUnasked);
  const records = await getAll([...(await list(SENDS_LIST)), ...failed]);
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

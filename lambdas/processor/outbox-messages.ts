import type { Decision, LedgerConversation, SendOperation } from '../ledger/conversation.ts';
import { causeOf, type OutboxMessage, type OutboxWritten, outboxId } from '../ledger/outbox.ts';
import { outboxJob } from '../queue/outbox-job.ts';
import type { Outgoing } from '../queue/sqs.ts';
import { type BotEvent, destinationOf, numberIdOf } from './inbound-event.ts';
import type { Processor } from './processor.ts';

type Outbox = Pick<Processor, 'outbox' | 'usefulMs' | 'now' | 'log'>;

/**
 * Writes to the ledger what a decision asks of the outbox. May be repeated: what was asked later stands.
 *
 * @returns what is then to be put on the replies queue
 */
export async function outboxMessages(
  { sends = [], revision = 0, decidedAt = 0 }: Decision,
  event: BotEvent,
  conversation: LedgerConversation,
  processor: Outbox,
): Promise<Outgoing[]> {
  const { outbox, usefulMs, now, log } = processor;
  const to = destinationOf(event);
  if (to === undefined) return [];
  const { hash } = conversation;
  const numberId = numberIdOf(event);
  const messages: Outgoing[] = [];

  const carryOut = async (operation: SendOperation, id: string): Promise<void> => {
    const { key } = operation;
    const about = { id, revision, key, conversation: hash };
    const isSend = operation.kind === 'send';
    const written = isSend ? await outbox.put(messageOf(operation, about)) : await outbox.cancel(about);
    const trace = { ...causeOf(about), conversation: hash };
    if (!isOurs(written, revision)) log.warn('duplicate', { ...trace, state: written.record.state });
    else {
      if (!isSend) log.info('cancelled', trace);
      messages.push(outboxJob(about, isSend && operation.at <= now(), written.record.replaces));
    }
  };
  const messageOf = (
    { content, at, until }: Extract<SendOperation, { kind: 'send' }>,
    about: Pick<OutboxMessage, 'id' | 'revision' | 'key' | 'conversation'>,
  ): OutboxMessage => ({
    ...about,
    ...(numberId !== undefined && { numberId }),
    ...{ to, content, decidedAt, at },
    until: until ?? Math.max(at, decidedAt) + usefulMs,
  });

  for (const operation of sends) {
    const ids = await idsOf(operation, conversation, outbox);
    for (const id of ids) await carryOut(operation, id);
  }
  return messages;
}

/** Whether the ledger has what this decision asked for, and nobody has begun to send it. */
function isOurs({ record }: OutboxWritten, revision: number): boolean {
  return record.revision === revision && !record.isBegun && ['queued', 'cancelled'].includes(record.state);
}

/**
 * The messages that a key stands for. One that was asked for when the contact was known under another address keeps
 * its id.
 */
async function idsOf(
  { kind, key }: SendOperation,
  { hash, formerly = [] }: LedgerConversation,
  outbox: Outbox['outbox'],
): Promise<string[]> {
  const ids = [hash, ...formerly].map((scope) => outboxId(scope, key));
  if (kind === 'cancel' || ids.length === 1) return ids;
  const records = await Promise.all(ids.map(outbox.read));
  return [ids[records.findIndex((record) => record !== undefined)] ?? (ids[0] as string)];
}

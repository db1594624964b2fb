import type { KnownContact } from '../ledger/homes.ts';
import { causeOf, type OutboxMessage } from '../ledger/outbox.ts';
import { readAddress } from '../pilot-status/contact.ts';
import { wordingsOf } from '../pilot-status/wordings.ts';
import type { OutboxJob } from '../queue/outbox-job.ts';
import type { ReplyJob } from '../queue/reply-job.ts';
import { publishEnd } from './publish.ts';
import type { ReplySender } from './sender.ts';

type Outbox = Pick<
  ReplySender,
  'outbox' | 'schedules' | 'contactOf' | 'unasked' | 'window' | 'publish' | 'now' | 'log'
>;

/** A message of the outbox that is to be sent now, as a reply would be. */
interface Due {
  job: ReplyJob;
  /** Where the conversation with the contact is kept. */
  conversation: string;
}

/**
 * Opens a job of the outbox: schedules what is for a date, and forgets the schedule of what was moved or cancelled.
 *
 * @returns what is to be sent now; undefined when there is nothing left to do
 */
export async function openOutboxJob(job: OutboxJob, outbox: Outbox): Promise<Due | undefined> {
  const { schedules, contactOf, unasked, now, log } = outbox;
  const record = await outbox.outbox.read(job.send);
  const { message } = record ?? {};
  const isLatest = record?.revision === job.revision && message !== undefined;
  const trace = causeOf({ id: job.send, revision: job.revision });
  const isDue = job.due === true || (message !== undefined && message.at <= now());
  if (isLatest && !isDue) await schedules.create(message);
  if (job.withdraw !== undefined) await schedules.remove(job.send, job.withdraw);
  if (!isLatest) {
    if (record?.revision === job.revision) await publishEnd(job.send, record, outbox);
    log.info('duplicate', { ...trace, state: record?.state ?? 'erased' });
    return undefined;
  }
  if (!isDue) {
    log.info('scheduled', { ...trace, conversation: message.conversation, due: new Date(message.at).toISOString() });
    return undefined;
  }
  const contact = await contactOf(message.conversation);
  if (!record.isBegun) await unasked.note(contact.conversation, saidOf(message, now()));
  return { job: replyJobOf(message, contact, outbox), conversation: contact.conversation };
}

function saidOf({ id, content }: OutboxMessage, at: number) {
  const [words, ...framed] = wordingsOf(content);
  return { at, reply: id, ...(words !== undefined && { words }), ...(framed.length > 0 && { framed }) };
}

/** The message as a job of a reply. Its window is that of the contact's last message, whenever it was decided. */
function replyJobOf(message: OutboxMessage, contact: KnownContact, { window }: Pick<Outbox, 'window'>): ReplyJob {
  const { id, key, numberId, to, decidedAt, at, until } = message;
  const { reference = key, ...content } = message.content;
  const hasWindow = window.lengthMs > 0 && readAddress(to).kind === 'user';
  return {
    format: 1,
    reply: id,
    index: 0,
    ...(numberId !== undefined && { numberId }),
    to,
    ...(contact.addresses.length > 0 && { alsoTo: contact.addresses }),
    content,
    reference,
    cause: causeOf(message),
    decidedAt,
    writtenAt: at,
    expiresAt: until,
    ...(hasWindow && { windowEndsAt: (contact.rules.heardAt ?? 0) + window.lengthMs }),
  };
}

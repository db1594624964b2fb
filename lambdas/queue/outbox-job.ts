import type { OutboxMessage } from '../ledger/outbox.ts';
import { causeOf } from '../ledger/outbox.ts';
import { parseJson } from '../runtime/json.ts';
import type { Outgoing } from './sqs.ts';

/**
 * That a message of the outbox is to be sent, or scheduled: the body of a message of the replies queue, as JSON. It
 * holds nothing of the message; the ledger does.
 */
export interface OutboxJob {
  /** The version of this format. Code that reads it must read every version that a schedule may still hold. */
  format: 1;
  /** The id of the message, and the revision that the job is for. */
  send: string;
  revision: number;
  /** It comes from the schedule. */
  due?: true;
  /** The revision whose schedule is of no use any more. */
  withdraw?: number;
}

/** Reads the body of a message of the replies queue; undefined when it is no such job in a format that is known. */
export function readOutboxJob(body: string): OutboxJob | undefined {
  const job = parseJson(body) as Partial<OutboxJob> | null | undefined;
  const isKnown = job?.format === 1 && typeof job.send === 'string' && typeof job.revision === 'number';
  return isKnown ? (job as OutboxJob) : undefined;
}

type About = Pick<OutboxMessage, 'id' | 'revision' | 'conversation'>;

/**
 * The job for what was just asked of the outbox. What is due now keeps its place in the conversation; what is for a
 * date, or cancelled, waits behind nothing.
 *
 * @param isDue whether it is to be sent now
 * @param withdraw the revision that was replaced
 */
export function outboxJob(message: About, isDue: boolean, withdraw: number | undefined): Outgoing {
  const { id, revision, conversation } = message;
  const job: OutboxJob = { format: 1, send: id, revision, ...(withdraw !== undefined && { withdraw }) };
  return jobMessage(job, isDue ? conversation : id);
}

/** The job that the schedule of a message puts on the replies queue when the message is due. */
export function dueJob({ id, revision, conversation }: About): Outgoing {
  return jobMessage({ format: 1, send: id, revision, due: true }, conversation);
}

function jobMessage(job: OutboxJob, group: string): Outgoing {
  const { id, event } = causeOf({ id: job.send, revision: job.revision });
  return {
    body: JSON.stringify(job),
    group,
    deduplicateBy: `${id} ${event} ${job.due === true ? 'due' : ''}`,
    attributes: { id, event },
  };
}

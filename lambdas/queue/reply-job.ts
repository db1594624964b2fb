import { isReplyContent, type ReplyContent } from '../pilot-status/content.ts';
import type { EventKey } from '../pilot-status/identity.ts';
import { parseJson } from '../runtime/json.ts';

/** A reply on its way from the processor to the reply function: the body of a message of the replies queue, as JSON. */
export interface ReplyJob {
  /** The version of this format. Code that reads it must read every version that a dead-letter queue may still hold. */
  format: 1;
  /** The key of the answer (contract: one per inbound message) and which of its replies this is, from 0. */
  reply: string;
  index: number;
  /** The number that received the message, and whose API key must answer it. */
  numberId?: string;
  /** The contact's address, or a group's. */
  to: string;
  /** All addresses of a contact who is known under several: where one is refused, another is tried. */
  alsoTo?: readonly string[];
  /** Without its reference, which older versions would send. */
  content: ReplyContent;
  /** The bot's own name for the message. */
  reference?: string;
  /** The event that is answered. */
  cause: EventKey;
  /** When it was decided, epoch ms: all parts of an answer are of one decision. Absent where an older version did. */
  decidedAt?: number;
  /** When the contact's message was received, and when its reply is no longer worth sending; epoch ms. */
  writtenAt: number;
  expiresAt: number;
  /**
   * When the contact must have written again for free text to be allowed, epoch ms; counted from `writtenAt` when
   * absent.
   */
  windowEndsAt?: number;
  /** Whether it confirms an opt-out or opt-in: that is sent whatever happens meanwhile. */
  confirms?: true;
}

/** Reads the body of a message of the replies queue; undefined when it is no reply in a format that is known. */
export function readReplyJob(body: string): ReplyJob | undefined {
  const job = parseJson(body) as Partial<ReplyJob> | null | undefined;
  const known =
    job?.format === 1 &&
    isReplyContent(job.content) &&
    [job.reply, job.to, job.cause?.id, job.cause?.event].every((value) => typeof value === 'string') &&
    ['undefined', 'string'].includes(typeof job.reference) &&
    (job.alsoTo ?? []).every((value) => typeof value === 'string') &&
    [job.index, job.writtenAt, job.expiresAt, job.windowEndsAt ?? 0, job.decidedAt ?? 0].every(
      (value) => typeof value === 'number',
    );
  return known ? (job as ReplyJob) : undefined;
}

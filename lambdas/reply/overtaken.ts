import type { RuleState } from '../ledger/conversation.ts';
import type { ReplyJob } from '../queue/reply-job.ts';
import type { ReplySender, Task } from './sender.ts';

/** What happened since a reply was decided, so that it must not be sent any more. */
export type Overtaker = 'OPTED_OUT' | 'HANDED_OVER';

/** A reply that is younger than this when it is first received did not wait, in ms. */
const WAITED_MS = 1_000;

/** Whether a reply has waited for so long that something may have happened meanwhile. */
export function hasWaited(receiveCount: number, { decidedAt }: ReplyJob, now: number): boolean {
  return receiveCount > 1 || now > (decidedAt ?? now) + WAITED_MS;
}

/**
 * What has overtaken the decision on a reply. A reply that is sent at once costs no request. What is sent unasked is
 * about something else than the talk that a person took over.
 */
export async function findOvertaker(
  { job, trace, hasWaited, isUnasked }: Pick<Task, 'job' | 'trace' | 'hasWaited' | 'isUnasked'>,
  { contactOf }: Pick<ReplySender, 'contactOf'>,
): Promise<Overtaker | undefined> {
  if (!hasWaited || job.decidedAt === undefined || job.confirms) return undefined;
  const found = overtaker(job.decidedAt, (await contactOf(trace.conversation)).rules);
  return isUnasked && found === 'HANDED_OVER' ? undefined : found;
}

/**
 * A contact who has opted out gets nothing but what confirms it, also when they have come back since then. A person who
 * took over has seen what the reply is about; after that nothing is decided until the person's time is over.
 */
function overtaker(
  decidedAt: number,
  { optedOutAt, optedInAt = 0, takenOverAt = 0 }: RuleState,
): Overtaker | undefined {
  if (optedOutAt !== undefined || optedInAt >= decidedAt) return 'OPTED_OUT';
  return takenOverAt >= decidedAt ? 'HANDED_OVER' : undefined;
}

import type { Lease } from '../ledger/lease.ts';
import { type AnswerId, replyRecordKey, type UnknownReply } from '../ledger/replies.ts';
import { readApiKeys } from '../pilot-status/api-keys.ts';
import { keyPart } from '../pilot-status/identity.ts';
import type { QueueMessage } from '../queue/message.ts';
import { readOutboxJob } from '../queue/outbox-job.ts';
import { type ReplyJob, readReplyJob } from '../queue/reply-job.ts';
import { DONE, retryAfterError, type Verdict } from '../queue/worker.ts';
import { errorFields } from '../telemetry/log.ts';
import { nextWay, waysTo } from './addresses.ts';
import { findOut } from './find-out.ts';
import { openOutboxJob } from './outbox.ts';
import { expire, overtake } from './outcome.ts';
import { findOvertaker, hasWaited } from './overtaken.ts';
import { publishOutcome } from './publish.ts';
import { sendOnce } from './send-once.ts';
import type { Attempt, ReplySender, Task, Trace } from './sender.ts';
import { isWindowClosed } from './window.ts';

/** Sends one reply, or one message of the outbox, once, or says why not now. Never throws. */
export async function sendReply(message: QueueMessage, sender: ReplySender): Promise<Verdict> {
  try {
    const outboxJob = readOutboxJob(message.body);
    if (outboxJob !== undefined) {
      const due = await openOutboxJob(outboxJob, sender);
      return due === undefined ? DONE : await sendJob(due.job, { ...message, group: due.conversation }, true, sender);
    }
    const job = readReplyJob(message.body);
    if (job === undefined) return { kind: 'park', reason: 'It is no reply in a format that this version knows' };
    return await sendJob(job, message, false, sender);
  } catch (error) {
    return retryAfterError(error, message, sender.log);
  }
}

async function sendJob(
  job: ReplyJob,
  message: QueueMessage,
  isUnasked: boolean,
  sender: ReplySender,
): Promise<Verdict> {
  const trace = { ...job.cause, conversation: message.group };
  const key = replyRecordKey(job.reply, job.index);
  const found = await findApiKeys(job, trace, sender);
  const waited = isUnasked || hasWaited(message.receiveCount, job, sender.now());
  const task = { job, key, trace, hasWaited: waited, isUnasked, ...(wasParked(message) && { putBackAs: message.id }) };
  const verdict = 'verdict' in found ? found.verdict : await inTurn({ ...task, apiKeys: found.apiKeys }, sender);
  if (verdict.kind === 'park') await publishOutcome(task, 'reply.parked', {}, sender);
  return verdict;
}

/**
 * Whether a person put a message back that was parked: our redrive marks it, and one of SQS leaves the reason where it
 * is.
 */
function wasParked({ attributes: { reason, redriven } }: QueueMessage): boolean {
  return reason !== undefined || redriven !== undefined;
}

async function findApiKeys(
  job: ReplyJob,
  trace: Trace,
  { readApiKeySecret, setApiKeyCommand, log }: ReplySender,
): Promise<{ apiKeys: string[] } | { verdict: Verdict }> {
  const wait = (reason: string): { verdict: Verdict } => {
    log.error('waiting', { ...trace, problem: 'key', reason, fix: setApiKeyCommand });
    return { verdict: { kind: 'retry' } };
  };
  const secret = await readApiKeySecret();
  if (secret === undefined) return wait('The API key is not set');
  try {
    const apiKeys = readApiKeys(secret)(job.numberId);
    if (apiKeys.length > 0) return { apiKeys };
  } catch (error) {
    return wait(errorFields(error).error);
  }
  const number = job.numberId === undefined ? '(none given)' : keyPart(job.numberId);
  return { verdict: { kind: 'park', reason: `There is no API key for the number ${number}: ${setApiKeyCommand}` } };
}

/**
 * Begins a reply when its slots have come: before that the reply is not written, so that a crash while it waits leaves
 * no trace of it. The contact's slot is the last to be taken, because it is the dearer one to lose.
 */
async function inTurn(task: Task, sender: ReplySender): Promise<Verdict> {
  const slot = sender.pace();
  if (slot.kind === 'far') return notYet(task, slot, 'repliesPerSecond', sender);
  await sender.sleep(slot.waitMs);
  return (await contactIsFar(task, sender)) ?? begin(task, sender);
}

/** Takes the contact's slot. @returns what to do where it has not come */
async function contactIsFar(task: Task, sender: ReplySender): Promise<Verdict | undefined> {
  const slot = await sender.takeContactSlot(task.trace.conversation);
  return slot.kind === 'far' ? notYet(task, slot, 'secondsBetweenReplies', sender) : undefined;
}

/** @param setting the one that makes it wait */
function notYet(task: Task, { askAgainMs }: { askAgainMs: number }, setting: string, { log }: ReplySender): Verdict {
  log.info('paced', { ...task.trace, afterMs: askAgainMs, setting });
  return { kind: 'retry', afterMs: askAgainMs };
}

async function begin(task: Task, sender: ReplySender): Promise<Verdict> {
  const { job, key, trace } = task;
  const { replies, window, log, now } = sender;
  const isClosed = isWindowClosed(job, window.lengthMs, now());
  const template = isClosed && !job.confirms ? window.template : undefined;
  const overtaker = await findOvertaker(task, sender);
  const beginning = await replies.begin(key, {
    ...answerOf(job),
    conversation: trace.conversation,
    ...(template !== undefined && { windowTemplate: template }),
  });
  switch (beginning.kind) {
    case 'closed':
      // A copy of the message under another address, whose answer was refused, does not close the answer to this one.
      if (beginning.refused && nextWay(job, beginning.refused) && (await replies.reopen(key, answerOf(job)))) {
        return begin(task, sender);
      }
      // Whoever closed it may have been cut off before others heard of it.
      if (task.hasWaited && beginning.state !== 'cancelled') {
        await publishOutcome(task, `reply.${beginning.state}`, beginning, sender);
      }
      log.info('duplicate', { ...trace, state: beginning.state });
      return DONE;
    case 'other':
      log.info('duplicate', { ...trace, of: 'another answer' });
      return DONE;
    case 'busy':
      log.info('busy', trace);
      return { kind: 'retry', afterMs: beginning.until - now() + 1 };
    case 'unknown':
      return lookAndSend(task, beginning, sender);
    case 'begun': {
      const attempt = attemptOf(task, beginning);
      if (overtaker !== undefined) return overtake(attempt, overtaker, sender);
      if (now() >= job.expiresAt) return expire(attempt, {}, sender);
      if (isClosed && beginning.windowTemplate === undefined) return expire(attempt, { code: 'WINDOW_CLOSED' }, sender);
      return sendOnce(attempt, beginning.unanswered, sender);
    }
  }
}

/**
 * Sends what turns out not to be sent at once, if the time of one send is long enough for both, and the contact's next
 * slot has come: the one that was taken lies as far back as the search took.
 */
async function lookAndSend(task: Task, unknown: UnknownReply, sender: ReplySender): Promise<Verdict> {
  const startedAt = sender.now();
  const verdict = await findOut(attemptOf(task, unknown), unknown, sender);
  if (verdict !== 'send again') return verdict;
  const leftMs = sender.sendTimeoutMs - (sender.now() - startedAt);
  if (leftMs <= sender.sendTimeoutMs / 2) return { kind: 'retry', afterMs: 0 };
  return (await contactIsFar(task, sender)) ?? begin(task, { ...sender, sendTimeoutMs: leftMs });
}

/** Which answer a reply is part of. */
function answerOf({ cause, decidedAt }: ReplyJob): AnswerId {
  return { cause, ...(decidedAt !== undefined && { decidedAt }) };
}

function attemptOf(
  task: Task,
  { lease, windowTemplate, refused = [] }: { lease: Lease; windowTemplate?: string; refused?: string[] },
): Attempt {
  const way = nextWay(task.job, refused) ?? waysTo(task.job)[0];
  if (windowTemplate === undefined) return { ...task, lease, way, refused, content: task.job.content };
  const content = { templateId: windowTemplate };
  return { ...task, lease, way, refused, content, trace: { ...task.trace, windowTemplate } };
}

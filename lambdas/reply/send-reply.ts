import type { Lease } from '../ledger/lease.ts';
import { type ReplyRecords, replyRecordKey } from '../ledger/replies.ts';
import type { Key } from '../ledger/table.ts';
import { readApiKeys } from '../pilot-status/api-keys.ts';
import type { Send, SendOutcome } from '../pilot-status/send.ts';
import type { QueueMessage } from '../queue/message.ts';
import { type ReplyJob, readReplyJob } from '../queue/reply-job.ts';
import { DONE, type Verdict } from '../queue/worker.ts';
import type { ReadSecret } from '../secrets.ts';
import { errorFields, type Log } from '../telemetry/log.ts';

export interface ReplySender {
  replies: ReplyRecords;
  send(send: Pick<Send, 'apiKey' | 'to' | 'content'>): Promise<SendOutcome>;
  readApiKeySecret: ReadSecret;
  /** The command that sets the API key, for the log line that says it is missing. */
  setApiKeyCommand: string;
  now(): number;
  log: Log;
}

type Trace = Record<'id' | 'event' | 'conversation', string>;

/** Sends one reply once, or says why not now. Never throws. */
export async function sendReply(message: QueueMessage, sender: ReplySender): Promise<Verdict> {
  try {
    const job = readReplyJob(message.body);
    const trace = { ...job.cause, conversation: message.group };
    const key = await apiKeyFor(job, trace, sender);
    return 'verdict' in key ? key.verdict : await sendOnce(job, key.apiKey, trace, sender);
  } catch (error) {
    return { kind: 'broken', error };
  }
}

async function apiKeyFor(
  job: ReplyJob,
  trace: Trace,
  { readApiKeySecret, setApiKeyCommand, log }: ReplySender,
): Promise<{ apiKey: string } | { verdict: Verdict }> {
  const wait = (reason: string): { verdict: Verdict } => {
    log.error('waiting', { ...trace, reason, fix: setApiKeyCommand });
    return { verdict: { kind: 'retry' } };
  };
  const secret = await readApiKeySecret();
  if (secret === undefined) return wait('The API key is not set');
  try {
    const apiKey = readApiKeys(secret)(job.numberId);
    if (apiKey !== undefined) return { apiKey };
  } catch (error) {
    return wait(errorFields(error).error);
  }
  const number = job.numberId ?? '(none given)';
  return { verdict: { kind: 'park', reason: `There is no API key for the number ${number}: ${setApiKeyCommand}` } };
}

async function sendOnce(job: ReplyJob, apiKey: string, trace: Trace, sender: ReplySender): Promise<Verdict> {
  const { replies, log, now } = sender;
  const key = replyRecordKey(job.reply, job.index);
  const beginning = await replies.begin(key, { cause: job.cause, conversation: trace.conversation });
  switch (beginning.kind) {
    case 'closed':
      log.info('duplicate', { ...trace, state: beginning.state });
      return DONE;
    case 'busy':
      log.info('busy', trace);
      return { kind: 'retry', afterMs: beginning.until - now() + 1 };
    case 'unknown':
      return parkUnknown('a worker stopped while it was sending');
    case 'begun':
      if (now() < job.expiresAt) {
        const startedAt = now();
        const outcome = await sender.send({ apiKey, to: job.to, content: job.content });
        return record(outcome, { key, lease: beginning.lease, trace: { ...trace, ms: now() - startedAt } }, sender);
      }
      await replies.close(key, beginning.lease, 'expired', {});
      log.warn('expired', trace);
      return DONE;
  }
}

interface Attempt {
  key: Key;
  lease: Lease;
  trace: Trace & { ms: number };
}

async function record(outcome: SendOutcome, { key, lease, trace }: Attempt, sender: ReplySender): Promise<Verdict> {
  const { replies, log, now } = sender;
  switch (outcome.kind) {
    case 'sent':
      await replies.close(key, lease, 'sent', {
        sentId: outcome.id,
        correlationId: outcome.correlationId,
        sentAt: now(),
      });
      log.info('sent', { ...trace, sentId: outcome.id });
      return DONE;
    case 'failed':
      await replies.close(key, lease, 'failed', { code: outcome.code });
      log.error('failed', { ...trace, code: outcome.code });
      return DONE;
    case 'unknown':
      await replies.close(key, lease, 'unknown', { code: outcome.code });
      log.error('unknown', { ...trace, code: outcome.code });
      return parkUnknown('the answer of the vendor was lost');
    case 'misconfigured':
      await replies.requeue(key, lease, outcome.code);
      log.error('waiting', {
        ...trace,
        reason: `The vendor refused the API key: ${outcome.code}`,
        fix: sender.setApiKeyCommand,
      });
      return { kind: 'retry' };
    case 'retry':
      await replies.requeue(key, lease, outcome.code);
      log.warn('retry', { ...trace, code: outcome.code });
      return { kind: 'retry', ...(outcome.afterMs === undefined ? {} : { afterMs: outcome.afterMs }) };
  }
}

/** What may have been sent is not sent again on a guess. */
function parkUnknown(cause: string): Verdict {
  return { kind: 'park', reason: `It is unknown whether this reply was sent: ${cause}` };
}

import type { Lease } from '../ledger/lease.ts';
import type { MessageRecords } from '../ledger/messages.ts';
import { type Beginning, type ReplyRecords, replyRecordKey } from '../ledger/replies.ts';
import type { Key } from '../ledger/table.ts';
import { readApiKeys } from '../pilot-status/api-keys.ts';
import type { HistoryAnswer, HistoryQuery, Match } from '../pilot-status/history.ts';
import { keyPart } from '../pilot-status/identity.ts';
import type { Send, SendOutcome } from '../pilot-status/send.ts';
import type { QueueMessage } from '../queue/message.ts';
import { type ReplyJob, readReplyJob } from '../queue/reply-job.ts';
import { DONE, retryAfterError, type Verdict } from '../queue/worker.ts';
import type { ReadSecret } from '../secrets.ts';
import { errorFields, type Log } from '../telemetry/log.ts';
import { withAnyKey } from './any-key.ts';
import type { Pacer } from './pace.ts';

export interface ReplySender {
  replies: ReplyRecords;
  messages: MessageRecords;
  send(send: Omit<Send, 'baseUrl'>): Promise<SendOutcome>;
  lookUp(query: Omit<HistoryQuery, 'baseUrl'>): Promise<HistoryAnswer>;
  readApiKeySecret: ReadSecret;
  /** The command that sets the API key, for the log line that says it is missing. */
  setApiKeyCommand: string;
  /** How long a send may take, in ms. */
  sendTimeoutMs: number;
  /** How long after a send whose answer was lost the vendor's history can be trusted to hold it, in ms. */
  settleMs: number;
  /** What to do with such a send when the history cannot tell. */
  onUnknownSend: 'park' | 'resend';
  pace: Pacer;
  /** Waits so many ms. */
  sleep(ms: number): Promise<void>;
  now(): number;
  log: Log;
}

/** What every step of one reply needs. */
interface Task {
  job: ReplyJob;
  key: Key;
  apiKeys: string[];
  trace: Record<'id' | 'event' | 'conversation', string>;
}

/** Sends one reply once, or says why not now. Never throws. */
export async function sendReply(message: QueueMessage, sender: ReplySender): Promise<Verdict> {
  const job = readReplyJob(message.body);
  if (job === undefined) return { kind: 'park', reason: 'It is no reply in a format that this version knows' };
  try {
    const trace = { ...job.cause, conversation: message.group };
    const key = replyRecordKey(job.reply, job.index);
    const found = await findApiKeys(job, trace, sender);
    return 'verdict' in found ? found.verdict : await inTurn({ job, key, trace, apiKeys: found.apiKeys }, sender);
  } catch (error) {
    return retryAfterError(error, message, sender.log);
  }
}

async function findApiKeys(
  job: ReplyJob,
  trace: Task['trace'],
  { readApiKeySecret, setApiKeyCommand, log }: ReplySender,
): Promise<{ apiKeys: string[] } | { verdict: Verdict }> {
  const wait = (reason: string): { verdict: Verdict } => {
    log.error('waiting', { ...trace, reason, fix: setApiKeyCommand });
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

/** Begins a reply when its slot has come: before that nothing is written, so that a crash while it waits leaves no trace. */
async function inTurn(task: Task, sender: ReplySender): Promise<Verdict> {
  const slot = sender.pace();
  if (slot.kind === 'far') {
    sender.log.info('paced', { ...task.trace, afterMs: slot.askAgainMs });
    return { kind: 'retry', afterMs: slot.askAgainMs };
  }
  await sender.sleep(slot.waitMs);
  return begin(task, sender);
}

async function begin(task: Task, sender: ReplySender): Promise<Verdict> {
  const { job, key, trace } = task;
  const { replies, log, now } = sender;
  const beginning = await replies.begin(key, { cause: job.cause, conversation: trace.conversation });
  switch (beginning.kind) {
    case 'closed':
      log.info('duplicate', { ...trace, state: beginning.state });
      return DONE;
    case 'busy':
      log.info('busy', trace);
      return { kind: 'retry', afterMs: beginning.until - now() + 1 };
    case 'unknown':
      return resolve(task, beginning, sender);
    case 'begun':
      if (now() < job.expiresAt) return sendNow(task, beginning.lease, sender);
      await replies.close(key, beginning.lease, 'expired', {});
      log.warn('expired', trace);
      return DONE;
  }
}

async function sendNow(task: Task, lease: Lease, sender: ReplySender): Promise<Verdict> {
  const { replies, log, now } = sender;
  const { key, job, apiKeys } = task;
  const startedAt = now();
  // A worker that was held up until its lease is nearly over leaves the reply to the next.
  if (startedAt + sender.sendTimeoutMs > lease.until) {
    await replies.requeue(key, lease, 'HELD_UP');
    return { kind: 'retry' };
  }
  const { outcome, place } = await withAnyKey(apiKeys, sender, (apiKey, timeoutMs) =>
    sender.send({ apiKey, to: job.to, content: job.content, timeoutMs }),
  );
  const trace = { ...task.trace, ms: now() - startedAt, ...keyHint(place) };
  switch (outcome.kind) {
    case 'sent':
      await recordSent(task, lease, outcome, sender);
      log.info('sent', { ...trace, sentId: outcome.id });
      return DONE;
    case 'failed':
      await replies.close(key, lease, 'failed', { code: outcome.code });
      log.error('failed', { ...trace, code: outcome.code });
      return DONE;
    case 'unknown':
      await replies.leaveUnknown(key, lease, outcome.code);
      log.warn('unknown', { ...trace, code: outcome.code });
      return { kind: 'retry', afterMs: sender.settleMs };
    case 'misconfigured':
    case 'retry':
      await replies.requeue(key, lease, outcome.code);
      return later(outcome, trace, sender);
  }
}

/** Finds out whether a reply that may have been sent was sent. What the history cannot tell is never guessed at. */
async function resolve(
  task: Task,
  { lease, attemptedAt }: Extract<Beginning, { kind: 'unknown' }>,
  sender: ReplySender,
): Promise<Verdict> {
  const { job, key, apiKeys } = task;
  const { replies, settleMs, now, log } = sender;
  const arrivedBy = attemptedAt + settleMs;
  if (now() < arrivedBy) {
    await replies.leaveUnknown(key, lease, 'SETTLING');
    return { kind: 'retry', afterMs: arrivedBy - now() };
  }
  const { to, content, writtenAt } = job;
  const { outcome, place } = await withAnyKey(apiKeys, sender, (apiKey, timeoutMs) =>
    sender.lookUp({ apiKey, to, text: content.text, attemptedAt, arrivedBy, writtenAt, timeoutMs }),
  );
  const trace = { ...task.trace, ...keyHint(place) };
  const answer = await ownMatches(outcome, key, sender);
  switch (answer.kind) {
    case 'found':
      await recordSent(task, lease, answer.matches[0] ?? {}, sender);
      log.info('sent', { ...trace, sentId: answer.matches[0]?.id, found: true });
      return DONE;
    case 'absent':
      return sendAgain('NOT_IN_HISTORY', task, lease, sender);
    case 'silent':
      if (sender.onUnknownSend === 'resend') return sendAgain('HISTORY_SILENT', task, lease, sender);
      await replies.leaveUnknown(key, lease, 'HISTORY_SILENT');
      return { kind: 'park', reason: UNKNOWN_REASON };
    case 'misconfigured':
    case 'retry':
      await replies.leaveUnknown(key, lease, answer.code);
      return later(answer, trace, sender);
  }
}

const UNKNOWN_REASON =
  "It is unknown whether this reply was sent: the vendor's answer was lost, and its history cannot tell. " +
  'Redrive it to look again; set onUnknownSend to resend to send such replies again.';

/** Leaves out what is known to be other replies with the same words. What then only may be the send tells nothing. */
async function ownMatches(answer: HistoryAnswer, key: Key, { messages }: ReplySender): Promise<HistoryAnswer> {
  if (answer.kind !== 'found') return answer;
  const own = async (matches: Match[]): Promise<Match[]> => {
    const others = await Promise.all(matches.map((match) => messages.isOtherReply(keyParts(match), key)));
    return matches.filter((_, i) => !others[i]);
  };
  const [matches, possible] = [await own(answer.matches), await own(answer.possible)];
  // A message whose send nobody can name may be another reply with the same words.
  const ids = await Promise.all(matches.map((match) => messages.sentIdOf(keyParts(match))));
  const sure = ids.flatMap((id) => (id === undefined ? [] : [{ id }]));
  if (sure.length > 0) return { kind: 'found', matches: sure, possible: [] };
  return { kind: matches.length + possible.length > 0 ? 'silent' : 'absent' };
}

function keyParts({ id, whatsappId }: Match): { sentId?: string; whatsappId?: string } {
  return { ...(id && { sentId: keyPart(id) }), ...(whatsappId && { whatsappId: keyPart(whatsappId) }) };
}

async function sendAgain(
  code: string,
  { key, trace }: Task,
  lease: Lease,
  { replies, log }: ReplySender,
): Promise<Verdict> {
  await replies.requeue(key, lease, code);
  log.warn('resend', { ...trace, code });
  return { kind: 'retry', afterMs: 0 };
}

/** The link comes first: once the reply is closed, nobody comes back to write it. */
async function recordSent(
  { job, key, trace }: Task,
  lease: Lease,
  { id, correlationId }: { id?: string; correlationId?: string },
  { replies, messages, now }: ReplySender,
): Promise<void> {
  const { conversation } = trace;
  if (id !== undefined) await messages.linkReply(keyPart(id), key, { text: job.content.text, conversation });
  await replies.close(key, lease, 'sent', { sentId: id, correlationId, sentAt: now() });
}

/** Any key but the first is a hint that the rotation is unfinished, or the new key wrong. */
function keyHint(place: number): { key?: number } {
  return place > 1 ? { key: place } : {};
}

async function later(
  outcome: Extract<SendOutcome, { kind: 'retry' | 'misconfigured' }>,
  trace: Task['trace'],
  { log, readApiKeySecret, setApiKeyCommand }: ReplySender,
): Promise<Verdict> {
  const { kind, code } = outcome;
  if (kind === 'misconfigured') {
    // A key that was just replaced is there for the next attempt; this one waits, whether the secret can be read or not.
    await readApiKeySecret(0).catch(() => undefined);
    log.error('waiting', { ...trace, reason: `The vendor refused the API key: ${code}`, fix: setApiKeyCommand });
    return { kind: 'retry' };
  }
  log.warn('retry', { ...trace, code });
  return { kind: 'retry', ...(outcome.afterMs !== undefined && { atLeastMs: outcome.afterMs }) };
}

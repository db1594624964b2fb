import type { SendOutcome } from '../pilot-status/answer.ts';
import { wordsOf } from '../pilot-status/content.ts';
import { keyPart } from '../pilot-status/identity.ts';
import { DONE, type Verdict } from '../queue/worker.ts';
import type { Overtaker } from './overtaken.ts';
import { publishOutcome } from './publish.ts';
import type { Attempt, ReplySender, Trace } from './sender.ts';
import { transcribe } from './transcribe.ts';

/**
 * Records that a reply was sent. The link comes first: once the reply is closed, nobody comes back to write it.
 *
 * @param sentId the vendor's id as a part of a key
 */
export async function recordSent(
  attempt: Attempt,
  { id, correlationId, sourceNumber }: { id: string; correlationId?: string; sourceNumber?: string },
  sender: ReplySender,
  sentId = keyPart(id),
): Promise<void> {
  const { replies, messages, numbers, now } = sender;
  const { job, key, lease, content, trace } = attempt;
  const { conversation } = trace;
  const { numberId, reference } = job;
  await messages.linkReply(sentId, key, { text: wordsOf(content), reference, conversation });
  await transcribe(attempt, sender);
  await replies.close(key, lease, 'sent', { sentId: id, correlationId, sentAt: now() });
  await publishOutcome(attempt, 'reply.sent', { sentId: id }, sender);
  if (numberId !== undefined && sourceNumber !== undefined) await numbers.learn(numberId, sourceNumber);
}

/**
 * When to come again after a call to the vendor that was not done.
 *
 * @param atLeastMs the shortest wait
 */
export async function later(
  outcome: Extract<SendOutcome, { kind: 'retry' | 'misconfigured' }>,
  trace: Trace,
  sender: ReplySender,
  atLeastMs = 0,
): Promise<Verdict> {
  const { code, afterMs = 0 } = outcome;
  if (outcome.kind === 'retry') sender.log.warn('retry', { ...trace, code });
  else {
    // A key that was just replaced is there for the next attempt; this one waits, whether the secret can be read or
    // not.
    if (outcome.what === 'key') await sender.readApiKeySecret(0).catch(() => undefined);
    sender.log.error('waiting', { ...trace, ...explained(outcome, sender) });
  }
  const waitMs = Math.max(atLeastMs, afterMs);
  return { kind: 'retry', ...(waitMs > 0 && { atLeastMs: waitMs }) };
}

/** What a person is to do, by what is wrong with the set-up. */
function explained(
  outcome: Extract<SendOutcome, { kind: 'misconfigured' }>,
  { setApiKeyCommand }: Pick<ReplySender, 'setApiKeyCommand'>,
): { problem: string; reason: string; fix: string } {
  const { what: problem, code } = outcome;
  switch (outcome.what) {
    case 'key':
      return { problem, reason: `The vendor refused the API key: ${code}`, fix: setApiKeyCommand };
    case 'subscription':
      return {
        problem,
        reason: `The vendor asks for a paid subscription: ${code}`,
        fix: 'Look at the subscription in the Pilot Status dashboard',
      };
    case 'baseUrl':
      return {
        problem,
        reason: `The base URL leads on to ${outcome.host ?? 'another address'}: ${code}`,
        fix: 'Deploy with a baseUrl that is the address of the API itself',
      };
    case 'gateway':
      return {
        problem,
        reason: `Something that is not the vendor refused the request: ${code}`,
        fix: 'Look at what stands before the vendor: the setting baseUrl, a proxy, a firewall',
      };
  }
}

/** Closes a reply that is surely not sent, and no longer worth sending. */
export async function expire(attempt: Attempt, why: { code?: string }, sender: ReplySender): Promise<Verdict> {
  const { key, lease, trace } = attempt;
  const { replies, log } = sender;
  await replies.close(key, lease, 'expired', why);
  await publishOutcome(attempt, 'reply.expired', why, sender);
  log.warn('expired', { ...trace, ...why });
  return DONE;
}

/** Closes a reply that is surely not sent, and must not be any more. */
export async function overtake(attempt: Attempt, code: Overtaker, sender: ReplySender): Promise<Verdict> {
  const { key, lease, trace } = attempt;
  const { replies, log } = sender;
  await replies.close(key, lease, 'overtaken', { code });
  await publishOutcome(attempt, 'reply.overtaken', { code }, sender);
  log.info('overtaken', { ...trace, code });
  return DONE;
}

/**
 * Which key was taken, for the log. Any but the first is a hint that the rotation is unfinished, or the new key wrong.
 */
export function keyHint(place: number): { key?: number } {
  return place > 1 ? { key: place } : {};
}

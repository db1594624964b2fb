import { WINDOW_CLOSED_BY_VENDOR } from '../pilot-status/answer.ts';
import { DONE, type Verdict } from '../queue/worker.ts';
import { isRefusedAddress, nextWay } from './addresses.ts';
import { withAnyKey } from './any-key.ts';
import { keyHint, later, recordSent } from './outcome.ts';
import { publishOutcome } from './publish.ts';
import type { Attempt, ReplySender } from './sender.ts';

/**
 * Sends a reply that was begun, and records what became of it.
 *
 * @param unanswered how many sends before this one may have been accepted
 */
export async function sendOnce(attempt: Attempt, unanswered: number, sender: ReplySender): Promise<Verdict> {
  const { replies, log, now } = sender;
  const { key, lease, job, way, apiKeys, content } = attempt;
  const startedAt = now();
  // A worker that was held up until its lease is nearly over leaves the reply to the next.
  if (startedAt + sender.sendTimeoutMs > lease.until) {
    await replies.requeue(key, lease, 'HELD_UP');
    return { kind: 'retry' };
  }
  const { outcome, place } = await withAnyKey(apiKeys, sender, (apiKey, timeoutMs) =>
    sender.send({ apiKey, to: way.to, content, timeoutMs }),
  );
  const trace = { ...attempt.trace, ms: now() - startedAt, ...keyHint(place) };
  switch (outcome.kind) {
    case 'sent':
      await recordSent(attempt, outcome, sender);
      log.info('sent', { ...trace, sentId: outcome.id, ageMs: now() - job.writtenAt });
      return DONE;
    case 'failed':
      return refused({ ...attempt, trace }, outcome.code, sender);
    case 'unknown':
      await replies.leaveUnknown(key, lease, outcome.code, { unanswered });
      log.warn('unknown', { ...trace, code: outcome.code });
      return { kind: 'retry', afterMs: Math.max(sender.settleMs, outcome.afterMs ?? 0) };
    case 'misconfigured':
    case 'retry': {
      const { code, doubt } = outcome;
      if (doubt === undefined) {
        await replies.requeue(key, lease, code);
        return later(outcome, trace, sender);
      }
      await replies.leaveUnknown(key, lease, code, { unanswered, doubt });
      return later(outcome, trace, sender, sender.settleMs);
    }
  }
}

/**
 * Records a refusal for good. One for the closed window alone did nothing, and gives way to the template, once: a
 * template that is refused has failed. One of the address alone did nothing either: another address of the contact is
 * tried, if one is known.
 */
async function refused(attempt: Attempt, code: string, sender: ReplySender): Promise<Verdict> {
  const { job, key, lease, content, way, trace } = attempt;
  const { replies, window, log } = sender;
  const mayBeTemplate = window.template !== undefined && !job.confirms && !('templateId' in content);
  if (code === WINDOW_CLOSED_BY_VENDOR && mayBeTemplate) {
    await replies.requeue(key, lease, code, { windowTemplate: window.template });
    log.warn('retry', { ...trace, code });
    return { kind: 'retry', afterMs: 0 };
  }
  const refused = isRefusedAddress(code, way.to) ? [...attempt.refused, way.name] : attempt.refused;
  if (refused !== attempt.refused && nextWay(job, refused) !== undefined) {
    await replies.requeue(key, lease, code, { refused });
    log.warn('retry', { ...trace, code, address: way.name });
    return { kind: 'retry', afterMs: 0 };
  }
  // Only what failed for its address is opened again for another one.
  await replies.close(key, lease, 'failed', { code, refused: refused === attempt.refused ? undefined : refused });
  await publishOutcome(attempt, 'reply.failed', { code }, sender);
  log.error('failed', { ...trace, code });
  return DONE;
}

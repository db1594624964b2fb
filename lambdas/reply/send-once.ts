import { WINDOW_CLOSED_BY_VENDOR } from '../pilot-status/send.ts';
import { DONE, type Verdict } from '../queue/worker.ts';
import { withAnyKey } from './any-key.ts';
import { keyHint, later, recordSent } from './outcome.ts';
import type { Attempt, ReplySender } from './sender.ts';

/** Sends a reply that was begun, and records what became of it. */
export async function sendOnce(attempt: Attempt, sender: ReplySender): Promise<Verdict> {
  const { replies, window, log, now } = sender;
  const { key, lease, job, apiKeys, content } = attempt;
  const startedAt = now();
  // A worker that was held up until its lease is nearly over leaves the reply to the next.
  if (startedAt + sender.sendTimeoutMs > lease.until) {
    await replies.requeue(key, lease, 'HELD_UP');
    return { kind: 'retry' };
  }
  const { outcome, place } = await withAnyKey(apiKeys, sender, (apiKey, timeoutMs) =>
    sender.send({ apiKey, to: job.to, content, timeoutMs }),
  );
  const trace = { ...attempt.trace, ms: now() - startedAt, ...keyHint(place) };
  switch (outcome.kind) {
    case 'sent':
      await recordSent(attempt, outcome, sender);
      log.info('sent', { ...trace, sentId: outcome.id });
      return DONE;
    case 'failed':
      if (outcome.code === WINDOW_CLOSED_BY_VENDOR && window.template !== undefined && !('templateId' in content)) {
        // The refused send did nothing; the template goes next, and once: refused itself, it has failed.
        await replies.requeue(key, lease, outcome.code, { windowTemplate: window.template });
        log.warn('retry', { ...trace, code: outcome.code });
        return { kind: 'retry', afterMs: 0 };
      }
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

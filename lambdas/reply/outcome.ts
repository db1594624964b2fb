import { wordsOf } from '../pilot-status/content.ts';
import { keyPart } from '../pilot-status/identity.ts';
import type { SendOutcome } from '../pilot-status/send.ts';
import type { Verdict } from '../queue/worker.ts';
import type { Attempt, ReplySender, Trace } from './sender.ts';

/** Records that a reply was sent. The link comes first: once the reply is closed, nobody comes back to write it. */
export async function recordSent(
  { key, lease, content, trace }: Attempt,
  { id, correlationId }: { id?: string; correlationId?: string },
  { replies, messages, now }: ReplySender,
): Promise<void> {
  const { conversation } = trace;
  if (id !== undefined) await messages.linkReply(keyPart(id), key, { text: wordsOf(content), conversation });
  await replies.close(key, lease, 'sent', { sentId: id, correlationId, sentAt: now() });
}

/** When to come again after a call to the vendor that did nothing. */
export async function later(
  outcome: Extract<SendOutcome, { kind: 'retry' | 'misconfigured' }>,
  trace: Trace,
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

/** Which key was taken, for the log. Any but the first is a hint that the rotation is unfinished, or the new key wrong. */
export function keyHint(place: number): { key?: number } {
  return place > 1 ? { key: place } : {};
}

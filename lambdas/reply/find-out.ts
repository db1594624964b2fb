import type { Key } from '../ledger/table.ts';
import type { HistoryAnswer, Match } from '../pilot-status/history.ts';
import { keyPart } from '../pilot-status/identity.ts';
import { DONE, type Verdict } from '../queue/worker.ts';
import { withAnyKey } from './any-key.ts';
import { keyHint, later, recordSent } from './outcome.ts';
import type { Attempt, ReplySender } from './sender.ts';

/**
 * Finds out whether a reply that may have been sent was sent. What the history cannot tell is never guessed at.
 *
 * @param attemptedAt when it may have been sent, epoch ms
 */
export async function findOut(attempt: Attempt, attemptedAt: number, sender: ReplySender): Promise<Verdict> {
  const { job, key, lease, apiKeys, content } = attempt;
  const { replies, settleMs, now, log } = sender;
  const arrivedBy = attemptedAt + settleMs;
  if (now() < arrivedBy) {
    await replies.leaveUnknown(key, lease, 'SETTLING');
    return { kind: 'retry', afterMs: arrivedBy - now() };
  }
  const { to, writtenAt } = job;
  const { outcome, place } = await withAnyKey(apiKeys, sender, (apiKey, timeoutMs) =>
    sender.lookUp({ apiKey, to, content, attemptedAt, arrivedBy, writtenAt, timeoutMs }),
  );
  const trace = { ...attempt.trace, ...keyHint(place) };
  const answer = await ownMatches(outcome, key, sender);
  switch (answer.kind) {
    case 'found':
      await recordSent(attempt, answer.matches[0] ?? {}, sender);
      log.info('sent', { ...trace, sentId: answer.matches[0]?.id, found: true, ageMs: now() - writtenAt });
      return DONE;
    case 'absent':
      return sendAgain('NOT_IN_HISTORY', attempt, sender);
    case 'silent':
      if (sender.onUnknownSend === 'resend') return sendAgain('HISTORY_SILENT', attempt, sender);
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
  { key, lease, trace }: Attempt,
  { replies, log }: ReplySender,
): Promise<Verdict> {
  await replies.requeue(key, lease, code);
  log.warn('resend', { ...trace, code });
  return { kind: 'retry', afterMs: 0 };
}

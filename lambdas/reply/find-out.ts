import type { UnknownReply } from '../ledger/replies.ts';
import type { Key } from '../ledger/table.ts';
import type { HistoryAnswer } from '../pilot-status/history.ts';
import type { Match } from '../pilot-status/history-item.ts';
import { keyPart } from '../pilot-status/identity.ts';
import { DONE, type Verdict } from '../queue/worker.ts';
import { addressesInDoubt } from './addresses.ts';
import { withAnyKey } from './any-key.ts';
import { expire, keyHint, later, recordSent } from './outcome.ts';
import type { Attempt, ReplySender } from './sender.ts';

/** So many sends of one reply may be left without an answer of the vendor's. Then a person has to look. */
const MAX_UNANSWERED = 2;

/**
 * Finds out whether a reply that may have been sent was sent. What the history cannot tell is never guessed at.
 *
 * @returns `send again` when it was given back to be sent once more
 */
export async function findOut(
  attempt: Attempt,
  found: UnknownReply,
  sender: ReplySender,
): Promise<Verdict | 'send again'> {
  const { job, key, lease, way, refused, apiKeys, content } = attempt;
  const { replies, settleMs, now, log } = sender;
  const { firstAttemptAt, attemptedAt, unanswered } = found;
  const arrivedBy = attemptedAt + settleMs;
  if (now() < arrivedBy) {
    await replies.leaveUnknown(key, lease, 'SETTLING');
    return { kind: 'retry', afterMs: arrivedBy - now() };
  }
  const to = addressesInDoubt(job, { way, refused, unanswered });
  const { writtenAt } = job;
  const { outcome, place } = await withAnyKey(apiKeys, sender, (apiKey, timeoutMs) =>
    sender.lookUp({ apiKey, to, content, firstAttemptAt, attemptedAt, arrivedBy, writtenAt, timeoutMs }),
  );
  const trace = { ...attempt.trace, ...keyHint(place) };
  const answer = await identified(outcome, key, sender);
  switch (answer.kind) {
    case 'sent':
      await recordSent(attempt, answer, sender, answer.sentId);
      log.info('sent', { ...trace, sentId: answer.id, found: true, ageMs: now() - writtenAt });
      return DONE;
    case 'absent':
    case 'silent':
    case 'unsure':
      return notFound(attempt, found, answer.kind, sender);
    case 'misconfigured':
    case 'retry':
      await replies.leaveUnknown(key, lease, answer.code);
      return now() < job.expiresAt ? later(answer, trace, sender) : { kind: 'park', reason: NOT_ASKED };
  }
}

const TO_DO = 'Look into the chat on the phone of the number. Redrive it to look again';

const CANNOT_TELL =
  "It is unknown whether this reply was sent: the vendor's answer was lost, and its history cannot tell. " +
  `${TO_DO}; set onUnknownSend to resend to send such replies again, once.`;

const UNANSWERED =
  'It is unknown whether this reply was sent: it left more than once, each time without an answer of the vendor, and the ' +
  `history does not have it. ${TO_DO}, and to send it once more where the history still does not have it.`;

const NOT_ASKED =
  "It is unknown whether this reply was sent: the vendor's answer was lost, and its history could not be asked for as long " +
  `as the reply was worth sending. ${TO_DO}.`;

/**
 * Sends a reply once more where that is no guess, and leaves it to a person where it is:
 *
 * - The history does not have it. Then a send of which the vendor itself said that it failed does not count.
 * - The history says nothing, and the answer to the send said that it failed, or was not passed on: that is taken once.
 * - The setting `onUnknownSend` says so.
 */
async function notFound(
  attempt: Attempt,
  { firstAttemptAt, unanswered, doubt, putBackAs }: UnknownReply,
  history: 'absent' | 'silent' | 'unsure',
  sender: ReplySender,
): Promise<Verdict | 'send again'> {
  const { job, key, lease, trace } = attempt;
  const { replies, log, now } = sender;
  const code = history === 'absent' ? 'NOT_IN_HISTORY' : 'HISTORY_SILENT';
  const park = async (reason: string): Promise<Verdict> => {
    await replies.leaveUnknown(key, lease, code);
    return { kind: 'park', reason };
  };
  const isWorthwhile = now() < job.expiresAt;
  if (history === 'absent' && !isWorthwhile) return expire(attempt, {}, sender);
  const mayGuess = sender.onUnknownSend === 'resend' || (history === 'silent' && doubt !== undefined);
  if (history !== 'absent' && !(mayGuess && isWorthwhile)) return park(CANNOT_TELL);

  const earlier = history === 'absent' && doubt === 'broken' ? unanswered - 1 : unanswered;
  const isAtLimit = earlier >= MAX_UNANSWERED;
  const isPutBack = attempt.putBackAs !== undefined && attempt.putBackAs !== putBackAs;
  if (isAtLimit && !isPutBack) return park(history === 'absent' ? UNANSWERED : CANNOT_TELL);
  const used = isAtLimit ? attempt.putBackAs : putBackAs;
  const sends = { unanswered: earlier, firstAttemptAt, ...(used !== undefined && { putBackAs: used }) };
  await replies.sendAgain(key, lease, code, sends);
  log.warn('resend', { ...trace, code });
  return 'send again';
}

/** What the history says, and the ledger to what it has. */
type Answer =
  | Exclude<HistoryAnswer, { kind: 'found' }>
  /** By the vendor's id, and by the same as a part of a key. */
  | { kind: 'sent'; id: string; sentId: string }
  /** It has messages that may be the send, and nobody can tell. */
  | { kind: 'unsure' };

/** More messages than that are not looked at one by one: then the history leaves out what would tell them apart. */
const MOST_POSSIBLE = 50;

/**
 * Which of the messages that were found is the reply. Only one that the ledger ties to a send can be it: any other may
 * be a person's, or another reply with the same words whose answer was lost too. One that is known to be another reply
 * is not it, and next to one with the same words nobody can decide.
 */
async function identified(answer: HistoryAnswer, key: Key, { messages }: ReplySender): Promise<Answer> {
  if (answer.kind !== 'found') return answer;
  const { matches, doubles, possible } = answer;
  if ([matches, doubles, possible].flat().length > MOST_POSSIBLE) return { kind: 'unsure' };
  const identify = async (found: Match[]) => {
    const all = found.map(async (match) => ({ match, ...(await messages.identify(keyParts(match), key)) }));
    return (await Promise.all(all)).filter(({ is }) => is !== 'another');
  };
  const [fitting, alike, others] = [await identify(matches), await identify(doubles), await identify(possible)];
  const all = [...fitting, ...alike, ...others];
  if (all.length === 0) return { kind: answer.otherwise };
  const known = all.find(({ is }) => is === 'it');
  const sure = known ?? (alike.length === 0 ? fitting.find(({ is }) => is === 'a send') : undefined);
  if (sure === undefined || !('sentId' in sure)) return { kind: 'unsure' };
  const { match, sentId } = sure;
  const isNamed = match.id !== undefined && keyPart(match.id) === sentId;
  return { kind: 'sent', id: isNamed ? (match.id as string) : sentId, sentId };
}

function keyParts({ id, whatsappId }: Match): { sentId?: string; whatsappId?: string } {
  return { ...(id && { sentId: keyPart(id) }), ...(whatsappId && { whatsappId: keyPart(whatsappId) }) };
}

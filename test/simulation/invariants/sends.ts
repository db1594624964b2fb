import type { Cloud } from '../functions/cloud.ts';
import type { Witness } from '../witness.ts';

/** What the vendor accepted: each reply once, as it was decided once, in the order in which its questions arrived. */
export function checkSends({ witness }: Cloud): string[] {
  return [...checkOnce(witness), ...checkDecisions(witness), ...checkOrder(witness)];
}

/**
 * The vendor accepts each reply once; and once more for each time that it was sent again although the history could not tell,
 * or hid that it had it.
 */
function checkOnce({ sends, blindResends, lateInHistory }: Witness): string[] {
  const counts = new Map<string, number>();
  for (const { reply } of sends) counts.set(reply, (counts.get(reply) ?? 0) + 1);
  return [...counts]
    .filter(([reply, count]) => count > 1 + (blindResends.get(reply) ?? 0) + (lateInHistory.get(reply) ?? 0))
    .map(([reply, count]) => `sent ${count} times: ${reply}`);
}

/** After so many more answers in its conversation a message that a second event tells of is decided about again. */
const REMEMBERED_ANSWERS = 20;

/**
 * The bot may be asked again after a crash, but what it decided is written once, and all sends say that. A decision that was
 * made anew, because the first is long forgotten, says nothing.
 */
function checkDecisions(witness: Witness): string[] {
  const { decisions, sends, questions } = witness;
  const isLong = (reply: string): boolean => {
    const conversation = questions.get(reply)?.conversation;
    const inIt = [...questions.values()].filter((question) => question.conversation === conversation);
    return inIt.length > REMEMBERED_ANSWERS;
  };
  const twice = [...decisions]
    .filter(([reply, written]) => written.length > 1 && !isLong(reply))
    .map(([reply, written]) => `decided ${written.length} times: ${reply}`);
  const texts = new Map<string, string>();
  const differing = sends.flatMap(({ reply, text, isTemplate }) => {
    // What stands in for a reply says something else; that it follows none is checked by the count.
    if (isTemplate) return [];
    const first = texts.get(reply) ?? text;
    texts.set(reply, first);
    return first === text ? [] : [`said in different words: ${reply}`];
  });
  return [...twice, ...differing, ...checkParts(witness)];
}

/** All parts of an answer come from one time that the bot was asked, which its own words tell. */
function checkParts({ sends }: Witness): string[] {
  const askings = new Map<string, string>();
  return sends.flatMap(({ reply, text }) => {
    const [id = ''] = reply.split(' ');
    const [asking] = /^Answer \d+/.exec(text) ?? [];
    if (asking === undefined) return [];
    const first = askings.get(id) ?? asking;
    askings.set(id, first);
    return first === asking ? [] : [`answered twice: ${reply} is a part of another answer`];
  });
}

/**
 * Per contact and number, first sends follow the order of arrival. What had been in a dead-letter queue before it was sent
 * is left out: its conversation went on without it, which is what parking is for.
 */
function checkOrder(witness: Witness): string[] {
  const firstSends = new Map<string, number>();
  for (const { reply, seen } of witness.sends) {
    const [id = ''] = reply.split(' ');
    if (!firstSends.has(id)) firstSends.set(id, seen);
  }
  const wasParked = (reply: string, before: number): boolean =>
    witness.deadLetters.some((letter) => letter.reply === reply && letter.order < before);

  const complaints: string[] = [];
  const latest = new Map<string, { reply: string; seen: number }>();
  for (const { reply, conversation } of [...witness.questions.values()].sort((a, b) => a.arrival - b.arrival)) {
    const seen = firstSends.get(reply);
    if (seen === undefined || wasParked(reply, seen)) continue;
    const last = latest.get(conversation);
    if (last !== undefined && seen < last.seen) complaints.push(`out of order: ${reply} was sent before ${last.reply}`);
    else latest.set(conversation, { reply, seen });
  }
  return complaints;
}

import type { SimulatedCloud } from '../functions/cloud.ts';
import { TOGETHER, type Witness } from '../witness.ts';

/** What the vendor accepted: each reply once, as it was decided once, in the order in which its questions arrived. */
export function checkSends({ witness }: SimulatedCloud): string[] {
  return [...checkOnce(witness), ...checkTogether(witness), ...checkDecisions(witness), ...checkOrder(witness)];
}

/**
 * The vendor accepts each reply once; and once more for each time that it was sent again although the history could not
 * tell, or hid that it had it.
 */
function checkOnce({ sends, blindResends, lateInHistory }: Witness): string[] {
  const counts = new Map<string, number>();
  for (const { reply } of sends) counts.set(reply, (counts.get(reply) ?? 0) + 1);
  return [...counts]
    .filter(([reply, count]) => count > 1 + (blindResends.get(reply) ?? 0) + (lateInHistory.get(reply) ?? 0))
    .map(([reply, count]) => `sent ${count} times: ${reply}`);
}

/** A message that was answered together with others gets no answer of its own later. */
function checkTogether(witness: Witness): string[] {
  const together = new Set(
    witness.decided.filter(({ decision }) => decision.because === TOGETHER).map(({ reply }) => reply),
  );
  const sent = new Set(witness.sends.map(({ reply }) => reply.split(' ')[0] ?? ''));
  return [...together]
    .filter((reply) => sent.has(reply) && !isForgotten(witness, reply))
    .map((reply) => `answered twice: ${reply} was answered together with others before`);
}

/** After so many more answers in its conversation a message that a second event tells of is decided about again. */
const REMEMBERED_ANSWERS = 20;

/** Whether a conversation has so many answers that the first of them are no longer remembered. */
function isLong({ questions }: Witness, reply: string): boolean {
  const conversation = questions.get(reply)?.conversation;
  const inIt = [...questions.values()].filter((question) => question.conversation === conversation);
  return inIt.length > REMEMBERED_ANSWERS;
}

/**
 * The bot may be asked again after a crash, but what it decided is written once, and all sends say that. A decision
 * that was made anew, because the first is long forgotten or was erased with its contact, says nothing.
 */
function checkDecisions(witness: Witness): string[] {
  const { decided, sends } = witness;
  // A message of our own number is written in the conversation of either address that it names.
  const counts = new Map<string, { reply: string; count: number }>();
  for (const { reply, conversation } of decided) {
    const name = `${conversation} ${reply}`;
    counts.set(name, { reply, count: (counts.get(name)?.count ?? 0) + 1 });
  }
  const twice = [...counts.values()]
    .filter(({ reply, count }) => count > 1 && !isLong(witness, reply) && !isForgotten(witness, reply))
    .map(({ reply, count }) => `decided ${count} times: ${reply}`);
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

/** @param reply its key, with or without the sort key of its record */
function isForgotten({ questions, forgotten }: Witness, reply: string): boolean {
  return forgotten.has(questions.get(reply.split(' ')[0] ?? '')?.conversation ?? '');
}

/**
 * Per contact and number, first sends follow the order of arrival. What had been in a dead-letter queue before it was
 * sent is left out: its conversation went on without it, which is what parking is for. So is what was decided about
 * anew, days later perhaps, because its contact was erased.
 */
function checkOrder(witness: Witness): string[] {
  const sends = new Map<string, { index: number; seen: number }[]>();
  for (const { reply, seen } of witness.sends) {
    const [id = '', event = ''] = reply.split(' ');
    const index = Number(event.split('.')[1]);
    const parts = sends.get(id) ?? [];
    if (!parts.some((part) => part.index === index)) sends.set(id, [...parts, { index, seen }]);
  }
  const wasParked = (reply: string, before: number): boolean =>
    witness.deadLetters.some((letter) => letter.reply === reply && letter.order < before);

  const complaints: string[] = [];
  const latest = new Map<string, { reply: string; seen: number }>();
  for (const { reply, conversation } of [...witness.questions.values()].sort((a, b) => a.arrival - b.arrival)) {
    const parts = sends.get(reply) ?? [];
    const [first, last] = [parts[0]?.seen, parts.at(-1)?.seen];
    const mayBe = isForgotten(witness, reply) || isLong(witness, reply);
    const isDecidedAnew = mayBe && witness.decided.filter((one) => one.reply === reply).length > 1;
    if (first === undefined || last === undefined || isDecidedAnew || wasParked(reply, last)) continue;
    if (parts.some(({ index }, i) => index < (parts[i - 1]?.index ?? 0)))
      complaints.push(`out of order: ${reply} itself`);
    const before = latest.get(conversation);
    if (before !== undefined && first < before.seen)
      complaints.push(`out of order: ${reply} was sent before ${before.reply}`);
    else latest.set(conversation, { reply, seen: last });
  }
  return complaints;
}

import type { Decision } from '../../../lambdas/ledger/conversation.ts';
import { ECHO } from '../echoes.ts';
import type { SimulatedCloud } from '../functions/cloud.ts';
import type { InboundPlan, PersonPlan, Scenario } from '../scenario/scenario.ts';
import type { SeenDecision } from '../witness.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** A decision is written this much later than it was made, at most: workers freeze, and their clocks are off. */
const LAG_MS = 10 * MINUTE_MS;

/**
 * The rules around the bot hold, decision by decision: an opt-out is confirmed once and then nothing is said until an
 * opt-in; a person who takes over is left alone, and nobody but a person takes over, least of all the bot by its own
 * echo; in no hour is more said than is allowed.
 */
export function checkRules({ witness }: SimulatedCloud, scenario: Scenario): string[] {
  const conversations = new Map<string, SeenDecision[]>();
  for (const one of witness.decided) {
    conversations.set(one.conversation, [...(conversations.get(one.conversation) ?? []), one]);
  }
  const plans = new Map(scenario.messages.map((message) => [message.marker, message]));
  // Its words are none of ours, so that without an id that is known it may be a person's message.
  const isTemplate = (echo: string) =>
    witness.sends.some((send) => send.isTemplate && echo.replace(ECHO, '') === send.id);
  const planOf = ({ reply }: SeenDecision) => plans.get(witness.questions.get(reply)?.marker ?? '');
  return [...conversations.values()].flatMap((decided) => {
    const [{ conversation }] = decided as [SeenDecision];
    // What is forgotten goes with the state of the rules; a conversation in which we alone write is our number's with
    // itself.
    if (witness.forgotten.has(conversation) || decided.every(isOwn)) return [];
    return [
      ...checkWishes(decided, planOf),
      ...checkTakeovers(decided, scenario, isTemplate),
      ...checkLoopGuard(decided, scenario),
    ];
  });
}

/** A wish counts however late it comes, unless a later one is known, and is confirmed where it is not late. */
function checkWishes(decided: SeenDecision[], planOf: (decided: SeenDecision) => InboundPlan | undefined): string[] {
  let isOut = false;
  let wishedAt = Number.NEGATIVE_INFINITY;
  return decided.flatMap((one) => {
    const { because, replies } = one.decision;
    if (isOwn(one)) return [];
    const { wish, at = 0, writtenAt = 0 } = planOf(one) ?? {};
    const isLate = writtenAt < at;
    if (wish !== undefined && (wish === 'out') !== isOut && !(isLate && wishedAt > writtenAt)) {
      isOut = wish === 'out';
      wishedAt = writtenAt;
      const isHeeded = because === (isOut ? 'opted out' : 'opted in') && one.reply === one.lead;
      return isHeeded && replies.length === (isLate ? 0 : 1)
        ? []
        : [`unheard: ${one.reply} is a wish to be ${wish}, and was ${because}`];
    }
    if (isOut && (because !== 'opted out' || replies.length > 0))
      return [`unheard: ${one.reply} comes after an opt-out`];
    return !isOut && because === 'opted out' ? [`silent: ${one.reply} is opted out, and nobody asked for that`] : [];
  });
}

function isOwn({ reply, decision }: SeenDecision): boolean {
  return decision.because === 'handed over' && reply.split('#').length === 4;
}

function checkTakeovers(
  decided: SeenDecision[],
  { people, rules }: Scenario,
  isTemplate: (echo: string) => boolean,
): string[] {
  const takeoverMs = rules.humanTakeoverMinutes * MINUTE_MS;
  let takenAt = Number.NEGATIVE_INFINITY;
  return decided.flatMap((one) => {
    const { because, cause } = one.decision;
    if (isOwn(one)) {
      takenAt = one.at;
      const isKnown = isBy(people, cause.id) || isTemplate(cause.id);
      return isKnown ? [] : [`silent: ${cause.id} silences the bot, and no person wrote it`];
    }
    const sinceMs = one.at - takenAt;
    // What still waits when a person's message is seen is left to that person.
    const isSeenSoon = decided.some((other) => isOwn(other) && other.at >= one.at && other.at <= one.at + HOUR_MS);
    if (because === 'handed over' && sinceMs > takeoverMs + LAG_MS && !isSeenSoon)
      return [`silent: ${one.reply} is handed over to nobody`];
    const isLeft = because === 'handed over' || because === 'opted out' || because === 'opted in';
    return sinceMs < takeoverMs - LAG_MS && !isLeft
      ? [`unheard: ${one.reply} was answered although a person is there`]
      : [];
  });
}

function isBy(people: PersonPlan[], id: string): boolean {
  return people.some(({ marker }) => id === `own.${marker}`) || id.startsWith('own-');
}

/** So many answers in an hour, however many messages each of them is. Confirmations of wishes are always given. */
function checkLoopGuard(decided: SeenDecision[], { rules }: Scenario): string[] {
  const isConfirmation = ({ because }: Decision) => because === 'opted out' || because === 'opted in';
  const answers = decided.filter(({ decision }) => decision.replies.length > 0 && !isConfirmation(decision));
  return answers.flatMap(({ at, reply }) => {
    const inAnHour = answers.filter((one) => one.at <= at && one.at > at - HOUR_MS + LAG_MS).length;
    return inAnHour > rules.maxRepliesPerHour ? [`loop: ${reply} is answer ${inAnHour} of an hour`] : [];
  });
}

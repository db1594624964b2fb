import type { SimulatedCloud } from '../functions/cloud.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { MAX_ATTEMPTS } from '../settings.ts';
import { nameOf, type Question, type SeenDecision, TOGETHER } from '../witness.ts';

const ENDS = new Set(['sent', 'failed', 'expired']);

/** Reasons of the rules for less than the bot wanted to say, or for saying something in its place. */
const RULED = new Set(['too old', 'opted out', 'opted in', 'handed over', 'loop guard', 'cooldown']);

/** Reasons of decisions after which what waits in the conversation is not sent any more. */
const OVERTAKES = new Set(['opted out', 'opted in', 'handed over']);

/**
 * Where the bot meant to answer, the message ends sent, parked, expired, failed or overtaken, never silent:
 * - what was decided is what the bot said about those messages, and nothing less without a rule that says so;
 * - each part of what was decided has an end of its own, or its message or its event lies in a dead-letter queue;
 * - what waited for a repaired bot is answered after the redrive.
 */
export function checkAnswers(cloud: SimulatedCloud, scenario: Scenario): string[] {
  const { witness } = cloud;
  return [
    ...witness.decided.flatMap((decided) => checkDecision(cloud, decided)),
    ...[...witness.questions.values()].flatMap((question) => checkQuestion(cloud, question)),
    ...checkRepaired(cloud, scenario),
    ...checkWaits(cloud),
    ...checkAsked(cloud),
  ];
}

/**
 * How often the bot may be asked again because of what goes wrong around it, in all the time in which something does.
 */
const ASKED_AGAIN = 20;

/** The bot is asked as often as its failures are counted, for each message of the queue: whatever it answers. */
function checkAsked({ witness }: SimulatedCloud): string[] {
  const messages = [...witness.markers.values()];
  return [...witness.asked].flatMap(([marker, times]) => {
    const most = MAX_ATTEMPTS * messages.filter((one) => one === marker).length + ASKED_AGAIN;
    return times > most ? [`asked ${times} times about ${marker}`] : [];
  });
}

function checkDecision(
  { world, witness }: SimulatedCloud,
  { reply, lead, conversation, decision, write, bot }: SeenDecision,
): string[] {
  const { because, replies } = decision;
  if (because !== undefined) world.coverage.hit(`rule: ${because}`);
  if (replies.length > 1) world.coverage.hit('bot: answers in several parts');
  if (bot?.answer?.some((text) => text.includes('\uFFFE'))) world.coverage.hit('bot: answers in odd words');
  if (witness.forgotten.has(conversation)) return [];
  if (lead === undefined) return [`silent: ${reply} was answered together with nothing`];
  const first = witness.decided.find((one) => one.reply === reply);
  const isFirst = JSON.stringify(first?.decision) === JSON.stringify(decision);
  if (reply !== lead || !isFirst || !witness.questions.has(reply)) return [];
  const together = witness.decided.filter((one) => one.write === write).map((one) => one.reply);
  const isRuled = because !== undefined && RULED.has(because);
  if (bot?.answer === undefined || (isRuled && replies.length === 0 && together.length === 1)) {
    const isAlone = isRuled && together.length === 1;
    return isAlone ? [] : [`silent: ${reply} was decided about, and the bot was not asked (${because})`];
  }
  const asked = together.map((one) => witness.questions.get(one)?.marker ?? '');
  const said = replies.map((content) => ('text' in content ? content.text : ''));
  const meant = bot.answer.map((text) => text.replace(/\p{Surrogate}/gu, '\uFFFD'));
  const isMeant = isRuled ? said.every((text) => meant.includes(text)) : said.join('\0') === meant.join('\0');
  return [
    ...(asked.toSorted().join() === bot.asked.toSorted().join()
      ? []
      : [`silent: ${asked.join(', ')} count as answered, and the bot was asked about ${bot.asked.join(', ')}`]),
    ...(isMeant
      ? []
      : [`silent: the bot said ${JSON.stringify(meant)} to ${reply}, and it became ${JSON.stringify(said)}`]),
  ];
}

function checkQuestion(cloud: SimulatedCloud, { reply, conversation, events }: Question): string[] {
  const { ledger, queues, witness } = cloud;
  const isParked = (keys: readonly { id: string; event: string }[]) =>
    queues.deadEvents
      .messages()
      .some(({ attributes: { id, event } }) => keys.some((key) => key.id === id && key.event === event));
  // The first decision is the answer; a message that a second event tells of can be decided about again when it is
  // forgotten.
  const decided = witness.decided.find((one) => one.reply === reply);
  // Its decision went with its conversation; it may have been answered before.
  if (witness.forgotten.has(conversation)) return [];
  if (decided === undefined) return isParked(events) ? [] : [`silent: nothing was decided about ${reply}`];
  if (decided.decision.because === TOGETHER || isParked(events)) return [];
  return decided.decision.replies.flatMap((_, index) => {
    const { state } = ledger.store.get({ id: reply, event: `#reply.${index}` }) ?? {};
    const isDead = queues.deadReplies.messages().some(({ body }) => {
      const job = JSON.parse(body);
      return job.reply === reply && job.index === index;
    });
    if (state === 'overtaken') {
      const overtaker = witness.decided.find(
        (one) =>
          one.conversation === conversation && one.write > decided.write && OVERTAKES.has(String(one.decision.because)),
      );
      return overtaker ? [] : [`silent: nothing overtook part ${index} of the answer to ${reply}`];
    }
    return ENDS.has(String(state)) || isDead ? [] : [`silent: part ${index} of the answer to ${reply} is ${state}`];
  });
}

/** A repaired bot fails on nothing, so that nothing is parked for its sake after the redrive. */
function checkRepaired({ queues }: SimulatedCloud, { operator }: Scenario): string[] {
  if (operator?.mendsBot !== true) return [];
  return queues.deadEvents
    .messages()
    .filter(({ attributes: { reason = '' } }) => reason.startsWith('The bot failed'))
    .map(
      ({ attributes: { id, event, reason } }) => `lost: ${event} ${id} is parked after the bot was repaired: ${reason}`,
    );
}

/**
 * How long it may take to write a decision and to send its first reply to the queue, when nothing goes wrong; in ms.
 */
const USUAL_MS = 500;

/** Where nothing goes wrong, an answer comes to the queue soon after the bot gave it, whatever bots of others do. */
function checkWaits({ world, witness }: SimulatedCloud): string[] {
  const isCrashed = [...world.coverage.counts().keys()].some((what) => /^(fault: crash|bot: crashes)/.test(what));
  if (world.faults.plan.lastMs > 0 || isCrashed) return [];
  return witness.decided.flatMap(({ reply, lead, bot }) => {
    const waitedMs =
      (witness.enqueuedAt.get(nameOf({ reply, index: 0 })) ?? 0) - (bot?.answeredAt ?? Number.POSITIVE_INFINITY);
    return reply === lead && waitedMs > USUAL_MS ? [`late: the answer to ${reply} waited ${waitedMs} ms`] : [];
  });
}

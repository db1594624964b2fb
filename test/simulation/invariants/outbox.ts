import { outboxId } from '../../../lambdas/ledger/outbox.ts';
import { replyRecordKey } from '../../../lambdas/ledger/replies.ts';
import type { Item } from '../../../lambdas/ledger/table.ts';
import type { SimulatedCloud } from '../functions/cloud.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { replyIn, type SeenDecision } from '../witness.ts';

const MINUTE_MS = 60_000;

/** Between a look at the ledger and a send a worker may freeze, and its clock may be off. */
const LAG_MS = 10 * MINUTE_MS;

const ENDS = new Set(['sent', 'failed', 'expired', 'overtaken', 'cancelled']);

/**
 * What was asked of the outbox, by the bot or by another system, and answered for, comes to an end of its own or lies
 * in the dead-letter queue. Nothing leaves before it is due, in other words than it was asked for last, after it was
 * cancelled, or long after its contact has opted out.
 */
export function checkOutbox(cloud: SimulatedCloud, scenario: Scenario): string[] {
  return [
    ...scenario.outbox.flatMap((plan) => checkSystem(cloud, plan)),
    ...cloud.witness.decided.flatMap((decided) => checkBot(cloud, decided)),
    ...[...cloud.witness.outbox.keys()].flatMap((id) => [
      ...checkDate(cloud, id),
      ...checkWords(cloud, id),
      ...checkOptOut(cloud, id),
    ]),
    ...(cloud.schedules.count() > 0 ? [`left: ${cloud.schedules.count()} schedules`] : []),
  ];
}

function recordOf({ ledger }: SimulatedCloud, id: string): Item | undefined {
  return ledger.store.get(replyRecordKey(id, 0));
}

function sendsOf({ witness }: SimulatedCloud, id: string) {
  return witness.sends.filter(({ reply }) => reply.startsWith(`${id} `));
}

function isParked({ queues }: SimulatedCloud, id: string): boolean {
  return queues.deadReplies.messages().some(({ body }) => replyIn(body).reply === id);
}

function checkSystem(cloud: SimulatedCloud, { key }: Scenario['outbox'][number]): string[] {
  const { witness, world } = cloud;
  const answers = witness.outboxAnswers.get(key) ?? [];
  const id = outboxId('outbox', key);
  const isForgotten = witness.forgotten.has(witness.outbox.get(id) ?? '');
  const last = answers.findLast((answer) => !('refused' in answer));
  if (last === undefined || 'refused' in last || isForgotten) return [];
  const record = recordOf(cloud, id);
  const sends = sendsOf(cloud, id);
  world.coverage.hit(`outbox ends: ${record?.state}`);
  return [
    ...(ENDS.has(String(record?.state)) || isParked(cloud, id) ? [] : [`lost: ${key} is ${record?.state}`]),
    ...(last.state === 'cancelled' && sends.length > 0 ? [`unheard: ${key} was cancelled, and sent`] : []),
  ];
}

/** What a decision asks for is in the ledger, or what was asked for since; the event may wait for its redrive. */
function checkBot(cloud: SimulatedCloud, { conversation, decision, reply }: SeenDecision): string[] {
  const { ledger, queues, witness } = cloud;
  const { sends = [], revision = 0, cause } = decision;
  const isDone = ledger.store.get(cause)?.state === 'done';
  const isDead = queues.deadEvents.messages().some(({ attributes }) => attributes.id === cause.id);
  if (!isDone || isDead || witness.forgotten.has(conversation)) return [];
  return sends.flatMap(({ key }) => {
    const id = outboxId(conversation, key);
    const record = recordOf(cloud, id);
    if (record === undefined) return [`lost: ${key}, which ${reply} asked for, is not in the outbox`];
    const isSince = Number(record.revision) >= revision;
    const isBegun = record.attemptedAt !== undefined;
    const isEnded = ENDS.has(String(record.state)) || isParked(cloud, id);
    return (isSince || isBegun) && isEnded ? [] : [`lost: ${key}, which ${reply} asked for, is ${record.state}`];
  });
}

/** Nothing leaves before its date, by a clock that may be a little off. */
function checkDate(cloud: SimulatedCloud, id: string): string[] {
  const at = Number(recordOf(cloud, id)?.at);
  const isEarly = sendsOf(cloud, id).some(({ begunAt }) => begunAt < at - cloud.world.faults.plan.skewMs);
  return isEarly ? [`too soon: ${id} was sent before it was due`] : [];
}

/** What was sent is what was asked for last. */
function checkWords(cloud: SimulatedCloud, id: string): string[] {
  const { revision } = recordOf(cloud, id) ?? {};
  const asked = cloud.witness.decided
    .filter(({ decision }) => decision.revision === revision)
    .flatMap(({ decision, conversation }) =>
      (decision.sends ?? []).filter(({ key }) => outboxId(conversation, key) === id),
    )
    .at(-1);
  if (asked === undefined || asked.kind !== 'send' || !('text' in asked.content)) return [];
  const { text } = asked.content;
  return sendsOf(cloud, id)
    .filter((send) => !send.isTemplate && send.text !== text)
    .map((send) => `stale: ${id} was sent as "${send.text}", and is "${text}"`);
}

function checkOptOut(cloud: SimulatedCloud, id: string): string[] {
  const { witness } = cloud;
  const conversation = witness.outbox.get(id) ?? '';
  if (witness.forgotten.has(conversation)) return [];
  const outs = witness.decided.filter(
    (one) => one.conversation === conversation && one.decision.because === 'opted out' && one.reply === one.lead,
  );
  const decidedAt = Number(recordOf(cloud, id)?.decidedAt);
  return sendsOf(cloud, id)
    .filter(({ begunAt }) => outs.some(({ at }) => at > decidedAt && at < begunAt - LAG_MS))
    .map(() => `unheard: ${id} was sent long after its contact had opted out`);
}

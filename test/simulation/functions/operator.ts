import { erase } from '../../../cli/forget/erase.ts';
import { planErasure } from '../../../cli/forget/plan.ts';
import { contactHash } from '../../../lambdas/pilot-status/identity.ts';
import { RECEIVED_TOO_OFTEN } from '../aws/fifo-queue.ts';
import type { Operator, Scenario } from '../scenario/scenario.ts';
import type { DeliverUntilAccepted } from '../vendor/webhook.ts';
import type { SimulatedCloud } from './cloud.ts';
import { CONTACT_HASH_KEY } from './ingest.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** A person puts back all that is in the dead-letter queues, days later. */
export async function redrive(
  { world, queues, bus, witness, deliver }: SimulatedCloud & { deliver: DeliverUntilAccepted },
  scenario: Scenario,
  operator: Operator,
): Promise<void> {
  world.scheduler.after(operator.afterDays * DAY_MS, () => {
    if (operator.mendsBot) for (const { bot } of scenario.messages) delete bot.trouble;
    for (const [from, to] of [
      [queues.deadEvents, queues.events] as const,
      [queues.deadReplies, queues.replies] as const,
      ...(bus ? [[bus.deadLetters, bus.queue] as const] : []),
    ]) {
      for (const letter of from.drain()) {
        const { id, group, body, attributes } = letter;
        if (from === queues.deadReplies) witness.seesPutBack(letter);
        world.trace.note('operator', () => `redrives ${id}`);
        world.coverage.hit(`operator: redrives from ${from.name}, by ${operator.way}`);
        const { [RECEIVED_TOO_OFTEN]: _, reason, ...kept } = attributes;
        const told = operator.way === 'move task' && reason !== undefined ? { ...kept, reason } : kept;
        to.send({ group, body, attributes: told, deduplicationId: `redriven ${id}` });
      }
    }
    for (const { at, body } of operator.lateDeliveries) deliver(body, at);
  });
  await world.run();
}

/** A person erases a contact, as `pilot forget` does it: a look at all records, and then one step after the other. */
export function forget({ world, ledger, witness }: SimulatedCloud, { numbers, forget }: Scenario): void {
  if (forget === undefined) return;
  const { scheduler, coverage } = world;
  const actor = world.newActor('forget');
  scheduler.after(forget.at, () => {
    for (const { id } of numbers) {
      const hash = contactHash(id, forget.contact, CONTACT_HASH_KEY);
      const records = [...ledger.store.items.values()].filter(({ conversation }) => conversation === hash);
      if (records.length === 0) continue;
      coverage.hit('operator: forgets a contact');
      witness.seesForget(hash, scheduler.now());
      const plan = planErasure(structuredClone(records), actor.now());
      // What it has not come to when a call fails is for the next run.
      actor.wake(() => void erase(plan, (step) => ledger.erase(actor, step)).catch(() => undefined));
    }
  });
}

import type { Write } from '../aws/ledger-table.ts';
import type { SimulatedCloud } from '../functions/cloud.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { Witness } from '../witness.ts';

/** Watches every write for the slots of contacts that are taken. */
export function watchSlots(witness: Witness): (write: Write) => void {
  return ({ after }) => {
    if (after.event === '#pace') witness.seesSlot(String(after.conversation));
  };
}

/**
 * Where messages to one contact are kept apart, each that was accepted had a slot of its own, taken before; and where
 * nothing comes between a slot and its send, the sends are as far apart as the slots.
 */
export function checkGaps({ world, witness }: SimulatedCloud, { contactGapMs }: Scenario): string[] {
  if (contactGapMs === 0) return [];
  const hasDelays = world.faults.plan.lastMs > 0 || world.coverage.counts().has('vendor: POST 401');
  return [...byConversation(witness)].flatMap(([conversation, sends]) => [
    ...checkSlots(sends, witness.slots.get(conversation) ?? []),
    ...(hasDelays ? [] : checkDistances(sends, contactGapMs)),
  ]);
}

type Sends = Witness['sends'];

function byConversation({ questions, outbox, sends }: Witness): Map<string, Sends> {
  const conversations = new Map<string, Sends>();
  for (const send of sends) {
    const [id = ''] = send.reply.split(' ');
    const conversation = questions.get(id)?.conversation ?? outbox.get(id) ?? '';
    conversations.set(conversation, [...(conversations.get(conversation) ?? []), send]);
  }
  return conversations;
}

function checkSlots(sends: Sends, slots: number[]): string[] {
  return sends.flatMap(({ reply, seen }, i) =>
    slots.filter((slot) => slot < seen).length > i ? [] : [`too soon: ${reply} was sent without a slot of its own`],
  );
}

/** The calls between taking a slot and sending, in ms. */
const USUAL_MS = 100;

function checkDistances(sends: Sends, gapMs: number): string[] {
  const inOrder = sends.toSorted((a, b) => a.begunAt - b.begunAt);
  return inOrder.flatMap(({ reply, begunAt }, i) => {
    const distance = begunAt - (inOrder[i - 1]?.begunAt ?? Number.NEGATIVE_INFINITY);
    return distance < gapMs - USUAL_MS ? [`too soon: ${reply} was sent ${distance} ms after the one before it`] : [];
  });
}

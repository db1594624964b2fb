import { readPublishedEvent } from '../../../lambdas/queue/published-event.ts';
import type { SimulatedCloud } from '../functions/cloud.ts';

const ENDS = new Set(['sent', 'failed', 'expired', 'overtaken']);

/** What stands for a message of a burst in the place of a reply. */
const TOGETHER = 'ANSWERED_TOGETHER';

/**
 * Where somebody listens, they hear at least once of all that happened, or it lies in the dead-letter queue of the bus:
 * - of every event that is done, under any of the addresses of its contact;
 * - of the end of every reply and of every message of the outbox, and of every one that was parked;
 * - of everything that a decision changed.
 * What comes again has the same id, and is about the same.
 */
export function checkPublished(cloud: SimulatedCloud): string[] {
  const { witness, world, bus } = cloud;
  if (bus === undefined) return [];
  const repeated = [...witness.published].filter(([, puts]) => puts.length > 1);
  if (repeated.length > 0) world.coverage.hit('bus: an event twice');
  const parked = bus.deadLetters.messages().flatMap(({ body }) => readPublishedEvent(body)?.id ?? []);
  const heard = new Set([...witness.published.keys(), ...parked]);
  const isHeard = (id: string) => heard.has(id) || [...heard].some((one) => one.startsWith(`${id} `));
  const unheard = [...expected(cloud)].filter(([, ids]) => !ids.some(isHeard));
  return [
    ...unheard.map(([what]) => `unheard by others: ${what}`),
    ...repeated.flatMap(([id, puts]) =>
      new Set(puts.map(({ type, about }) => `${type} ${about}`)).size > 1 ? [`two events with one id: ${id}`] : [],
    ),
  ];
}

/** What others must hear of, each with how the ids begin under which they may. */
function* expected({ ledger, witness }: SimulatedCloud): Iterable<[what: string, ids: string[]]> {
  for (const one of witness.events.values()) {
    if (ledger.store.get(one)?.state !== 'done') continue;
    const events = witness.questions.get(one.reply ?? '')?.events ?? [one];
    yield [`${one.event} ${one.id}`, events.map(({ id, event }) => `${event} ${id}`)];
  }
  for (const { id, event, state, code, conversation } of ledger.store.items.values()) {
    if (!String(event).startsWith('#reply.') || !ENDS.has(String(state)) || code === TOGETHER) continue;
    if (!witness.forgotten.has(String(conversation))) yield [`${id} is ${state}`, [`reply.${state} ${id} ${event}`]];
  }
  for (const { queue, key, givenUp, conversation } of witness.deadLetters) {
    if (queue !== 'replies' || givenUp !== undefined || witness.forgotten.has(conversation)) continue;
    yield [`${key} was parked`, [`reply.parked ${key}`]];
  }
  for (const { reply, lead, decision } of witness.decided) {
    const { changes = [], cause } = decision;
    if (reply !== lead || ledger.store.get(cause)?.state !== 'done') continue;
    for (const change of changes) yield [`${change} by ${cause.id}`, [`${change} ${cause.event} ${cause.id}`]];
  }
}

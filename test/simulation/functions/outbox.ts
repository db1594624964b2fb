import { conversationRecords } from '../../../lambdas/ledger/conversations.ts';
import { eventRecords } from '../../../lambdas/ledger/events.ts';
import { knownContacts } from '../../../lambdas/ledger/homes.ts';
import { outboxRecords } from '../../../lambdas/ledger/outbox.ts';
import { answerRequest, type Outbox, type OutboxAnswer } from '../../../lambdas/outbox/outbox.ts';
import { batchSender } from '../../../lambdas/queue/sqs.ts';
import { sqsClient } from '../aws/sqs-client.ts';
import type { Actor } from '../engine/actor.ts';
import { START } from '../engine/world.ts';
import type { OutboxAsk, OutboxPlan, Scenario } from '../scenario/scenario.ts';
import { REPLY, USEFUL_MS } from '../settings.ts';
import type { SimulatedCloud } from './cloud.ts';
import { CONTACT_HASH_KEY } from './ingest.ts';
import { publishFrom } from './publisher.ts';
import { ledgerSettings, logOf } from './worker.ts';

/** The outbox, composed as `lambdas/outbox/handler.ts` does it. */
function openOutbox(actor: Actor, cloud: SimulatedCloud): Outbox {
  const { world, ledger, queues } = cloud;
  const table = ledger.seenBy(actor);
  const settings = ledgerSettings(actor, REPLY);
  return {
    records: outboxRecords(table, settings),
    contactOf: knownContacts(table),
    conversations: conversationRecords(table, settings, eventRecords(table, settings).isDone),
    readApiKeySecret: async () => undefined,
    enqueue: batchSender(sqsClient(world, actor, [queues.replies]), queues.replies.name),
    publish: publishFrom(actor, cloud),
    contactHashKey: CONTACT_HASH_KEY,
    usefulMs: USEFUL_MS,
    windowMs: 0,
    now: actor.now,
    log: logOf(actor, cloud),
  };
}

/** Another system asks for what it wants sent, each time until it is answered. */
export function askOutbox(cloud: SimulatedCloud, { outbox }: Scenario): void {
  const { world, witness } = cloud;
  const { scheduler, elapsed, coverage } = world;
  const random = world.random.stream('other system');

  const ask = (plan: OutboxPlan, asks: OutboxAsk[]): void => {
    const [one, ...others] = asks;
    if (one === undefined) return;
    const again = () => scheduler.after(random.between(500, 20_000), () => ask(plan, asks));
    const actor = world.newActor('outbox', again);
    const answered = (answer: OutboxAnswer): void => {
      if ('refused' in answer && answer.refused.code === 'TRY_AGAIN') {
        coverage.hit('outbox: try again');
        again();
        return;
      }
      coverage.hit(`outbox: ${'refused' in answer ? answer.refused.code : answer.state}`);
      witness.seesOutboxAnswer(plan.key, answer);
      scheduler.after((others[0]?.at ?? 0) - elapsed(), () => ask(plan, others));
    };
    actor.wake(() => {
      answerRequest(requestOf(plan, one), openOutbox(actor, cloud)).then((answer) => {
        if (actor.isAlive()) answered(answer as OutboxAnswer);
      });
    });
  };

  for (const plan of outbox) scheduler.after(plan.asks[0]?.at ?? 0, () => ask(plan, plan.asks));
}

function requestOf({ key, contact, numberId, text }: OutboxPlan, { cancels, dueAt }: OutboxAsk): object {
  if (cancels) return { cancel: key };
  const at = dueAt === undefined ? {} : { at: new Date(START + dueAt).toISOString() };
  return { to: contact, number: numberId, key, text, ...at };
}

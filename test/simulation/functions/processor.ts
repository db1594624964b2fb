import { conversationRecords } from '../../../lambdas/ledger/conversations.ts';
import { eventRecords } from '../../../lambdas/ledger/events.ts';
import { messageRecords } from '../../../lambdas/ledger/messages.ts';
import { numberRecords } from '../../../lambdas/ledger/numbers.ts';
import { outboxRecords } from '../../../lambdas/ledger/outbox.ts';
import { closerTogether } from '../../../lambdas/ledger/replies.ts';
import { sendingRecords } from '../../../lambdas/ledger/sendings.ts';
import { unaskedRecords } from '../../../lambdas/ledger/unasked.ts';
import { handleEvent } from '../../../lambdas/processor/handle-event.ts';
import type { Processor } from '../../../lambdas/processor/processor.ts';
import { sendTogether } from '../../../lambdas/processor/send-together.ts';
import { batchSender } from '../../../lambdas/queue/sqs.ts';
import { conversationsOf, workSuspectsAlone } from '../../../lambdas/queue/worker.ts';
import type { WorkerFunction } from '../aws/lambda.ts';
import { sqsClient } from '../aws/sqs-client.ts';
import type { Defect } from '../defects/defect.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { BATCH_SIZE, BOT_TIMEOUT_MS, MAX_ATTEMPTS, PROCESSOR, USEFUL_MS } from '../settings.ts';
import { type BotPlans, simulatedBot } from './bot.ts';
import type { SimulatedCloud } from './cloud.ts';
import { publishFrom } from './publisher.ts';
import { ledgerSettings, logOf, type Work, workerHandler } from './worker.ts';

const WORK: Work = (messages, worker) => workSuspectsAlone(conversationsOf(messages), worker);

/** The processor, composed as `lambdas/processor/handler.ts` does it. */
export function processorFunction(
  cloud: SimulatedCloud,
  { debounceMs, rules, window }: Pick<Scenario, 'debounceMs' | 'rules' | 'window'>,
  planOf: BotPlans,
  defect: Defect,
): WorkerFunction {
  const { world, ledger, queues, witness } = cloud;
  return {
    name: 'processor',
    queue: queues.events,
    batchSize: BATCH_SIZE,
    ...PROCESSOR,
    onReceive: witness.seesReceive,
    onKill: witness.seesKill,

    start(actor) {
      const table = ledger.seenBy(actor);
      const settings = ledgerSettings(actor, PROCESSOR);
      const events = eventRecords(table, settings);
      const log = logOf(actor, cloud);
      const sqs = sqsClient(world, actor, [queues.replies]);
      const { send: enqueue, during } = sendTogether(batchSender(sqs, queues.replies.name));
      const sound: Processor = {
        bot: simulatedBot(actor, cloud, planOf),
        events,
        conversations: conversationRecords(table, settings, events.isDone),
        enqueue,
        messages: messageRecords(table, settings),
        numbers: numberRecords(table, settings),
        closeTogether: closerTogether(table, settings),
        outbox: outboxRecords(table, settings),
        unasked: unaskedRecords(table, settings),
        sendingOf: sendingRecords(table, actor.now),
        publish: publishFrom(actor, cloud),
        botTimeoutMs: BOT_TIMEOUT_MS,
        maxAttempts: MAX_ATTEMPTS,
        usefulMs: USEFUL_MS,
        windowMs: window.lengthMs,
        debounceMs,
        rules,
        now: actor.now,
        log,
      };
      const processor = defect.processor?.(sound, { table, settings, put: cloud.bus?.seenBy(actor) }) ?? sound;
      return workerHandler({
        actor,
        cloud,
        queue: queues.events,
        deadLetters: queues.deadEvents,
        reserveMs: PROCESSOR.reserveMs,
        log,
        handle: (conversation) => during(() => handleEvent(conversation, processor)),
        work: defect.work ?? WORK,
      });
    },
  };
}

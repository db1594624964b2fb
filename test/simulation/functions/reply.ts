import { cached } from '../../../lambdas/aws/secrets.ts';
import { contactSlots } from '../../../lambdas/ledger/contact-slots.ts';
import { knownContacts } from '../../../lambdas/ledger/homes.ts';
import { messageRecords } from '../../../lambdas/ledger/messages.ts';
import { numberRecords } from '../../../lambdas/ledger/numbers.ts';
import { outboxRecords } from '../../../lambdas/ledger/outbox.ts';
import { replyRecords } from '../../../lambdas/ledger/replies.ts';
import { unaskedRecords } from '../../../lambdas/ledger/unasked.ts';
import { lookUp } from '../../../lambdas/pilot-status/history.ts';
import { send } from '../../../lambdas/pilot-status/send.ts';
import type { QueueMessage } from '../../../lambdas/queue/message.ts';
import { conversationsOf, workTogether } from '../../../lambdas/queue/worker.ts';
import { pacer } from '../../../lambdas/reply/pace.ts';
import { sendReply } from '../../../lambdas/reply/send-reply.ts';
import type { ReplySender } from '../../../lambdas/reply/sender.ts';
import { awsCall } from '../aws/call.ts';
import type { WorkerFunction } from '../aws/lambda.ts';
import type { Defect } from '../defects/defect.ts';
import type { Actor } from '../engine/actor.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { BASE_URL, BATCH_SIZE, REPLY, SEND_TIMEOUT_MS, SETTLE_MS } from '../settings.ts';
import { nameOf, replyIn } from '../witness.ts';
import type { SimulatedCloud } from './cloud.ts';
import { publishFrom } from './publisher.ts';
import { ledgerSettings, logOf, type Work, workerHandler } from './worker.ts';

const WORK: Work = (messages, worker) => workTogether(conversationsOf(messages), worker);

type Settings = Pick<Scenario, 'onUnknownSend' | 'secrets' | 'sendIntervalMs' | 'contactGapMs' | 'window'>;

/** The reply function, composed as `lambdas/reply/handler.ts` does it. */
export function replyFunction(
  cloud: SimulatedCloud,
  { onUnknownSend, secrets, sendIntervalMs, contactGapMs, window }: Settings,
  defect: Defect,
): WorkerFunction {
  const { world, ledger, queues, schedules, vendor, witness } = cloud;

  const secretNow = (): string | undefined => secrets.findLast(({ from }) => world.elapsed() >= from)?.value;
  const readSecret = (actor: Actor) => () =>
    awsCall(world, { actor, what: () => 'read the API key', effect: secretNow });

  return {
    name: 'reply',
    queue: queues.replies,
    batchSize: BATCH_SIZE,
    ...REPLY,
    onReceive: witness.seesReceive,

    start(actor) {
      const table = ledger.seenBy(actor);
      const settings = ledgerSettings(actor, REPLY);
      const log = logOf(actor, cloud);
      const { now } = actor;
      const soundFor = (reply: string): ReplySender => ({
        ...shared,
        lookUp: (query) => {
          const ask = vendor.client(actor, reply);
          return lookUp({ ...query, baseUrl: BASE_URL }, defect.asking?.(ask) ?? ask, now);
        },
        send: (message) => send({ ...message, baseUrl: BASE_URL }, vendor.client(actor, reply), now),
      });
      const takeSlot = contactSlots(table, settings, contactGapMs);
      const takeContactSlot: typeof takeSlot = async (conversation) => {
        const slot = await takeSlot(conversation);
        if (slot.kind === 'far') world.coverage.hit('reply: paced for its contact');
        return slot;
      };
      const shared = {
        replies: replyRecords(table, settings),
        messages: messageRecords(table, settings),
        numbers: numberRecords(table, settings),
        sendTimeoutMs: SEND_TIMEOUT_MS,
        settleMs: SETTLE_MS,
        onUnknownSend,
        window,
        pace: pacer(sendIntervalMs, now),
        takeContactSlot,
        contactOf: knownContacts(table),
        outbox: outboxRecords(table, settings),
        unasked: unaskedRecords(table, settings),
        schedules: schedules.seenBy(actor),
        sleep: (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)),
        readApiKeySecret: cached(readSecret(actor), now, log),
        publish: publishFrom(actor, cloud),
        setApiKeyCommand: 'aws secretsmanager put-secret-value',
        now,
        log,
      };
      const senderFor = (message: QueueMessage): ReplySender => {
        const sound = soundFor(nameOf(replyIn(message.body)));
        return defect.sender?.(sound, { table, settings, put: cloud.bus?.seenBy(actor) }) ?? sound;
      };
      return workerHandler({
        actor,
        cloud,
        queue: queues.replies,
        deadLetters: queues.deadReplies,
        reserveMs: REPLY.reserveMs,
        log,
        handle: ([message]) => sendReply(message as QueueMessage, senderFor(message as QueueMessage)),
        work: WORK,
      });
    },
  };
}

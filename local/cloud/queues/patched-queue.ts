import type { FauxqsQueue } from './fauxqs.ts';

type Message = FauxqsQueue['messages'][number];

/** Stands between the group and the deduplication id; neither may contain it. */
const SEPARATOR = '\n';

/**
 * Patches a queue where fauxqs differs from SQS:
 *
 * - A receive takes as many messages of one group as it can, in order, and goes on with the next group; fauxqs takes
 *   one of each group. (SQS developer guide, "FIFO queue delivery logic")
 * - Messages that become visible again are back in the order in which they were sent; fauxqs puts the last one first.
 * - Messages older than the retention period are gone; fauxqs keeps them.
 * - The deduplication id is what the sender gave, without the group that `groupScoped` put in front.
 */
export function patchQueue(queue: FauxqsQueue, now: () => number): void {
  patchTimers(queue, now);
  if (queue.isFifo()) {
    patchReceive(queue);
    patchEnqueue(queue);
  }
}

/**
 * Makes deduplication ids unique to a message group, for a queue whose `DeduplicationScope` is `messageGroup`: fauxqs
 * compares them across the whole queue.
 */
export function groupScoped(group: unknown, deduplicationId: string): string {
  return `${group}${SEPARATOR}${deduplicationId}`;
}

function patchTimers(queue: FauxqsQueue, now: () => number): void {
  const processTimers = queue.processTimers.bind(queue);
  queue.processTimers = () => {
    processTimers();
    const oldest = now() - Number(queue.attributes.MessageRetentionPeriod) * 1000;
    const isKept = (message: Message) => message.sentTimestamp > oldest;
    queue.messages = queue.messages.filter(isKept);
    for (const [group, messages] of queue.fifoMessages) {
      const kept = messages.filter(isKept).sort(bySequence);
      if (kept.length > 0) queue.fifoMessages.set(group, kept);
      else queue.fifoMessages.delete(group);
    }
  };
}

function patchReceive(queue: FauxqsQueue): void {
  const dequeue = queue.dequeue.bind(queue);
  const { processTimers } = queue;
  queue.dequeue = (maxCount, visibilityTimeout, deadLetterQueueOf) => {
    const batch: ReturnType<typeof dequeue> = [];
    const locks = new Map<string, number>();
    queue.processTimers();
    // Once is enough: it goes through the whole queue, and would for each message.
    queue.processTimers = () => undefined;
    while (batch.length < Math.min(maxCount, 10)) {
      const [message] = dequeue(1, visibilityTimeout, deadLetterQueueOf);
      if (message === undefined) break;
      batch.push(message);
      const group = queue.inflightMessages.get(message.ReceiptHandle)?.message.messageGroupId ?? '';
      locks.set(group, (locks.get(group) ?? 0) + 1);
      queue.fifoLockedGroups.delete(group);
    }
    queue.processTimers = processTimers;
    for (const [group, count] of locks) queue.fifoLockedGroups.set(group, count);
    return batch;
  };
}

function patchEnqueue(queue: FauxqsQueue): void {
  const enqueue = queue.enqueue.bind(queue);
  queue.enqueue = (message) => {
    const id = message.messageDeduplicationId?.split(SEPARATOR).at(-1);
    enqueue(id === undefined ? message : Object.assign(message, { messageDeduplicationId: id }));
  };
}

function bySequence(one: Message, other: Message): number {
  return (one.sequenceNumber ?? '').localeCompare(other.sequenceNumber ?? '');
}

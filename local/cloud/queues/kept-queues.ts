import { CloudError } from '../errors.ts';
import type { KeptFile } from '../kept/kept.ts';
import type { FauxqsQueue } from './fauxqs.ts';

type Message = FauxqsQueue['messages'][number];

/** A queue as it is kept: all its messages, in the order in which they were sent. */
interface KeptQueue {
  /** The last sequence number that was given to a message. */
  sequence: number;
  messages: Message[];
}

/** Saves the queues again and again. */
export interface QueueSaver {
  /** To be called after each change; it is written within `SAVE_MS`. */
  changed(): void;
  /** Writes what has changed, and ends. */
  stop(): void;
}

/** How much is lost at most when the process is killed, in ms. */
const SAVE_MS = 250;

/**
 * Fills the queues with what was kept. A message that was in flight is visible again, at its place in its group; one
 * that was postponed waits for the rest of its delay. Ids for deduplication are not kept.
 *
 * @throws CloudError when there are messages of a queue that is not there
 */
export function restoreQueues(queues: readonly FauxqsQueue[], kept: KeptFile): QueueSaver {
  const saved = (kept.read() ?? {}) as Record<string, KeptQueue>;
  for (const [name, { sequence, messages }] of Object.entries(saved)) {
    const queue = queues.find((candidate) => candidate.name === name);
    if (queue === undefined && messages.length === 0) continue;
    if (queue === undefined) {
      throw new CloudError(
        `What was kept has ${messages.length} messages of the queue ${name}, which the template does not have: ` +
          'add --fresh to start over, or name another folder after --keep.',
      );
    }
    queue.sequenceCounter = sequence;
    for (const message of messages) queue.enqueue(message);
  }
  return startSaving(() => kept.write(Object.fromEntries(queues.map((queue) => [queue.name, keptOf(queue)]))));
}

function keptOf(queue: FauxqsQueue): KeptQueue {
  const messages = [
    ...[...queue.inflightMessages.values()].map(({ message }) => message),
    ...queue.messages,
    ...queue.delayedMessages,
    ...[...queue.fifoMessages.values(), ...queue.fifoDelayed.values()].flat(),
  ];
  return { sequence: queue.sequenceCounter, messages: messages.sort(inOrder) };
}

function inOrder(one: Message, other: Message): number {
  const bySequence = (one.sequenceNumber ?? '').localeCompare(other.sequenceNumber ?? '');
  return bySequence || one.sentTimestamp - other.sentTimestamp;
}

function startSaving(save: () => void): QueueSaver {
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  const saveNow = () => {
    clearTimeout(timer);
    timer = undefined;
    save();
  };
  return {
    changed() {
      // The queues are emptied at the end: that must not be saved.
      if (!isStopped) timer ??= setTimeout(saveNow, SAVE_MS);
    },
    stop() {
      isStopped = true;
      saveNow();
    },
  };
}

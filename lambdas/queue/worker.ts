import type { SQSBatchResponse } from 'aws-lambda';
import { errorDetail, errorFields, type Log } from '../telemetry/log.ts';
import { backoffMs } from './backoff.ts';
import type { QueueMessage } from './message.ts';

/** What is to become of a message. */
export type Verdict =
  /** Handled, and perhaps the messages behind it with it, so many together; the queue forgets them. */
  | { kind: 'done'; together?: number }
  /** Not now; it comes again after exactly so many ms. */
  | { kind: 'retry'; afterMs: number }
  /** Not now; it comes again after a backoff, which begins when that many ms are over. */
  | { kind: 'retry'; atLeastMs?: number }
  /**
   * Never; it goes to the dead-letter queue with this reason, and its conversation moves on. The detail, which may
   * quote what the contact wrote, goes there too, and not into the log.
   */
  | { kind: 'park'; reason: string; detail?: string | undefined };

export const DONE: Verdict = { kind: 'done' };

export interface Worker {
  /**
   * Handles the first message of a conversation, and as many behind it as it likes, and gives the verdict on them.
   * Never throws.
   */
  handle(conversation: QueueMessage[]): Promise<Verdict>;
  /** What must be left of the function's time to begin another message, in ms. */
  reserveMs: number;
  /** What is left of the function's time, in ms. */
  remainingMs(): number;
  /** Makes a message visible again after so many ms. */
  postpone(message: QueueMessage, afterMs: number): Promise<void>;
  /** Puts a copy of a message on the dead-letter queue. */
  park(message: QueueMessage, reason: string): Promise<void>;
  random(): number;
  log: Log;
}

/** The messages of each conversation, in the order they came. */
export function conversationsOf(messages: QueueMessage[]): QueueMessage[][] {
  const groups = new Map<string, QueueMessage[]>();
  for (const message of messages) groups.set(message.group, [...(groups.get(message.group) ?? []), message]);
  return [...groups.values()];
}

/**
 * Handles the messages of one conversation, one after the other. When one is not done, the conversation is over, and
 * what is left of it is given back unhandled, so that order holds.
 *
 * @returns the messages that were not handled
 */
export async function workInOrder(conversation: QueueMessage[], worker: Worker): Promise<QueueMessage[]> {
  let toDo = conversation;
  while (toDo.length > 0) {
    if (worker.remainingMs() < worker.reserveMs) return giveBack(toDo, 0, worker);
    const [head] = toDo as [QueueMessage];
    const verdict = await worker.handle(toDo);
    if (verdict.kind === 'done') toDo = toDo.slice(verdict.together ?? 1);
    else if (verdict.kind === 'park' && (await parked(head, verdict, worker))) toDo = toDo.slice(1);
    else return giveBack(toDo, waitOf(verdict, head, worker), worker);
  }
  return [];
}

/**
 * Handles conversations side by side, each at its own pace: one that takes long keeps none of the others waiting.
 *
 * @returns the messages that were not handled
 */
export async function workTogether(conversations: QueueMessage[][], worker: Worker): Promise<QueueMessage[]> {
  return (await Promise.all(conversations.map((conversation) => workInOrder(conversation, worker)))).flat();
}

/** A message that was received so often may be crashing the function. */
const SUSPECT_RECEIVES = 3;

/**
 * Handles conversations together, but for those that may be crashing the function: these come last, each alone and in
 * random order, so that they do not take the others with them again and again.
 *
 * @returns the messages that were not handled
 */
export async function workSuspectsAlone(conversations: QueueMessage[][], worker: Worker): Promise<QueueMessage[]> {
  const isSuspect = ([head]: QueueMessage[]) => (head?.receiveCount ?? 0) >= SUSPECT_RECEIVES;
  const suspects = shuffled(conversations.filter(isSuspect), worker.random);
  const unhandled = await workTogether(
    conversations.filter((conversation) => !isSuspect(conversation)),
    worker,
  );
  for (const suspect of suspects) unhandled.push(...(await workInOrder(suspect, worker)));
  return unhandled;
}

function shuffled<T>(things: T[], random: () => number): T[] {
  return things
    .map((thing) => ({ thing, rank: random() }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ thing }) => thing);
}

/**
 * What becomes of a message when something failed that is not the message's fault, such as a call to AWS: it is retried
 * for as long as the queue lets it.
 *
 * @param bounds how often the bot has failed on it, and how often it may
 */
export function retryAfterError(
  error: unknown,
  message: QueueMessage,
  log: Log,
  bounds: { failures?: number; maxAttempts?: number } = {},
): Verdict {
  const { id, group, receiveCount } = message;
  const trace = { messageId: id, conversation: group, attempt: receiveCount };
  const detail = errorDetail(error);
  if (detail !== undefined || bounds.failures !== undefined) log.debug('broken', { ...trace, detail, ...bounds });
  log.error('broken', { ...trace, ...errorFields(error) });
  return { kind: 'retry' };
}

/** Reports to Lambda which messages were not handled, so that it deletes only the others. */
export function batchResponse(unhandled: QueueMessage[]): SQSBatchResponse {
  return { batchItemFailures: unhandled.map(({ id }) => ({ itemIdentifier: id })) };
}

function waitOf(verdict: Verdict, { receiveCount }: QueueMessage, { random }: Worker): number {
  if (verdict.kind === 'retry' && 'afterMs' in verdict) return verdict.afterMs;
  const atLeastMs = (verdict.kind === 'retry' && verdict.atLeastMs) || 0;
  return atLeastMs + backoffMs(receiveCount, random);
}

type Park = Extract<Verdict, { kind: 'park' }>;

async function parked(message: QueueMessage, { reason, detail }: Park, worker: Worker): Promise<boolean> {
  const fields = { messageId: message.id, conversation: message.group, reason };
  try {
    await worker.park(message, detail === undefined ? reason : `${reason}: ${detail}`);
    worker.log.error('parked', fields);
    return true;
  } catch (error) {
    worker.log.error('not parked', { ...fields, ...errorFields(error) });
    return false;
  }
}

/**
 * Gives back what is left of a conversation, so that it comes again after so many ms. SQS gives out no message of a
 * group while another of it is invisible, so all of them are made visible, in their order, and none before one that
 * stands before it: what cannot be postponed comes back all the same, with what is behind it, when its visibility
 * timeout ends.
 *
 * @returns these messages
 */
async function giveBack(messages: QueueMessage[], afterMs: number, worker: Worker): Promise<QueueMessage[]> {
  for (const message of messages) {
    try {
      await worker.postpone(message, afterMs);
    } catch (error) {
      worker.log.warn('not postponed', { messageId: message.id, conversation: message.group, ...errorFields(error) });
      break;
    }
  }
  return messages;
}

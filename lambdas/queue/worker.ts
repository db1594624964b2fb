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
   * Never; it goes to the dead-letter queue with this reason, and its conversation moves on. The detail, which may quote
   * what the contact wrote, goes there too, and not into the log.
   */
  | { kind: 'park'; reason: string; detail?: string | undefined };

export const DONE: Verdict = { kind: 'done' };

export interface Worker {
  /**
   * Handles the first message of each conversation, and as many behind it as it likes, and gives a verdict on each
   * conversation, in the same order. Never throws.
   */
  handle(conversations: QueueMessage[][]): Promise<Verdict[]>;
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
 * Handles conversations in rounds: the first message of each, then the second of each, … A conversation whose message is
 * not done is over, and what is left of it is given back unhandled, so that order holds.
 *
 * @returns the messages that were not handled
 */
export async function workInRounds(conversations: QueueMessage[][], worker: Worker): Promise<QueueMessage[]> {
  const unhandled: QueueMessage[] = [];
  let live = conversations;
  while (live.length > 0) {
    if (worker.remainingMs() < worker.reserveMs) {
      const rest = live.flat();
      await Promise.all(rest.map((message) => postpone(message, 0, worker)));
      return [...unhandled, ...rest];
    }
    const verdicts = await worker.handle(live);
    const rests = await Promise.all(
      live.map((conversation, i) => settle(conversation, verdicts[i] as Verdict, worker)),
    );
    unhandled.push(...rests.flatMap((rest) => rest.unhandled));
    live = rests.map((rest) => rest.toDo).filter((messages) => messages.length > 0);
  }
  return unhandled;
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
  const unhandled = await workInRounds(
    conversations.filter((conversation) => !isSuspect(conversation)),
    worker,
  );
  for (const suspect of suspects) unhandled.push(...(await workInRounds([suspect], worker)));
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
 */
export function retryAfterError(error: unknown, message: QueueMessage, log: Log): Verdict {
  const { id, group, receiveCount } = message;
  const trace = { messageId: id, conversation: group, attempt: receiveCount };
  log.error('broken', { ...trace, ...errorFields(error) });
  const detail = errorDetail(error);
  if (detail !== undefined) log.debug('broken', { ...trace, detail });
  return { kind: 'retry' };
}

/** Tells Lambda which messages were not handled, so that it deletes only the others. */
export function batchResponse(unhandled: QueueMessage[]): SQSBatchResponse {
  return { batchItemFailures: unhandled.map(({ id }) => ({ itemIdentifier: id })) };
}

interface Rest {
  toDo: QueueMessage[];
  unhandled: QueueMessage[];
}

async function settle(conversation: QueueMessage[], verdict: Verdict, worker: Worker): Promise<Rest> {
  const [head, ...rest] = conversation as [QueueMessage, ...QueueMessage[]];
  if (verdict.kind === 'done') return { toDo: conversation.slice(verdict.together ?? 1), unhandled: [] };
  if (verdict.kind === 'park' && (await parked(head, verdict, worker))) return { toDo: rest, unhandled: [] };
  // The messages behind it come back with it: while one of a group is invisible, SQS gives out no other.
  const afterMs = waitOf(verdict, head, worker);
  await Promise.all(conversation.map((message) => postpone(message, afterMs, worker)));
  return { toDo: [], unhandled: conversation };
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

/** A message that cannot be postponed comes back all the same, when its visibility timeout ends. */
async function postpone(message: QueueMessage, afterMs: number, worker: Worker): Promise<void> {
  try {
    await worker.postpone(message, afterMs);
  } catch (error) {
    worker.log.warn('not postponed', { messageId: message.id, conversation: message.group, ...errorFields(error) });
  }
}

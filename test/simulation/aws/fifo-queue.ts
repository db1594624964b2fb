import type { SQSRecord } from 'aws-lambda';
import type { Random } from '../engine/random.ts';

/** A message as a FIFO queue keeps it. */
export interface StoredMessage {
  id: string;
  /** Its place in the order of the queue. */
  sequence: number;
  group: string;
  body: string;
  attributes: Readonly<Record<string, string>>;
  receiveCount: number;
  /** The one handle that is valid, from its last receive. */
  handle?: string;
  /** Epoch ms; until then it is in flight. */
  visibleAt: number;
}

export type NewMessage = Pick<StoredMessage, 'group' | 'body' | 'attributes'> & { deduplicationId: string };

/**
 * What keeps a message of a group back: any other of it that is in flight, as AWS documents it, or those alone that
 * stand before it. Both keep the order; the second gives out a message whose successors are still invisible.
 */
export type HeldBy = 'any' | 'earlier';

/**
 * A FIFO queue in high-throughput mode, with the semantics that AWS documents: order within a group; no message of a
 * group is given out while another of it is in flight; deduplication within a group for five minutes; a receipt handle
 * is good until its visibility timeout ends; what was received too often goes to the dead-letter queue; a body is no
 * larger than 1 MiB, and holds no character that XML forbids.
 */
export interface FifoQueue {
  readonly name: string;
  /** @returns the id, which for a duplicate is the id of the first. @throws Error for a body that SQS does not take */
  send(message: NewMessage): string;
  /** Gives out messages of several groups, each group in order, and hides them for so many ms. */
  receive(max: number, visibilityMs: number): SQSRecord[];
  /** @returns false when the handle is not valid any more */
  changeVisibility(handle: string, ms: number): boolean;
  /** @returns false when the handle is not valid any more */
  remove(handle: string): boolean;
  /** When a message can be received next, epoch ms; undefined when there is none. */
  nextReceivableAt(): number | undefined;
  messages(): StoredMessage[];
  /** Takes everything out, for a redrive. */
  drain(): StoredMessage[];
}

interface FifoQueueOptions {
  name: string;
  now(): number;
  random: Random;
  redrive?: { deadLetters: FifoQueue; maxReceives: number };
  heldBy?: HeldBy;
  /** Called when what can be received may have changed. */
  onChange?(): void;
  /** Called for each message that is no duplicate. */
  onAccept?(message: StoredMessage): void;
}

const DEDUPLICATION_MS = 5 * 60 * 1000;

const MAX_BYTES = 1_048_576;
const FORBIDDEN = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;

/**
 * The attribute of what a queue itself gave up, in the place of the reason that a function gives; it holds the old id.
 */
export const RECEIVED_TOO_OFTEN = 'receivedTooOften';

export function fifoQueue(options: FifoQueueOptions): FifoQueue {
  const { name, now, random, redrive, heldBy = 'any', onChange, onAccept } = options;
  const groups = new Map<string, StoredMessage[]>();
  const byHandle = new Map<string, StoredMessage>();
  const recent = new Map<string, { id: string; until: number }>();
  let sent = 0;
  let receives = 0;

  const inFlight = (handle: string): StoredMessage | undefined => {
    const message = byHandle.get(handle);
    return message !== undefined && message.visibleAt > now() ? message : undefined;
  };
  const take = (message: StoredMessage): void => {
    if (message.handle !== undefined) byHandle.delete(message.handle);
    const left = groups.get(message.group)?.filter((other) => other !== message) ?? [];
    if (left.length > 0) groups.set(message.group, left);
    else groups.delete(message.group);
  };
  /** When something of a group can be given out. */
  const freeAt = (messages: StoredMessage[]): number => {
    if (heldBy === 'earlier') return messages[0]?.visibleAt ?? 0;
    let latest = 0;
    for (const { visibleAt } of messages) if (visibleAt > latest) latest = visibleAt;
    return latest;
  };

  const giveUp = (message: StoredMessage, deadLetters: FifoQueue): void => {
    take(message);
    deadLetters.send({
      ...message,
      attributes: { ...message.attributes, [RECEIVED_TOO_OFTEN]: message.id },
      deduplicationId: message.id,
    });
  };
  const giveOut = (message: StoredMessage, visibilityMs: number): SQSRecord => {
    if (message.handle !== undefined) byHandle.delete(message.handle);
    message.handle = `${name}-receipt-${++receives}`;
    message.receiveCount++;
    message.visibleAt = now() + visibilityMs;
    byHandle.set(message.handle, message);
    return recordOf(message, message.handle);
  };

  return {
    name,

    send({ group, body, attributes, deduplicationId }) {
      if (FORBIDDEN.test(body) || Buffer.byteLength(body) > MAX_BYTES) throw new Error('InvalidMessageContents');
      const duplicate = recent.get(`${group} ${deduplicationId}`);
      if (duplicate !== undefined && duplicate.until > now()) return duplicate.id;
      const id = `${name}-${++sent}`;
      const message = { id, sequence: sent, group, body, attributes, receiveCount: 0, visibleAt: now() };
      recent.set(`${group} ${deduplicationId}`, { id, until: now() + DEDUPLICATION_MS });
      groups.set(group, [...(groups.get(group) ?? []), message]);
      onAccept?.(message);
      onChange?.();
      return id;
    },

    receive(max, visibilityMs) {
      const records: SQSRecord[] = [];
      for (const messages of random.shuffled([...groups.values()])) {
        if (freeAt(messages) > now()) continue;
        for (const message of messages) {
          if (records.length === max || message.visibleAt > now()) break;
          if (redrive !== undefined && message.receiveCount >= redrive.maxReceives)
            giveUp(message, redrive.deadLetters);
          else records.push(giveOut(message, visibilityMs));
        }
      }
      return records;
    },

    changeVisibility(handle, ms) {
      const message = inFlight(handle);
      if (message === undefined) return false;
      message.visibleAt = now() + ms;
      onChange?.();
      return true;
    },

    remove(handle) {
      const message = inFlight(handle);
      if (message === undefined) return false;
      take(message);
      onChange?.();
      return true;
    },

    nextReceivableAt() {
      let next: number | undefined;
      for (const messages of groups.values()) {
        const at = freeAt(messages);
        if (next === undefined || at < next) next = at;
      }
      return next;
    },

    messages: () => [...groups.values()].flat().sort((a, b) => a.sequence - b.sequence),

    drain() {
      const messages = [...groups.values()].flat().sort((a, b) => a.sequence - b.sequence);
      for (const message of messages) take(message);
      return messages;
    },
  };
}

/** A message as Lambda hands it to a function. */
function recordOf({ id, group, body, attributes, receiveCount, sequence }: StoredMessage, handle: string): SQSRecord {
  return {
    messageId: id,
    receiptHandle: handle,
    body,
    attributes: {
      ApproximateReceiveCount: String(receiveCount),
      SentTimestamp: '0',
      SenderId: 'simulation',
      ApproximateFirstReceiveTimestamp: '0',
      MessageGroupId: group,
      SequenceNumber: String(sequence),
    },
    messageAttributes: Object.fromEntries(
      Object.entries(attributes).map(([key, value]) => [key, { dataType: 'String', stringValue: value }]),
    ),
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: '',
    awsRegion: '',
  };
}

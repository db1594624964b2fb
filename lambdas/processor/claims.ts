import type { EventRecords } from '../ledger/events.ts';
import type { Lease } from '../ledger/lease.ts';
import { inConversation } from '../ledger/lists.ts';
import type { QueueMessage } from '../queue/message.ts';
import { DONE, type Verdict } from '../queue/worker.ts';
import type { Log } from '../telemetry/log.ts';
import type { ReceivedEvent } from './received-event.ts';

/** An event that is ours to work on. */
export interface Claimed {
  message: QueueMessage;
  event: ReceivedEvent;
  lease: Lease;
  /** How often the bot was asked about this message before and threw, or crashed the function. */
  failures: number;
  /** How it failed the last time; undefined when it crashed the function. */
  failure?: string;
  /** The contact was erased since it was claimed before: what was said must not be written down again. */
  isErased?: true;
}

export interface Claimer {
  events: EventRecords;
  now(): number;
  log: Log;
}

/**
 * Deduplicates: claims an event by a conditional put, or says why it is not ours to work on now, and whether it was
 * handled in another conversation.
 */
export async function claim(
  message: QueueMessage,
  event: ReceivedEvent,
  { events, now, log }: Claimer,
): Promise<{ claimed: Claimed } | { verdict: Verdict; handledIn?: string }> {
  const listed = inConversation(event.fields.conversation, event.receivedAt);
  const answer = await events.claim(
    event.key,
    { ...event.fields, ...listed, message: message.id },
    event.repeatedSince,
  );
  switch (answer.kind) {
    case 'claimed': {
      const { kind: _, ...work } = answer;
      return { claimed: { message, event, ...work } };
    }
    case 'duplicate':
      if (answer.conversation !== undefined && answer.conversation !== event.fields.conversation) {
        return { verdict: DONE, handledIn: answer.conversation };
      }
      log.info('duplicate', event.trace);
      return { verdict: DONE };
    case 'busy':
      log.info('busy', event.trace);
      return { verdict: { kind: 'retry', afterMs: answer.until - now() + 1 } };
  }
}

/** Gives an event back. If that fails, its lease ends by itself. */
export async function release(
  { event, lease, failures, failure }: Claimed,
  { events }: Pick<Claimer, 'events'>,
): Promise<void> {
  await events.release(event.key, lease, failures, failure).catch(() => undefined);
}

export async function releaseAll(claims: Claimed[], claimer: Pick<Claimer, 'events'>): Promise<void> {
  await Promise.all(claims.map((claimed) => release(claimed, claimer)));
}

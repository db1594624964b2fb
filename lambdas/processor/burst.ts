import { isAnswered, type LedgerConversation } from '../ledger/conversation.ts';
import type { QueueMessage } from '../queue/message.ts';
import { type Claimed, type Claimer, claim, release } from './claims.ts';
import { answerKey, type ReceivedEvent, readEvent, whenWritten } from './received-event.ts';
import { isOptRequest, isTooOld, type Rules } from './rules.ts';

export interface BurstSettings extends Claimer {
  /** How long a contact may go on writing until the bot is asked about all of it, in ms; 0 for no waiting. */
  debounceMs: number;
  rules: Rules;
}

/** How long an event waits for others, in ms; 0 or less when it is time. An opt-out or opt-in does not wait. */
export function waitForMore(event: ReceivedEvent, { debounceMs, rules, now }: BurstSettings): number {
  return joins(event, rules) ? event.receivedAt + debounceMs - now() : 0;
}

/** What comes behind the first message of a burst. */
export interface Burst {
  /** The events of the other messages, in the order of the queue. */
  claims: Claimed[];
  /** Second events about a message of the burst: a quoted reply may come as two events. */
  twins: Claimed[];
  /** How many messages of the queue they are, those that were handled before included. */
  consumed: number;
}

/** Nothing behind the first message. */
export const NO_BURST: Burst = { claims: [], twins: [], consumed: 0 };

/**
 * Claims what a contact wrote behind a message, as far as it is to be answered with it: up to something else than a
 * message, a request to be left alone, or a message that was decided about. A message that failed before stays alone,
 * so that a bot that stumbles over one does not stumble over all.
 */
export async function claimBurst(
  first: Claimed,
  behind: QueueMessage[],
  conversation: LedgerConversation,
  settings: BurstSettings,
): Promise<Burst> {
  const burst: Burst = { claims: [], twins: [], consumed: 0 };
  if (settings.debounceMs === 0 || first.failures > 0 || !joins(first.event, settings.rules)) return burst;
  const keys = new Set([answerKey(first.event)]);
  for (const message of behind) {
    const event = readEvent(message);
    if (event === undefined || !joins(event, settings.rules)) break;
    const key = answerKey(event);
    if (key in conversation.decisions || isAnswered(conversation, key)) break;
    const answer = await claim(message, event, settings);
    if ('handledIn' in answer) break;
    if ('claimed' in answer && answer.claimed.failures > 0) await release(answer.claimed, settings);
    if ('claimed' in answer ? answer.claimed.failures > 0 : answer.verdict.kind !== 'done') break;
    if ('claimed' in answer) (keys.has(key) ? burst.twins : burst.claims).push(answer.claimed);
    keys.add(key);
    burst.consumed++;
  }
  return burst;
}

/** Whether an event is a message that can be answered together with others. */
function joins(event: ReceivedEvent, rules: Rules): boolean {
  const { inbound } = event;
  if (inbound?.kind !== 'message' || isOptRequest(inbound.message.text, rules)) return false;
  return !isTooOld(whenWritten(event).written?.ageMs ?? 0, rules);
}

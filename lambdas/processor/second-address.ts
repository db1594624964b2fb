import { DONE, type Verdict } from '../queue/worker.ts';
import { LoggableError } from '../telemetry/loggable-error.ts';
import type { Processor } from './processor.ts';
import { answerKey, type ReceivedEvent, writtenAt } from './received-event.ts';
import { isConfirmation, replyMessages } from './reply-messages.ts';

/**
 * Handles an event that was handled before, under another address of the contact: one message may come as two events,
 * under an id of WhatsApp and under the phone number. What was decided is sent to this address too, because the other
 * may be one that cannot be written to; the record of the reply lets only one of them through.
 *
 * @param handledIn the conversation in which it was handled
 * @throws LoggableError when the replies queue does not take it
 */
export async function answerSecondAddress(
  event: ReceivedEvent,
  handledIn: string,
  processor: Processor,
): Promise<Verdict> {
  const { conversations, usefulMs, windowMs, enqueue, now, log } = processor;
  const { inbound, receivedAt, contact, fields } = event;
  log.info('duplicate', event.trace);
  if (inbound?.kind !== 'message') return DONE;
  const [conversation, link] = contact.isLasting ? [fields.conversation, handledIn] : [handledIn, fields.conversation];
  const home = await conversations.homeOf({ conversation, links: [link], isLasting: true });
  const { decisions, rules, addresses } = await conversations.read(home);
  const decision = decisions[answerKey(event)];
  // Who has opted out, or is with a person, gets only what confirms that.
  const isQuiet = rules.optedOutAt !== undefined || now() < (rules.pausedUntil ?? 0);
  if (decision === undefined || (isQuiet && !isConfirmation(decision))) return DONE;
  const heardAt = Math.max(writtenAt(event) ?? 0, rules.heardAt ?? 0);
  const context = {
    reply: answerKey(event),
    event: inbound,
    writtenAt: receivedAt,
    expiresAt: receivedAt + usefulMs,
    ...(windowMs > 0 && { windowEndsAt: heardAt + windowMs }),
    ...(addresses && { alsoTo: addresses }),
  };
  for (const message of replyMessages(decision, context, home)) {
    // The copy under the other address is on the queue by the same name.
    const deduplicateBy = `${message.deduplicateBy} ${inbound.message.from}`;
    if (!(await enqueue({ ...message, deduplicateBy }))) {
      throw new LoggableError('The replies queue did not accept the reply');
    }
  }
  return DONE;
}

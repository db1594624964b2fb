import { unreadable } from '../pilot-status/events.ts';
import type { QueueMessage } from '../queue/message.ts';
import { DONE, retryAfterError, type Verdict } from '../queue/worker.ts';
import { LoggableError } from '../telemetry/loggable-error.ts';
import { waitForMore } from './burst.ts';
import { claim, releaseAll } from './claims.ts';
import { answerCopy } from './copy.ts';
import { type ReceivedEvent, readAtHome } from './event.ts';
import { linkStatus } from './known-messages.ts';
import type { Happening } from './occasion.ts';
import type { Decided, Processor } from './processor.ts';
import { work } from './work.ts';

/**
 * Decides on the first message of a conversation, and perhaps on those behind it, sends the replies, then writes the
 * outcome. Never throws.
 */
export async function processConversation(messages: QueueMessage[], processor: Processor): Promise<Verdict> {
  const [head, ...behind] = messages as [QueueMessage, ...QueueMessage[]];
  try {
    const result = await decideOn(head, behind, processor);
    return 'burst' in result ? await conclude(result, processor) : result;
  } catch (error) {
    return retryAfterError(error, head, processor.log);
  }
}

async function decideOn(
  queued: QueueMessage,
  behind: QueueMessage[],
  processor: Processor,
): Promise<Verdict | Decided> {
  const read = await readAtHome(queued, processor.conversations);
  if (read === undefined) return { kind: 'park', reason: 'It was not put on the queue by the ingest function' };
  const { message, event } = read;
  const { happening } = event;
  await linkStatus(event, processor);
  if (happening === undefined || !isOfConcern(happening, processor)) return record(event, processor);
  const waitMs = waitForMore(event, processor);
  if (waitMs > 0) return { kind: 'retry', afterMs: waitMs };
  const answer = await claim(message, event, processor);
  if ('handledIn' in answer) return answerCopy(event, answer.handledIn, processor);
  return 'verdict' in answer ? answer.verdict : work(answer.claimed, happening, behind, processor);
}

/** Whether somebody has something to do about it: the bot, or the rules. */
function isOfConcern({ kind }: Happening, { bot, rules }: Processor): boolean {
  switch (kind) {
    case 'message':
      return true;
    case 'reaction':
      return bot.onReaction !== undefined;
    case 'edit':
      return bot.onEdit !== undefined;
    case 'deletion':
      return bot.onDelete !== undefined;
    case 'own':
      return rules.humanTakeoverMinutes > 0;
    case 'group':
      return bot.onGroup !== undefined;
    case 'newsletter':
      return bot.onNewsletter !== undefined;
    case 'status':
      return bot.onStatus !== undefined;
    case 'number':
      return bot.onNumberEvent !== undefined;
  }
}

async function record({ key, delivery, fields, trace }: ReceivedEvent, { events, log }: Processor): Promise<Verdict> {
  const reason = unreadable(delivery);
  const recorded = await events.record(key, reason === undefined ? fields : { ...fields, because: 'unreadable' });
  if (recorded && reason !== undefined) log.warn('unreadable', { ...trace, reason });
  log.info(recorded ? 'recorded' : 'duplicate', trace);
  return DONE;
}

/** Sends the replies, one after the other, so that they stay in order, and completes the events. */
async function conclude({ first, burst, messages, because }: Decided, processor: Processor): Promise<Verdict> {
  const { enqueue, events, log, now } = processor;
  const { claims, twins, consumed } = burst;
  for (const message of messages) {
    if (await enqueue(message)) continue;
    await releaseAll([first, ...claims, ...twins], processor);
    throw new LoggableError('The replies queue did not accept the reply');
  }
  const outcome = messages.length > 0 ? 'answered' : 'silent';
  const outcomes = [
    { claimed: first, outcome, replies: messages.length, because },
    ...claims.map((claimed) => ({ claimed, outcome: 'silent', replies: 0, because: 'answered together' })),
  ];
  for (const { claimed, outcome, ...rest } of outcomes) {
    const { key, trace, receivedAt } = claimed.event;
    if (!(await events.complete(key, claimed.lease, outcome))) return { kind: 'retry' };
    log.info('decided', { ...trace, outcome, ...rest, ageMs: now() - receivedAt });
  }
  for (const { event, lease } of twins) {
    if (!(await events.complete(event.key, lease, 'duplicate'))) return { kind: 'retry' };
    log.info('duplicate', event.trace);
  }
  return consumed === 0 ? DONE : { kind: 'done', together: 1 + consumed };
}

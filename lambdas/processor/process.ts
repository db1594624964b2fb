import type { QueueMessage } from '../queue/message.ts';
import type { Outgoing } from '../queue/sqs.ts';
import { DONE, retryAfterError, type Verdict } from '../queue/worker.ts';
import { LoggableError } from '../telemetry/loggable-error.ts';
import { waitForMore } from './burst.ts';
import { claim, release } from './claims.ts';
import { type ReceivedEvent, readEvent } from './event.ts';
import { linkStatus } from './known-messages.ts';
import type { Happening } from './occasion.ts';
import type { Decided, Processor } from './processor.ts';
import { work } from './work.ts';

/**
 * One round: decides on the first message of each conversation, sends all replies together, then writes each outcome. Never
 * throws.
 */
export async function processRound(conversations: QueueMessage[][], processor: Processor): Promise<Verdict[]> {
  const retry = (message: QueueMessage) => (error: unknown) => retryAfterError(error, message, processor.log);
  const decided = await Promise.all(
    conversations.map(([head, ...behind]) =>
      decideOn(head as QueueMessage, behind, processor).catch(retry(head as QueueMessage)),
    ),
  );
  const outgoing = decided.flatMap((result) => ('jobs' in result ? toOutgoing(result) : []));
  const accepted = outgoing.length === 0 ? [] : await processor.enqueue(outgoing);
  const lost = new Set(outgoing.filter((_, i) => !accepted[i]).map(({ group }) => group));
  return Promise.all(
    decided.map((result) => {
      if (!('jobs' in result)) return result;
      const { message } = result.claims[0];
      return conclude(result, !lost.has(message.group), processor).catch(retry(message));
    }),
  );
}

async function decideOn(
  message: QueueMessage,
  behind: QueueMessage[],
  processor: Processor,
): Promise<Verdict | Decided> {
  const event = readEvent(message);
  if (event === undefined) return { kind: 'park', reason: 'It was not put on the queue by the ingest function' };
  const { happening } = event;
  await linkStatus(event, processor);
  if (happening === undefined || !isOfConcern(happening, processor)) return record(event, processor);
  const waitMs = waitForMore(event, processor);
  if (waitMs > 0) return { kind: 'retry', afterMs: waitMs };
  const answer = await claim(message, event, processor);
  return 'verdict' in answer ? answer.verdict : work(answer.claimed, happening, behind, processor);
}

/** Whether somebody has something to do about it: the bot, or the rules. */
function isOfConcern({ kind }: Happening, { bot, rules }: Processor): boolean {
  switch (kind) {
    case 'message':
      return true;
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

async function record({ key, fields, trace }: ReceivedEvent, { events, log }: Processor): Promise<Verdict> {
  const recorded = await events.record(key, fields);
  log.info(recorded ? 'recorded' : 'duplicate', trace);
  return DONE;
}

async function conclude(decided: Decided, enqueued: boolean, processor: Processor): Promise<Verdict> {
  const { events, log, now } = processor;
  const { claims, jobs, because, together } = decided;
  if (!enqueued) {
    await Promise.all(claims.map((claimed) => release(claimed, processor)));
    throw new LoggableError('The replies queue did not accept the reply');
  }
  const [first, ...others] = claims;
  const outcome = jobs.length > 0 ? 'answered' : 'silent';
  const outcomes = [
    { claimed: first, outcome, replies: jobs.length, because },
    ...others.map((claimed) => ({ claimed, outcome: 'silent', replies: 0, because: 'answered together' })),
  ];
  for (const { claimed, outcome, ...rest } of outcomes) {
    if (!(await events.complete(claimed.event.key, claimed.lease, outcome))) return { kind: 'retry' };
    const { trace, receivedAt } = claimed.event;
    log.info('decided', { ...trace, outcome, ...rest, ageMs: now() - receivedAt });
  }
  return together === 1 ? DONE : { kind: 'done', together };
}

function toOutgoing({ claims: [{ message }], jobs }: Decided): Outgoing[] {
  return jobs.map((job) => ({
    body: JSON.stringify(job),
    group: message.group,
    deduplicateBy: `${job.reply} ${job.index}`,
    attributes: { id: job.cause.id, event: job.cause.event },
  }));
}

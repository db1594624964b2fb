import type { PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import type { QueueMessage } from '../queue/message.ts';
import { type PublishedEvent, readPublishedEvent } from '../queue/published-event.ts';
import { DONE, retryAfterError, type Verdict } from '../queue/worker.ts';
import type { Log } from '../telemetry/log.ts';
import type { NotifyTeam } from './team.ts';

/** The source of all events that are put on the bus. */
export const SOURCE = 'pilot-status-webhook';

/** What publishing takes. */
export interface Publishing {
  /** The name of the bus, or its ARN. */
  bus: string;
  stage: string;
  /** Puts an event on the bus. @returns the code of the error that the bus answered for it, if it did */
  put(entry: PutEventsRequestEntry): Promise<string | undefined>;
  /** Lets the team know that a person is wanted; undefined where nobody is to be told. */
  notifyTeam?: NotifyTeam | undefined;
  log: Log;
}

/** What is in the `detail` of an event of the bus; `docs/events` has the schema of each. */
export interface EventDetail extends Omit<PublishedEvent, 'format' | 'at' | 'type'> {
  /** The stage of the stack that it comes from. */
  stage: string;
  /** ISO 8601. */
  time: string;
}

/** Puts one event on the bus, or says why not now. Never throws. */
export async function publishEvent(message: QueueMessage, publishing: Publishing): Promise<Verdict> {
  const { put, notifyTeam, log } = publishing;
  const event = readPublishedEvent(message.body);
  if (event === undefined) return { kind: 'park', reason: 'It is no event in a format that this version knows' };
  const trace = { event: event.type, conversation: event.conversation };
  try {
    const refusal = await put(entryOf(event, publishing));
    if (refusal !== undefined) {
      log.warn('not published', { ...trace, code: refusal });
      return { kind: 'retry' };
    }
    if (event.type === 'conversation.handed-over' && event.about.by === 'bot') await notifyTeam?.();
    log.info('published', trace);
    return DONE;
  } catch (error) {
    log.warn('not published', trace);
    return retryAfterError(error, message, log);
  }
}

/** The event as the bus takes it. */
export function entryOf(
  { format: _, at, type, ...event }: PublishedEvent,
  { bus, stage }: Pick<Publishing, 'bus' | 'stage'>,
): PutEventsRequestEntry {
  const time = new Date(at);
  const detail: EventDetail = { ...event, stage, time: time.toISOString() };
  return { EventBusName: bus, Source: SOURCE, DetailType: type, Time: time, Detail: JSON.stringify(detail) };
}

import { isObject, parseJson } from '../../lambdas/runtime/json.ts';
import type { LogLine } from '../../local/inspector/protocol.ts';
import type { EventStory } from '../../operations/stories/story.ts';
import { filterLogEvents } from '../logs/cloudwatch.ts';
import { groupsOf } from '../logs/command.ts';
import { filterPattern } from '../logs/pattern.ts';
import { linesSince } from '../logs/tail.ts';
import type { Target } from '../stack/target.ts';
import { CommandError } from '../terminal/errors.ts';

/** How long before it was received an event can have left a line, in ms: clocks differ. */
const BEFORE_MS = 60_000;

/** Reads the lines that the functions wrote about an event. The local cloud keeps none. */
export function logsOf(target: Target, isLocal: boolean): (story: EventStory) => Promise<LogLine[]> {
  return async ({ id, receivedAt = 0 }) => {
    // What CloudWatch could not be asked for is in no log of it.
    if (isLocal || /["\\*]/.test(id)) return [];
    const { CloudWatchLogs } = await import('@aws-sdk/client-cloudwatch-logs');
    const logs = new CloudWatchLogs(target.aws);
    const query = {
      groups: groupsOf(target, undefined),
      since: receivedAt - BEFORE_MS,
      filterPattern: filterPattern({ id }),
    };
    try {
      return (await linesSince(query, filterLogEvents(logs))).map(({ timestamp, message, function: name }) => ({
        at: timestamp,
        station: name === 'ingest' || name === 'processor' ? name : 'reply',
        requestId: requestIdIn(message),
        line: message.trim(),
      }));
    } catch (error) {
      // The ledger says most of it: a person without access to the logs sees the rest of the event.
      if (!(error instanceof CommandError)) throw error;
      return [{ at: receivedAt, station: 'ingest', requestId: '', line: error.message }];
    } finally {
      logs.destroy();
    }
  };
}

function requestIdIn(line: string): string {
  const fields = parseJson(line);
  const { function_request_id: id } = isObject(fields) ? fields : {};
  return typeof id === 'string' ? id : '';
}

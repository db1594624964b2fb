import type { CloudWatchLogs, FilteredLogEvent } from '@aws-sdk/client-cloudwatch-logs';
import { CommandError } from '../terminal/errors.ts';

/** A line of a log group. */
export interface LogEvent {
  /** Unique in its log group. */
  eventId: string;
  /** Epoch ms. */
  timestamp: number;
  message: string;
}

interface LogPage {
  events: LogEvent[];
  nextToken?: string;
}

export interface LogQuery {
  logGroupName: string;
  /** Epoch ms. */
  startTime: number;
  /** As CloudWatch Logs has them; absent for every line. */
  filterPattern?: string | undefined;
  nextToken?: string | undefined;
}

/**
 * Gives one page of the lines that fit.
 *
 * @throws CommandError when AWS does not allow it; a ThrottledError when it is asked too often
 */
export type FilterLogEvents = (query: LogQuery) => Promise<LogPage>;

/** AWS asks to be called less often. */
export class ThrottledError extends CommandError {
  override name = 'ThrottledError';
}

/** Asks CloudWatch Logs. */
export function filterLogEvents(logs: CloudWatchLogs): FilterLogEvents {
  return async (query) => {
    const { events = [], nextToken } = await logs.filterLogEvents(query).catch((error: unknown) => {
      throw explained(error);
    });
    return { events: events.map(readEvent), ...(nextToken !== undefined && { nextToken }) };
  };
}

function readEvent({ eventId = '', timestamp = 0, message = '' }: FilteredLogEvent): LogEvent {
  return { eventId, timestamp, message };
}

/** With what to do about it, where CloudWatch Logs refused the call. */
function explained(error: unknown): unknown {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  const said = `CloudWatch Logs answered ${name}: ${message}`;
  switch (name) {
    case 'ThrottlingException':
      return new ThrottledError(`${said}: try again in a minute`);
    case 'ResourceNotFoundException':
      return new CommandError(`${said}: deploy the stack first`);
    case 'AccessDeniedException':
      return new CommandError(`${said}: the command needs logs:FilterLogEvents on the log groups of the stack`);
    default:
      return error;
  }
}

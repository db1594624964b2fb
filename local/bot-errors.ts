import { isObject, type JsonObject, parseJson } from '../lambdas/runtime/json.ts';
import type { CloudEvent, ObserveCloud } from './cloud/events.ts';
import type { Frame } from './cloud/functions/blocked.ts';

/**
 * Gives each error that a function logged the message that was thrown. In AWS that message stands in a debug line of
 * its own, because it may quote a contact; on this computer the two lines become one, which also says in which line of
 * the user's source the error was thrown, and which attempt of how many it was. Other debug lines are left out.
 */
export function withThrownMessages(observe: ObserveCloud): ObserveCloud {
  /** By the id of the message that the bot failed on. A debug line comes before its error. */
  const thrown = new Map<unknown, JsonObject>();
  return (event) => {
    if (event.kind === 'invocation' && event.blockedAt) return observe(withLoop(event, event.blockedAt));
    const line = event.kind === 'log' ? readLine(event.line) : undefined;
    if (event.kind !== 'log' || line === undefined) return observe(event);
    if (line.level === 'DEBUG') {
      if (line.message === 'broken') thrown.set(line.messageId, line);
      return;
    }
    const more = line.message === 'broken' ? thrown.get(line.messageId) : undefined;
    if (more === undefined) return observe(event);
    thrown.delete(line.messageId);
    observe(withThrown(event, line, more));
  };
}

type InvocationEvent = Extract<CloudEvent, { kind: 'invocation' }>;

/** Says where the user's code was that let nothing else run, and in which handler. */
function withLoop(event: InvocationEvent, frames: Frame[]): CloudEvent {
  const own = frames.filter(({ place }) => !AROUND.test(place));
  const [innermost = frames[0]] = own;
  if (innermost === undefined) return event;
  const { name } = own.findLast((frame) => /^on[A-Z]/.test(frame.name)) ?? innermost;
  const where = name === '' ? `at ${innermost.place}` : `in ${name}, ${innermost.place}`;
  return { ...event, error: `endless loop ${where}: ${event.error}` };
}

type LogEvent = Extract<CloudEvent, { kind: 'log' }>;

function withThrown(event: LogEvent, { stack, attempt, error, ...line }: JsonObject, thrown: JsonObject): CloudEvent {
  const { detail, failures, maxAttempts } = thrown;
  const place = placeIn(String(stack ?? ''));
  const shown = {
    ...line,
    error,
    ...(detail !== undefined && { thrown: detail }),
    ...(place && { place }),
    attempt: maxAttempts === undefined ? attempt : `${failures} of ${maxAttempts}`,
  };
  return { ...event, line: JSON.stringify(shown) };
}

/** Where a stack is in what surrounds the bot, and not in the bot. */
const AROUND = /^node:|node_modules\/|\/runtime\.mjs:|^lambdas\/(?!bot\.ts:)/;

/** The first place of a stack that is in the user's own source, such as `lambdas/bot.ts:7:9`. */
function placeIn(stack: string): string | undefined {
  const places = stack.split('\n').filter((place) => place !== '');
  return places.find((place) => !AROUND.test(place)) ?? places[0];
}

function readLine(line: string): JsonObject | undefined {
  const fields = line.startsWith('{') ? parseJson(line) : undefined;
  return isObject(fields) ? fields : undefined;
}

import { originalPlace } from './original-place.ts';

/** How many stack frames say where something broke. */
const MAX_FRAMES = 5;

/**
 * Where an error was thrown: the places `file:line:column` of its first stack frames, one a line. A message can hold
 * lines that look like frames, and the name of a function can be any text, so the message is cut off and only places
 * are let through.
 *
 * @returns undefined when the stack cannot be separated from the message, or holds no place
 */
export function locationsOf({ stack, message }: Error): string | undefined {
  if (typeof stack !== 'string' || typeof message !== 'string') return undefined;
  const messageAt = stack.indexOf(message);
  if (messageAt === -1) return undefined;
  const frames = stack
    .slice(messageAt + message.length)
    .split('\n')
    .filter((line) => line.startsWith('    at '));
  const places = frames.map(placeOf).filter((place) => /^(file:|node:|\/|[A-Za-z]:\\).+:\d+:\d+$/.test(place));
  return places.slice(0, MAX_FRAMES).map(originalPlace).join('\n') || undefined;
}

/** The last word of `    at decide (file:///var/task/index.mjs:12:3)`, without its bracket. */
function placeOf(frame: string): string {
  return (frame.split(/[\s(]/).at(-1) ?? '').replace(/\)$/, '');
}

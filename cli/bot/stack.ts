import { join } from 'node:path';

/** Where frames are that tell a user nothing: in packages, in Node.js, and in what asks the bot. */
const PLACES = [
  '/node_modules/',
  'node:',
  join(import.meta.dirname, '/'),
  join(import.meta.dirname, '..', '..', 'lambdas', 'processor', '/'),
];

/** What was thrown, and where in the user's own files. */
export function stackOf(error: unknown): string {
  // An error that comes from another thread is no instance of Error.
  const { stack } = Object(error) as { stack?: unknown };
  return (typeof stack === 'string' ? stack : String(error))
    .split('\n')
    .filter((line) => !/^\s+at /.test(line) || !PLACES.some((place) => line.includes(place)))
    .join('\n');
}

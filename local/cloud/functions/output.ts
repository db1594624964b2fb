import type { Readable } from 'node:stream';

/** What `runtime.mjs` writes to each stream when an invocation is over. */
const END_MARK = '\0end';

/**
 * Splits the output of an execution environment into lines, and tells where the output of an invocation ends. The end
 * is marked inside the stream, because the result of the invocation arrives by another way and may overtake the lines.
 */
export function readOutput(stream: Readable, onLine: (line: string) => void, onEnd: () => void): void {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) take(line);
  });
  stream.on('end', () => take(rest));

  function take(line: string): void {
    const ends = line.endsWith(END_MARK);
    const written = ends ? line.slice(0, -END_MARK.length) : line;
    if (written !== '') onLine(written);
    if (ends) onEnd();
  }
}

import { readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { fileURLToPath } from 'node:url';

/** What `watch.mjs` writes before the places where a function is. */
const BLOCKED_MARK = '\0blocked';

/** A function that was called and has not returned, and the place in the source where it is. */
export interface Frame {
  name: string;
  /** Such as `lambdas/bot.ts:7:9`. */
  place: string;
}

/** A place as V8 has it: counted from 0. */
interface Raw {
  name: string;
  file: string;
  line: number;
  column: number;
}

/**
 * Reads a line by which `watch.mjs` says where a function is that lets nothing else run.
 *
 * @returns its frames, the innermost first, without those of Node.js; undefined for any other line
 */
export function readBlocked(line: string): Frame[] | undefined {
  if (!line.startsWith(BLOCKED_MARK)) return undefined;
  const frames: Raw[] = JSON.parse(line.slice(BLOCKED_MARK.length));
  return frames.filter(({ file }) => file.startsWith('file:')).map(frameOf);
}

function frameOf({ name, file, line, column }: Raw): Frame {
  const path = fileURLToPath(file);
  const entry = sourceMapOf(path)?.findEntry(line, column);
  if (entry === undefined || !('originalSource' in entry)) return { name, place: `${path}:${line + 1}:${column + 1}` };
  const source = entry.originalSource.replace(/^(\.\.\/)+/, '');
  return { name, place: `${source}:${entry.originalLine + 1}:${entry.originalColumn + 1}` };
}

function sourceMapOf(file: string): SourceMap | undefined {
  try {
    return new SourceMap(JSON.parse(readFileSync(`${file}.map`, 'utf8')));
  } catch {
    return undefined;
  }
}

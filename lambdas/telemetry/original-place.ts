import { readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { parseJson } from '../runtime/json.ts';

/** The source map of each bundle that was asked for; undefined for a file that has none. */
const maps = new Map<string, SourceMap | undefined>();

/**
 * Where a place in a bundle, such as `file:///var/task/index.mjs:2:340`, is in the source: `lambdas/bot.ts:7:9`. The
 * source map is read when the first error is logged. Node would read it at every cold start (`--enable-source-maps`),
 * which costs 7 ms and 6 MB.
 *
 * @returns the place as it was given, where there is no source map
 */
export function originalPlace(place: string): string {
  const [, file = '', line, column] = /^(?:file:\/\/)?(.+):(\d+):(\d+)$/.exec(place) ?? [];
  const entry = sourceMapOf(file)?.findEntry(Number(line) - 1, Number(column) - 1);
  if (entry === undefined || !('originalSource' in entry)) return place;
  const source = entry.originalSource.replace(/^(\.\.\/)+/, '');
  return `${source}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
}

function sourceMapOf(file: string): SourceMap | undefined {
  if (!maps.has(file)) maps.set(file, readSourceMap(`${file}.map`));
  return maps.get(file);
}

function readSourceMap(file: string): SourceMap | undefined {
  try {
    return new SourceMap(parseJson(readFileSync(file, 'utf8')) as ConstructorParameters<typeof SourceMap>[0]);
  } catch {
    return undefined;
  }
}

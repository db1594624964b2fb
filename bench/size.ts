import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import type { BenchTable } from './context.ts';
import { alone, type Row } from './row.ts';
import { exact } from './statistics.ts';

/** How large the bundles are, as they are deployed and compressed. */
export const size: BenchTable = {
  name: 'size',
  title: 'the bundles that are deployed',
  async run({ testbed }) {
    const { ingest, processor, reply } = await testbed();
    return [
      ...(await rowsOf('ingest', ingest.ours.file, { bundle: 240, gzipped: 80 })),
      ...(await rowsOf('processor', processor.ours.file)),
      ...(await rowsOf('reply', reply.ours.file)),
    ];
  },
};

async function rowsOf(name: string, file: string, gates?: { bundle: number; gzipped: number }): Promise<Row[]> {
  const code = await readFile(file);
  const row = (what: string, bytes: number, atMost: number | undefined) =>
    alone({
      what: `${name}, ${what}`,
      ours: exact('KB', bytes / 1024),
      ...(atMost !== undefined && { gate: { atMost } }),
    });
  return [row('minified', code.length, gates?.bundle), row('gzipped', gzipSync(code).length, gates?.gzipped)];
}

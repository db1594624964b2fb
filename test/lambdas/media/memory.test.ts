import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { httpServer } from '../../support/http-server.ts';

const MEGABYTE = 1_048_576;
const COPY = join(import.meta.dirname, 'fixtures', 'copy.ts');

test('a file of 300 MB passes through in far less memory than it has', async () => {
  const megabyte = Buffer.alloc(MEGABYTE);
  let stored = 0;
  const files = await httpServer(({ url }, response) => {
    const megabytes = Number(url?.slice(1));
    response.writeHead(200, { 'content-type': 'video/mp4', 'content-length': String(megabytes * MEGABYTE) });
    Readable.from(Array(megabytes).fill(megabyte)).pipe(response);
  });
  const s3 = await httpServer(async (request, response) => {
    for await (const chunk of request) stored += chunk.length;
    response.end();
  });
  try {
    const args = ['--import', 'tsx', COPY, s3.url, `${files.url}/1`, `${files.url}/300`];
    const { stdout, stderr } = await promisify(execFile)(process.execPath, args);
    const [before = 0, after = 0] = stdout.trim().split('\n').map(Number);
    expect(stderr).toBe('');
    expect(stored).toBe(301 * MEGABYTE);
    expect(after - before).toBeLessThan(150 * MEGABYTE);
  } finally {
    await Promise.all([files.stop(), s3.stop()]);
  }
});

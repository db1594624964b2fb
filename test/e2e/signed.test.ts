import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { synthesizeApp } from '../support/assembly.ts';
import { SIGNED } from '../support/schemes.ts';
import { refuseWarnings, watchWarnings } from '../support/warnings.ts';

const START = join(import.meta.dirname, '..', '..', 'local', 'start.mjs');

/** The request that a printed `curl` line makes. */
function readCurl(line: string): { url: string; headers: Record<string, string>; body: string } {
  const [, url = ''] = line.match(/curl -i (\S+)/) ?? [];
  const headers = [...line.matchAll(/-H '([^:]+): ([^']*)'/g)].map(([, name, value]) => [`${name}`, `${value}`]);
  const [, body = ''] = line.match(/ -d '(.*)'$/) ?? [];
  return { url, headers: Object.fromEntries(headers), body };
}

test('a stack that asks for Standard Webhooks lets in what npm start prints and delivers, and nothing that was changed', async () => {
  const app = spawn(process.execPath, [START, '--port', '0', '--assembly', await synthesizeApp(SIGNED)]);
  for (const stream of [app.stdout, app.stderr]) stream.setEncoding('utf8').on('data', watchWarnings);
  try {
    const { url, headers, body } = readCurl(await lineWith(app, 'curl'));
    const post = async (changed: { headers?: Record<string, string>; body?: string; url?: string }) =>
      (await fetch(changed.url ?? url, { method: 'POST', headers, body, ...changed })).status;
    const { 'webhook-signature': _signature, ...unsigned } = headers;
    const seconds = Number(headers['webhook-timestamp']);
    expect(await post({})).toBe(200);
    expect(await post({ body: body.replace('Hi', 'Ho') })).toBe(401);
    expect(await post({ headers: unsigned })).toBe(401);
    expect(await post({ headers: { ...headers, 'webhook-id': 'msg_other' } })).toBe(401);
    expect(await post({ headers: { ...headers, 'webhook-timestamp': String(seconds - 600) } })).toBe(401);
    expect(await post({ url: `${url}x` })).toBe(401);
    // What the simulator delivers is signed as well.
    expect(await lineWith(app, 'recorded')).toContain('message.sent');
  } finally {
    app.kill('SIGTERM');
    app.stdout.resume();
    await once(app, 'close');
    refuseWarnings();
  }
});

/** The first line of its output that holds a word. */
async function lineWith(app: ReturnType<typeof spawn>, word: string): Promise<string> {
  if (app.stdout === null) throw new Error('The process has no output');
  for await (const line of createInterface({ input: app.stdout })) if (line.includes(word)) return line;
  throw new Error('The process ended');
}

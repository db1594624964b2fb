import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { SourceMap } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { attach, type Debugger } from '../support/debugger.ts';
import { type LocalApp, startApp } from '../support/local-app.ts';
import { received } from '../support/samples.ts';

const API = join(import.meta.dirname, '..', '..', 'lambdas', 'bot-api', 'index.ts');
const LINE = 5;
const botThat = (answer: string) => `import { defineBot } from '${API}';

export default defineBot({
  async onMessage({ text }) {
    const answer = \`${answer} \${text}\`;
    await new Promise((done) => setTimeout(done, 5));
    return answer;
  },
});
`;

/** Sets a breakpoint in a source, as an editor does: by the source map that the code has a link to. */
async function breakAt(attached: Debugger, source: string, line: number): Promise<void> {
  const { url, sourceMapURL } = await attached.event('Debugger.scriptParsed', (script) =>
    /processor[^/]*\/index\.mjs$/.test(String(script.url)),
  );
  const mapFile = fileURLToPath(new URL(String(sourceMapURL), String(url)));
  const payload = JSON.parse(await readFile(mapFile, 'utf8'));
  const known = payload.sources.find((path: string) => resolve(mapFile, '..', path) === source);
  const map = new SourceMap(payload);
  const bundle = (await readFile(fileURLToPath(String(url)), 'utf8')).split('\n');
  const lineNumber = bundle.findIndex((text, index) => {
    const entry = map.findEntry(index, text.search(/\S/));
    return 'originalSource' in entry && entry.originalSource === known && entry.originalLine === line - 1;
  });
  expect(lineNumber).toBeGreaterThan(0);
  await attached.call('Debugger.setBreakpointByUrl', { url, lineNumber });
}

let app: LocalApp;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'inspect-'));
});
afterAll(async () => {
  await app?.stop();
  await rm(folder, { recursive: true });
});

test('a debugger stops in the source of the bot, also after it was changed, and no time limit ends that', async () => {
  const bot = join(folder, 'bot.ts');
  await writeFile(bot, botThat('First'));
  app = await startApp('--bot', bot, '--inspect', 'processor');
  const { address } = (app.ready as unknown as { debuggerAt: { function: string; address: string } }).debuggerAt;

  for (const [id, answer] of [
    ['i-1', 'First'],
    ['i-2', 'Second'],
  ] as const) {
    const attached = await attach(address);
    await attached.call('Debugger.enable');
    await breakAt(attached, bot, LINE);
    await app.post(received({ id, messageId: id }));
    const { callFrames } = (await attached.event('Debugger.paused')) as { callFrames: { callFrameId: string }[] };
    const [frame] = callFrames;
    const expression = 'arguments[0].messageId + " " + process.env.BOT_TIMEOUT_SECONDS';
    const callFrameId = frame?.callFrameId;
    const { result } = await attached.call('Debugger.evaluateOnCallFrame', { callFrameId, expression });
    expect(result).toEqual({ type: 'string', value: `${id} 3600` });
    await attached.call('Debugger.resume');
    const [sent] = await app.waitFor(({ step, id: of }) => step === 'sent' && of === id);
    expect(sent).toBeDefined();
    attached.detach();
    if (answer === 'First') {
      await writeFile(bot, botThat('Second'));
      await app.waitFor(({ step }) => step === 'reloaded');
    }
  }
  expect(app.printed()).not.toContain('Debugger attached');
});

test('a function that the stack does not have is one sentence', async () => {
  await expect(startApp('--inspect', 'reconcile')).rejects.toThrow(
    /The stack has no function reconcile: reconcileMinutes of cdk\.json is 0/,
  );
});

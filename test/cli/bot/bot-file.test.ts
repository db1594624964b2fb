import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BotFile, botFile } from '../../../cli/bot/bot-file.ts';
import { CONTACT, written } from '../../../cli/bot/occasions.ts';

const BOT = `interface Heard {
  text: string;
}

export default {
  onMessage({ text }: Heard, { memory }: { memory: unknown }) {
    if (text === 'loop') {
      for (let i = 0; i < 2; ) i = (i + 1) % 2;
    }
    if (text === 'wait') return new Promise<string>(() => {});
    if (text === 'exit') process.exit(3);
    if (text === 'late') setTimeout(() => { throw new Error('no pizza'); });
    return text === 'late' ? new Promise<string>(() => {}) : \`\${text}, \${memory}\`;
  },
};
`;

let folder: string;
let path: string;
let file: BotFile;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'my bots, é '));
  path = join(folder, 'bot.mts');
  await writeFile(path, BOT);
  file = botFile(path, { timeoutSeconds: 0.5, secrets: [] });
  await file.load();
});
afterAll(async () => {
  await file.end();
  await rm(folder, { recursive: true });
});

/** Asks the bot, and gives what it sends or how it failed. */
async function say(words: string): Promise<unknown> {
  const event = written(words, { count: 1, name: undefined, lastText: undefined, now: 0 });
  return file.ask(event, { id: 'local', with: CONTACT.from, memory: 'kept' }).then(
    ([action]) => action?.kind === 'send' && action.content,
    ({ message }: Error) => message,
  );
}

test.each([
  [
    'an endless loop',
    'loop',
    () =>
      expect.stringMatching(
        /^The bot failed: it has not returned control for 0\.5 s: an endless loop\?\n {4}at onMessage \(.*bot\.mts:8:\d+\)$/,
      ),
  ],
  [
    'a promise that never resolves',
    'wait',
    () => 'The bot failed: it took longer than 0.5 s: does it wait for a promise that never resolves?',
  ],
  [
    'an error that nobody catches',
    'late',
    () => expect.stringMatching(/^The bot failed: Error: no pizza\n {4}at .*bot\.m?ts:12:\d+/),
  ],
  ['the end of its process', 'exit', () => 'The bot failed: it has ended its process, with 3'],
])('%s is named, and the next message is answered as before', async (_what, words, said) => {
  expect(await say(words)).toEqual(said());
  expect(await say('Hi')).toEqual({ text: 'Hi, kept' });
});

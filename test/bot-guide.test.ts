import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { Action, Bot, InboundMessage } from '../lambdas/bot-api/index.ts';
import { ask } from '../lambdas/processor/ask.ts';
import type { BotEvent } from '../lambdas/processor/inbound-event.ts';
import { pilot } from './support/pilot.ts';

const ROOT = join(import.meta.dirname, '..');
const FOLDER = join(ROOT, 'build', 'bot-guide');

interface Block {
  /** The page, the heading above it, and which one of its language it is there. */
  name: string;
  code: string;
}

/** The blocks of a language in a page. */
function blocksOf(page: string, language: string): Block[] {
  const sections = readFileSync(join(ROOT, page), 'utf8').split(/^##? /m);
  return sections.flatMap((section) =>
    [...section.matchAll(/^```(\w*)\n(.*?)^```/gms)]
      .filter(([, written]) => written === language)
      .map(([, , code = ''], i) => ({ name: `${page}, ${section.split('\n')[0]}, ${i + 1}`, code })),
  );
}

const PAGES = ['docs/bot.md', 'docs/llm.md', 'docs/from-express.md', 'docs/two-numbers.md', 'docs/slow-models.md'];
const blocks = [...PAGES, 'docs/delivery-status.md', 'docs/speaking-first.md', 'README.md'].flatMap((page) =>
  blocksOf(page, 'ts'),
);
const bots = blocks.filter(({ code }) => code.includes('export default defineBot'));

/** Writes a block to a file that stands elsewhere than it says, and gives the file. */
async function write({ name, code }: Block, place: string): Promise<string> {
  const file = join(FOLDER, `${name.replace(/\W+/g, '-')}.ts`);
  const moved = (_all: string, path: string) => `from '${relative(FOLDER, resolve(ROOT, dirname(place), path))}'`;
  await writeFile(file, code.replace(/from '(\.[^']+)'/g, moved));
  return file;
}

let files: Record<string, string>;

beforeAll(async () => {
  await rm(FOLDER, { recursive: true, force: true });
  await mkdir(FOLDER, { recursive: true });
  const written = bots.map(async (bot) => [bot.name, await write(bot, 'lambdas/bot.ts')]);
  files = Object.fromEntries(await Promise.all(written));
});

test('what the guide and the README show compiles', async () => {
  const config = join(FOLDER, 'tsconfig.json');
  await writeFile(config, JSON.stringify({ extends: '../../tsconfig.json', include: ['*.ts'] }));
  const compiled = promisify(execFile)(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', config]);
  expect(await compiled.catch(({ stdout }) => stdout)).toEqual({ stdout: '', stderr: '' });
});

const message = (fields: Partial<InboundMessage>): BotEvent => ({
  kind: 'message',
  message: { event: 'message.received', from: '+5511999999999', type: 'text', text: '', data: {}, ...fields },
});
const did = { event: 'message.received', from: '+5511999999999', data: {} } as const;
const group = (text: string): BotEvent => ({
  kind: 'group',
  message: { event: 'message.group', groupId: '120363@g.us', type: 'text', text, data: {} },
});
const failed = (code: string): BotEvent => ({
  kind: 'status',
  status: { event: 'message.failed', status: 'failed', code, data: {} },
});
const sends = (content: Extract<Action, { kind: 'send' }>['content']) => ({ kind: 'send', content });
const remembers = (memory: unknown) => ({ kind: 'remember', memory });

interface Example {
  occasion: BotEvent;
  memory?: unknown;
  actions: unknown[];
}

const hello: Example = {
  occasion: message({ text: 'Hi', name: 'Ana' }),
  actions: [sends({ text: 'Hello Ana, you wrote: Hi' })],
};

/** What each block does. */
const EXAMPLES: Record<string, Example[]> = {
  'docs/bot.md, Your bot, 1': [hello],
  'README.md, Pilot Status webhook for AWS, 1': [hello],
  'docs/bot.md, Buttons, 1': [
    {
      occasion: message({ text: 'Hi' }),
      actions: [sends({ text: 'Do you want to book a table?', buttons: ['Yes', 'No'] })],
    },
    { occasion: message({ button: { text: 'Yes' } }), actions: [sends({ text: 'Booked.' })] },
  ],
  'docs/bot.md, Media, 1': [
    { occasion: message({ media: { type: 'image' } }), actions: [sends({ text: 'Thanks for the image!' })] },
    {
      occasion: message({ text: 'The menu, please' }),
      actions: [sends({ media: 'https://example.com/menu.pdf', mediaType: 'document', caption: 'Our menu' })],
    },
  ],
  'docs/bot.md, Places and contact cards, 1': [
    {
      occasion: message({ type: 'location', location: { name: 'the square' } }),
      actions: [sends({ text: 'We will come to the square.' })],
    },
    {
      occasion: message({ type: 'contacts', contacts: [{ name: 'Ana', phones: [] }] }),
      actions: [sends({ text: 'We will call Ana.' })],
    },
  ],
  'docs/bot.md, Reactions, changes and deletions, 1': [
    {
      occasion: { kind: 'reaction', message: { ...did, emoji: '👎', reacted: { text: 'We are closed.' } } },
      actions: [sends({ text: 'A person will help you.' }), { kind: 'hand-over' }],
    },
    { occasion: { kind: 'reaction', message: { ...did, emoji: '👎', reacted: {} } }, actions: [] },
    { occasion: { kind: 'reaction', message: did }, actions: [] },
    { occasion: { kind: 'edit', message: { ...did, text: 'Two' } }, actions: [sends({ text: 'So it is: Two' })] },
    { occasion: { kind: 'deletion', message: did }, actions: [sends({ text: 'We have forgotten that.' })] },
  ],
  'docs/bot.md, Quotes, 1': [
    {
      occasion: message({ event: 'message.reply', text: 'Why?', quoted: { text: 'We are closed.' } }),
      actions: [sends({ text: 'About "We are closed.": Why?' })],
    },
    { occasion: message({ event: 'message.reply', text: 'Why?', quoted: {} }), actions: [] },
  ],
  'docs/bot.md, Groups, 1': [
    { occasion: group('!hours'), actions: [sends({ text: 'Monday to Friday, 9 to 18 h' })] },
    { occasion: group('Hello all'), actions: [] },
  ],
  'docs/bot.md, Statuses, 1': [
    { occasion: failed('META_OUTSIDE_24H_WINDOW'), actions: [sends({ templateId: 'tpl_reopen' })] },
    { occasion: failed('DELIVERED_NOT_CONFIRMED'), actions: [] },
  ],
  'docs/bot.md, Numbers, 1': [
    { occasion: { kind: 'number', event: { event: 'number.disconnected', data: {} } }, actions: [] },
  ],
  'docs/bot.md, Memory, 1': [
    {
      occasion: message({}),
      memory: { visits: 1 },
      actions: [sends({ text: 'This is message 2.' }), remembers({ visits: 2 })],
    },
  ],
  'docs/bot.md, Memory, 2': [
    {
      occasion: message({}),
      memory: { visits: 1, since: 'Monday' },
      actions: [sends({ text: 'This is message 2.' }), remembers({ visits: 2, since: 'Monday' })],
    },
    {
      occasion: message({ createdAt: 'Tuesday' }),
      memory: { visits: 1 },
      actions: [sends({ text: 'We start over.' }), remembers({ visits: 1, since: 'Tuesday' })],
    },
  ],
  'docs/llm.md, In your bot, 1': [
    { occasion: message({ text: 'When do you open?' }), actions: [sends({ text: 'At 7 h.' })] },
  ],
  'docs/from-express.md, From an Express webhook, 1': [
    { occasion: message({ text: 'Hi' }), actions: [sends({ text: 'You wrote: Hi' })] },
  ],
  'docs/two-numbers.md, Two numbers, 1': [{ occasion: message({}), actions: [sends({ text: 'Welcome to Bella!' })] }],
  'docs/slow-models.md, The limits, 1': [
    { occasion: message({ text: 'When do you open?' }), actions: [sends({ text: 'At 7 h.' })] },
  ],
  'docs/delivery-status.md, Delivery status of what you sent, 1': [
    {
      occasion: message({}),
      actions: [sends({ text: 'Your order is on its way.', reference: 'order 42' })],
    },
    { occasion: failed('META_OUTSIDE_24H_WINDOW'), actions: [] },
  ],
  'docs/bot.md, Later, 1': [
    {
      occasion: message({ text: 'It works' }),
      actions: [sends({ text: 'Good to hear.' }), { kind: 'cancel', key: 'ask-again' }],
    },
    {
      occasion: message({ text: 'It is broken' }),
      actions: [
        sends({ text: 'Try to switch it off and on.' }),
        { kind: 'send-later', key: 'ask-again', inMs: 20 * 3_600_000, content: { text: 'Did it work?' } },
      ],
    },
  ],
  'docs/speaking-first.md, The bot reminds, 1': [
    {
      occasion: message({ text: 'book 7 2030-12-24T15:00:00-03:00' }),
      actions: [
        sends({ text: 'Your visit is booked.' }),
        {
          kind: 'send-later',
          key: 'visit-7',
          at: Date.parse('2030-12-23T18:00:00Z'),
          expires: Date.parse('2030-12-24T18:00:00Z'),
          content: { templateId: 'tpl_visit', variables: { time: '2030-12-24T15:00:00-03:00' } },
        },
      ],
    },
    {
      occasion: message({ text: 'cancel 7' }),
      actions: [sends({ text: 'Your visit is cancelled.' }), { kind: 'cancel', key: 'visit-7' }],
    },
  ],
};

/** What the web answers to those blocks that ask it. */
const ANSWERS: Record<string, () => Response> = {
  'docs/bot.md, Numbers, 1': () => new Response(),
  'docs/llm.md, In your bot, 1': () => Response.json({ choices: [{ message: { content: 'At 7 h.' } }] }),
  'docs/slow-models.md, The limits, 1': () => new Response('At 7 h.'),
};

test.each(bots.map(({ name }) => name))('%s does what the page says', async (name) => {
  process.env.MODEL_KEY = 'the-key';
  process.env.MODEL_URL = 'https://llm.example.com';
  const answer = ANSWERS[name];
  const fetched = jest.spyOn(globalThis, 'fetch').mockImplementation(async () => (answer ?? Response.error)());
  const bot: Bot = (await import(files[name] as string)).default;
  const examples = EXAMPLES[name];
  if (examples === undefined) throw new Error('Say in EXAMPLES what it does');
  for (const { occasion, memory, actions } of examples) {
    expect(await ask(bot, occasion, { id: 'c0ffee', with: '+5511999999999', memory })).toEqual(actions);
  }
  expect(fetched).toHaveBeenCalledTimes(answer === undefined ? 0 : 1);
  fetched.mockRestore();
});

test.each(
  [...blocksOf('docs/bot.md', ''), ...blocksOf('README.md', '')].filter(({ code }) => code.startsWith('you> ')),
)('what $name shows of examples/menu.ts is what it says', async ({ code }) => {
  const lines = [...code.matchAll(/^you> (.*)$/gm)].map(([, line]) => `${line}\n`);
  const { stdout } = await pilot(['bot', 'examples/menu.ts'], {}, lines.join(''));
  expect(stdout).toBe(code);
});

import { answer } from '../../../cli/bot/answer.ts';
import type { BotFile } from '../../../cli/bot/bot-file.ts';
import { chat } from '../../../cli/bot/chat.ts';
import { CommandError } from '../../../cli/terminal/errors.ts';
import type { Terminal } from '../../../cli/terminal/terminal.ts';
import {
  type Bot,
  defineBot,
  handOver,
  media,
  optOut,
  remember,
  template,
  text,
} from '../../../lambdas/bot-api/index.ts';
import type { Rules } from '../../../lambdas/processor/rules.ts';
import { RULES } from '../../support/rules.ts';

interface Seen {
  /** What the prompt printed, and what it noted. */
  printed: string[];
  noted: string[];
}

interface Around {
  rules?: Rules;
}

/** A file whose bot runs in this process: the first of these, and after each change the next one. */
function fileWith(versions: Bot[], hasChanged = () => false): BotFile {
  let bot: Bot = {};
  return {
    load: async () => {
      bot = versions.shift() ?? bot;
    },
    hasChanged,
    async ask(event, known) {
      const answered = await answer(bot, event, known);
      if ('reason' in answered) throw new CommandError(answered.reason);
      return answered.actions;
    },
    end: async () => undefined,
  };
}

/** Speaks with a bare bot on a terminal, line by line. */
function speak(file: Bot | BotFile, ...lines: string[]): Promise<Seen> {
  return speakWith({}, file, ...lines);
}

async function speakWith({ rules }: Around, file: Bot | BotFile, ...lines: string[]): Promise<Seen> {
  const seen: Seen = { printed: [], noted: [] };
  const terminal: Terminal = {
    interactive: true,
    print: (line) => seen.printed.push(line),
    note: (line) => seen.noted.push(line),
    progress: () => undefined,
    confirm: async () => false,
    paint: (line) => line,
    async *lines() {
      yield* lines;
    },
  };
  const now = () => Date.parse('2026-02-24T10:30:00Z');
  await chat('load' in file ? file : fileWith([file]), { json: false, rules }, { terminal, now });
  seen.noted.shift();
  return seen;
}

test('all that a bot does can be read', async () => {
  const { printed } = await speak(
    defineBot({
      onMessage: () => [
        'Two\nlines',
        text('Book?', { buttons: ['Yes', { id: 'n' }], header: 'Table', footer: 'for two' }),
        template('tpl_hello', { name: 'Ana' }),
        media('https://example.com/a.jpg', 'image', { caption: 'The room' }),
        handOver({ minutes: 30 }),
        optOut(),
        remember({ visits: 1 }),
        remember(undefined),
      ],
    }),
    'Hi',
  );
  expect(printed.join('\n')).toBe(`\
bot> Two
     lines
bot> Table
     Book?
     for two
     [Yes] [{"id":"n"}]
bot> (template tpl_hello, name: Ana)
bot> (image https://example.com/a.jpg)
     The room
     (hands over to a person for 30 minutes)
     (sends this contact nothing more)
     (remembers {"visits":1})
     (forgets)`);
});

test('a bot that does nothing is seen to do nothing', async () => {
  expect((await speak(defineBot({}), 'Hi')).printed).toEqual(['     (no answer)']);
});

test('a message comes as the vendor would deliver it', async () => {
  const { printed } = await speak(
    defineBot({ onMessage: (message) => JSON.stringify({ ...message, burst: message.burst.length, data: undefined }) }),
    '/name Ana',
    'Hi',
  );
  expect(JSON.parse(printed[0]?.slice('bot> '.length) ?? '')).toEqual({
    event: 'message.received',
    from: '+5511999999999',
    name: 'Ana',
    type: 'text',
    text: 'Hi',
    id: 'in_1',
    messageId: 'wamid.in.1',
    numberId: 'local',
    createdAt: '2026-02-24T10:30:00.000Z',
    burst: 1,
  });
});

test('commands press buttons, send images, quote, and tell what became of a message', async () => {
  const { printed } = await speak(
    defineBot({
      onMessage: () => 'Hello.',
      onButton: ({ button }) => `Button ${button?.text}`,
      onMedia: ({ media: file }) => `${file?.type}: ${file?.caption ?? 'no caption'}`,
      onReply: ({ text: words, quoted }) => `${words}, about ${quoted?.text}`,
      onStatus: ({ status, code, reply }) => `${status} ${code}: ${reply?.text}`,
    }),
    '/reply Nothing yet',
    '/button Yes',
    '/image',
    '/image The room',
    '/reply Why?',
    '/status failed META_OUTSIDE_24H_WINDOW',
  );
  expect(printed).toEqual([
    'bot> Nothing yet, about undefined',
    'bot> Button Yes',
    'bot> image: no caption',
    'bot> image: The room',
    'bot> Why?, about image: The room',
    'bot> failed META_OUTSIDE_24H_WINDOW: Why?, about image: The room',
  ]);
});

test('what the bot remembers can be seen, and taken from it', async () => {
  const counting = defineBot<number>({ onMessage: (_message, { memory = 0 }) => [remember(memory + 1)] });
  expect((await speak(counting, 'Hi', 'Hi', '/memory', '/reset', '/memory', 'Hi')).printed).toEqual([
    '     (remembers 1)',
    '     (remembers 2)',
    '2',
    '(nothing)',
    '     (remembers 1)',
  ]);
});

test('/help lists every command', async () => {
  const help = (await speak(defineBot({}), '/help')).printed.join();
  for (const command of ['button', 'image', 'reply', 'status', 'name', 'memory', 'reset', 'help', 'quit']) {
    expect(help).toContain(`/${command} `);
  }
});

test('on a terminal, mistakes and a bot that throws are reported, and the chat goes on', async () => {
  const failing = defineBot({
    onMessage: ({ text: words }) => {
      if (words === 'fail') throw new Error('no pizza');
      return 'Still here.';
    },
  });
  const { printed, noted } = await speak(failing, 'fail', '/nothing', '/status lost', '', 'Hi');
  expect(printed).toEqual(['bot> Still here.']);
  expect(noted).toEqual([
    expect.stringMatching(/^The bot failed: Error: no pizza\n +at .*chat\.test\.ts/),
    expect.stringContaining('There is no /nothing'),
    expect.stringContaining('/status sent|delivered|read|failed [code]'),
  ]);
});

test('a bot that has changed is reloaded, and keeps what was remembered', async () => {
  const versions = [
    defineBot({ onMessage: () => ['one', remember('kept')] }),
    defineBot({ onMessage: (_message, { memory }) => `two, ${memory}` }),
  ];
  let changed = false;
  const file = fileWith(versions, () => {
    changed = !changed;
    return !changed;
  });
  const { printed, noted } = await speak(file, 'Hi', 'Hi');
  expect(printed[1]).toBe('bot> two, kept');
  expect(noted).toEqual(['(the bot has changed and was reloaded)']);
});

describe('the rules around the bot', () => {
  const talkative = defineBot({ onMessage: ({ text }) => (text === 'person' ? ['Wait', handOver()] : text) });

  test('silence it after a hand-over, and for a new contact no more', async () => {
    const { printed } = await speakWith({ rules: RULES }, talkative, 'person', 'Hi', '/reset', 'Hi');
    expect(printed).toEqual([
      'bot> Wait\n     (hands over to a person)',
      '     (by the rules: handed over)',
      'bot> Hi',
    ]);
  });

  test('answer opt-out words themselves, until the contact comes back', async () => {
    const { printed } = await speakWith({ rules: RULES }, talkative, 'stop', 'Hi', 'start', 'Hi');
    expect(printed).toEqual([
      'bot> You will get no more messages from us. Write START to come back.\n     (by the rules: opted out)',
      '     (by the rules: opted out)',
      'bot> Welcome back!\n     (by the rules: opted in)',
      'bot> Hi',
    ]);
  });

  test('end what it says when it has said enough', async () => {
    const { printed } = await speakWith({ rules: { ...RULES, maxRepliesPerHour: 1 } }, talkative, 'Hi', 'Hi');
    expect(printed).toEqual(['bot> Hi', '     (by the rules: loop guard)']);
  });

  test('can be left out', async () => {
    expect((await speak(talkative, 'person', 'stop')).printed[1]).toBe('bot> stop');
  });
});

test('a text that is longer than WhatsApp takes is shown with a warning', async () => {
  const { printed } = await speak(defineBot({ onMessage: () => 'long '.repeat(1_000) }), 'Hi');
  expect(printed.join()).toMatch(/\n {5}\(longer than WhatsApp takes: it is sent as 2 messages\)$/);
});

test('what a handler must not return is shown, with the name of the handler', async () => {
  const bot = { onButton: () => ({ txt: 'Hi' }), onMessage: () => 'Hi' } as unknown as Bot;
  const { printed, noted } = await speak(bot, '/button Yes', 'Hi');
  expect(noted[0]).toMatch(/^The bot failed: onButton returned \{ txt: 'Hi' \}\nA handler returns a text/);
  expect(printed).toEqual(['bot> Hi']);
});

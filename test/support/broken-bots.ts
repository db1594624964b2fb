import { join } from 'node:path';

const API = JSON.stringify(join(import.meta.dirname, '..', '..', 'lambdas', 'bot-api', 'index.ts'));
const IMPORT = `import { defineBot } from ${API};\n`;

/** A bot with one mistake. */
export interface BrokenBot {
  what: string;
  code: string;
  /** What is said of it, after the path of its file. */
  said: string;
  /** Whether it can be loaded, and is no bot. */
  isShape?: true;
}

/** How long the bots may take to be loaded, in ms: one of them never is. */
export const LIMIT_MS = 4_000;

/** Each way to break a bot, and what is said of it. */
export const BROKEN_BOTS: BrokenBot[] = [
  {
    what: 'a handler with a wrong name',
    code: `${IMPORT}export default defineBot({\n  onMesage: () => 'Hi',\n});\n`,
    said: ':3: onMesage is not a handler: did you mean onMessage?',
    isShape: true,
  },
  {
    what: 'a handler that is no function',
    code: "export default {\n  onMessage: 'Hi',\n};\n",
    said: ":2: onMessage is a string: write a function, such as `onMessage: () => 'Thanks!'`",
    isShape: true,
  },
  {
    what: 'no default export',
    code: `${IMPORT}export const bot = defineBot({ onMessage: () => 'Hi' });\n`,
    said: ' exports no bot: it needs `export default defineBot({ … })`',
    isShape: true,
  },
  {
    what: 'a function in the place of a bot',
    code: "export default function answer() {\n  return 'Hi';\n}\n",
    said: ' exports a function, which is no bot: it needs `export default defineBot({ … })`',
    isShape: true,
  },
  {
    what: 'a bot without a handler',
    code: `${IMPORT}export default defineBot({});\n`,
    said: ' exports a bot without a handler, which would answer nobody: add `onMessage`',
    isShape: true,
  },
  {
    what: 'a mistake of syntax',
    code: 'export default {{',
    said: ':1:16: ERROR: Expected identifier but found "{"',
  },
  {
    what: 'an import of what is not installed',
    code: `import hours from 'no-such-hours/of-day';\nexport default { onMessage: () => hours() };\n`,
    said:
      ':1:18: ERROR: Could not resolve "no-such-hours/of-day": install it with `npm install no-such-hours`, ' +
      'or correct the name',
  },
  {
    what: 'an answer of a wrong type',
    code: `${IMPORT}export default defineBot({\n  onMessage: () => 5,\n});\n`,
    said:
      ":3:3: Type '() => number' is not assignable to type '(message: Message, conversation: Conversation<unknown>) " +
      "=> Answering'. A handler returns a text, an action such as `text()` or `handOver()`, a list of these, or nothing.",
  },
  {
    what: 'code that throws as it is loaded',
    code: "if (!process.env.NO_SUCH_KEY) {\n  throw new Error('no key');\n}\nexport default { onMessage: () => 'Hi' };\n",
    said: ':2:9: the bot throws as it is loaded, Error: no key: correct it, or move it into a handler',
  },
  {
    what: 'code that never ends',
    code: "for (let i = 0; i >= 0; ) i++;\nexport default { onMessage: () => 'Hi' };\n",
    said:
      `: the bot takes longer than ${LIMIT_MS / 1000} s to be loaded: look for a loop that never ends, or an await ` +
      'outside of its handlers',
  },
];

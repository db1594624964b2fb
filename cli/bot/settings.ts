import type { RuleState } from '../../lambdas/ledger/conversation.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { HAPPENINGS } from './occasions.ts';

/** What the prompt knows. */
export interface State {
  /** How many things happened. */
  count: number;
  /** The contact's name on WhatsApp. */
  name: string | undefined;
  /** The text that the bot sent last. */
  lastText: string | undefined;
  /** What the bot remembers of the contact. */
  memory: unknown;
  /** What the rules remember of the contact. */
  rules: RuleState;
}

/** What is known of a contact who never wrote. */
export function newContact(): Omit<State, 'count'> {
  return { name: undefined, lastText: undefined, memory: undefined, rules: { said: [] } };
}

/** A command that the bot does not hear of. */
interface Setting {
  /** What stands behind the command. */
  usage?: string;
  purpose: string;
  run(words: string, state: State, print: Terminal['print']): void;
}

/** By the name of the command. */
export const SETTINGS = new Map<string, Setting>(
  Object.entries({
    name: {
      usage: '<name>',
      purpose: 'your name on WhatsApp from now on',
      run: (name, state) => {
        state.name = name || undefined;
      },
    },
    memory: {
      purpose: 'show what the bot remembers of you',
      run: (_words, { memory }, print) => print(JSON.stringify(memory, null, 2) ?? '(nothing)'),
    },
    reset: {
      purpose: 'start again as a new contact',
      run: (_words, state) => {
        Object.assign(state, newContact());
      },
    },
    help: { purpose: 'show this list', run: (_words, _state, print) => print(HELP) },
  }),
);

/** The command that ends the prompt. */
export const QUIT = 'quit';

/** Every command with its purpose. */
export const HELP = [...HAPPENINGS, ...SETTINGS, [QUIT, { purpose: 'end the chat, like Ctrl-C and Ctrl-D' }] as const]
  .map(([name, command]) => row(name, command))
  .join('\n');

function row(name: string, { usage = '', purpose }: { usage?: string; purpose: string }): string {
  return `  ${`/${name} ${usage}`.padEnd(44)}${purpose}`;
}

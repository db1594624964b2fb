import type { Action } from '../../lambdas/bot-api/index.ts';
import { wordsOf } from '../../lambdas/pilot-status/content.ts';
import { ask } from '../../lambdas/processor/ask.ts';
import type { BotEvent } from '../../lambdas/processor/inbound-event.ts';
import type { Context } from '../terminal/context.ts';
import { CommandError, explain, UsageError } from '../terminal/errors.ts';
import type { BotFile } from './load.ts';
import { CONTACT, HAPPENINGS, written } from './occasions.ts';
import { renderActions } from './render.ts';
import { QUIT, SETTINGS, type State } from './settings.ts';
import { stackOf } from './stack.ts';

const PROMPT = 'you> ';

interface Chat extends Pick<Context, 'terminal' | 'now'> {
  file: BotFile;
  state: State;
  json: boolean;
}

/**
 * Speaks with a bot until the lines end. On a terminal an error is shown, and the chat goes on.
 *
 * @throws UsageError for a command that does not exist; CommandError when the bot fails
 */
export async function chat(file: BotFile, json: boolean, { terminal, now }: Omit<Context, 'env'>): Promise<void> {
  const state = { bot: await file.load(), count: 0, name: undefined, lastText: undefined, memory: undefined };
  const { interactive } = terminal;
  if (interactive) terminal.note('Write to your bot; /help lists the commands.');
  for await (const line of terminal.lines(PROMPT)) {
    if (!interactive && !json) terminal.print(`${PROMPT}${line}`);
    if (line.trim() === `/${QUIT}`) return;
    try {
      await hear(line.trim(), { terminal, now, file, state, json });
    } catch (error) {
      if (!interactive) throw error;
      terminal.note(explain(error));
    }
  }
}

async function hear(line: string, chat: Chat): Promise<void> {
  if (line === '') return;
  const [, command, words = line] = /^\/(\w*)\s*(.*)$/.exec(line) ?? [];
  const setting = SETTINGS.get(command ?? '');
  if (setting !== undefined) return setting.run(words, chat.state, chat.terminal.print);
  await reloadIfChanged(chat);
  await play(happening(command), words, chat);
}

type MakeOccasion = typeof written;

/** @throws UsageError */
function happening(command: string | undefined): MakeOccasion {
  if (command === undefined) return written;
  const found = HAPPENINGS.get(command);
  if (found === undefined) throw new UsageError(`There is no /${command}: /help lists the commands`);
  return found.occasion;
}

/** Gives the bot what happened, and shows what it does. */
async function play(occasion: MakeOccasion, words: string, { state, json, terminal, now }: Chat): Promise<void> {
  state.count++;
  const actions = await askBot(occasion(words, { ...state, now: now() }), state);
  for (const action of actions) note(action, state);
  const lines = json ? actions.map((action) => JSON.stringify(action)) : [renderActions(actions, terminal.paint)];
  for (const line of lines) terminal.print(line);
}

/** @throws CommandError with the stack of what the bot threw */
async function askBot(occasion: BotEvent, { bot, memory }: State): Promise<Action[]> {
  try {
    return await ask(bot, occasion, { id: 'local', with: CONTACT.from, numberId: CONTACT.numberId, memory });
  } catch (error) {
    throw new CommandError(`The bot failed: ${stackOf(error)}`);
  }
}

function note(action: Action, state: State): void {
  if (action.kind === 'remember') state.memory = action.memory;
  if (action.kind === 'send') state.lastText = wordsOf(action.content);
}

async function reloadIfChanged({ file, state, terminal }: Chat): Promise<void> {
  if (!file.hasChanged()) return;
  state.bot = await file.load();
  terminal.note('(the bot has changed and was reloaded)');
}

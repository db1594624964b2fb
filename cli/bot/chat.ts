import type { Action } from '../../lambdas/bot-api/index.ts';
import { type ReplyContent, wordsOf } from '../../lambdas/pilot-status/content.ts';
import { applyActions, applyRules, type Rules } from '../../lambdas/processor/rules.ts';
import type { Context } from '../terminal/context.ts';
import { explain, UsageError } from '../terminal/errors.ts';
import type { BotFile } from './bot-file.ts';
import { interruptible } from './interruptible.ts';
import { CONTACT, HAPPENINGS, written } from './occasions.ts';
import { renderActions } from './render.ts';
import { newContact, QUIT, SETTINGS, type State } from './settings.ts';

const PROMPT = 'you> ';

/** How the chat is held. */
export interface ChatOptions {
  json: boolean;
  /** The rules around the bot; undefined for the bare bot. */
  rules?: Rules | undefined;
}

interface Chat extends ChatOptions, Pick<Context, 'terminal' | 'now'> {
  file: BotFile;
  state: State;
}

/**
 * Speaks with a bot until the lines end. On a terminal an error is shown, and the chat goes on.
 *
 * @throws UsageError for a command that does not exist; CommandError when the bot fails
 */
export async function chat(
  file: BotFile,
  { json, rules }: ChatOptions,
  { terminal, now }: Omit<Context, 'env'>,
): Promise<void> {
  await file.load();
  const state = { count: 0, ...newContact() };
  const { interactive } = terminal;
  if (interactive) terminal.note('Write to your bot; /help lists the commands.');
  for await (const line of terminal.lines(PROMPT)) {
    if (!interactive && !json) terminal.print(`${PROMPT}${line}`);
    if (line.trim() === `/${QUIT}`) return;
    try {
      await hear(line.trim(), { terminal, now, file, state, json, rules });
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

/** Gives the bot what happened, and shows what it does, as far as the rules allow. */
async function play(occasion: MakeOccasion, words: string, chat: Chat): Promise<void> {
  const { file, state, rules, json, terminal, now } = chat;
  state.count++;
  const at = now();
  const event = occasion(words, { ...state, now: at });
  const before = { state: state.rules, memory: state.memory };
  const ruled = rules && applyRules(event, before, rules, at);
  const known = { id: 'local', with: CONTACT.from, numberId: CONTACT.numberId, memory: state.memory };
  const wanted = ruled ? ruled.replies.map(sendOf) : await interruptible(() => file.ask(event, known));
  const outcome = ruled ?? (rules && applyActions(event, wanted, before, rules, at));
  if (outcome !== undefined) state.rules = outcome.state;
  const isSilenced = outcome?.because !== undefined && outcome.replies.length === 0;
  const actions = isSilenced ? wanted.filter(({ kind }) => kind !== 'send') : wanted;
  for (const action of actions) note(action, state);
  const because = ruled !== undefined || actions.length < wanted.length ? outcome?.because : undefined;
  const lines = json
    ? actions.map((action) => JSON.stringify(action))
    : [renderActions(actions, terminal.paint, because)];
  for (const line of lines) terminal.print(line);
}

function sendOf(content: ReplyContent): Action {
  return { kind: 'send', content };
}

function note(action: Action, state: State): void {
  if (action.kind === 'remember') state.memory = action.memory;
  if (action.kind === 'send') state.lastText = wordsOf(action.content);
}

async function reloadIfChanged({ file, terminal }: Chat): Promise<void> {
  if (!file.hasChanged()) return;
  await file.load();
  terminal.note('(the bot has changed and was reloaded)');
}

import { Command } from 'commander';
import { PILOT } from '../lib/places.ts';
import { langOption, withSpokenHelp } from '../operations/help.ts';
import { say } from '../operations/say.ts';
import { addBot } from './bot/command.ts';
import { addConnect } from './connect/command.ts';
import { addContact } from './contact/command.ts';
import { addDlq } from './dlq/command.ts';
import { addEvents } from './events/command.ts';
import { addForget } from './forget/command.ts';
import { addInspect } from './inspect/command.ts';
import { addLogs } from './logs/command.ts';
import { addPause } from './pause/command.ts';
import { addReconcile } from './reconcile/command.ts';
import { addReplay } from './replay/command.ts';
import { addRotate } from './rotate/command.ts';
import { addSecret } from './secret/command.ts';
import { addSend } from './send/command.ts';
import { addSendEvent } from './send-event/command.ts';
import { addStatus } from './status/command.ts';
import type { Context } from './terminal/context.ts';
import type { AskSecret } from './terminal/secret-input.ts';
import { addUrl } from './url.ts';

const EXIT_CODES = `
Exit codes: 0 done, 1 failed, 2 wrong command line.`;

/** What the commands take of the process. */
interface Means extends Context {
  askSecret: AskSecret;
  /** Whether stdout is a terminal, where a person may see it. */
  isShown: boolean;
}

/**
 * The command line with all its commands. It throws its errors, so that every one of them ends with an exit code of
 * ours.
 */
export function pilotProgram({ askSecret, isShown, ...context }: Means): Command {
  const program = withSpokenHelp(new Command(PILOT))
    .description('Talks to your bot and operates a stack: in AWS, or with --local the one that `npm start` runs.')
    // An option belongs to the command that it follows.
    .enablePositionalOptions()
    .addHelpText('afterAll', () => say(EXIT_CODES))
    .exitOverride();
  addBot(program, context);
  addConnect(program, context, askSecret);
  addContact(program, context);
  addForget(program, context);
  addStatus(program, context);
  addPause(program, context);
  addSecret(program, context, askSecret);
  addSend(program, context);
  addSendEvent(program, context);
  addRotate(program, context, { askSecret });
  addUrl(program, context, isShown);
  addDlq(program, context);
  addEvents(program, context);
  addInspect(program, context);
  addLogs(program, context);
  addReconcile(program, context);
  addReplay(program, context);
  addLang(program);
  return program;
}

/** Gives a command and all that are in it the option for the language. */
function addLang(command: Command): void {
  command.addOption(langOption());
  for (const child of command.commands) addLang(child);
}

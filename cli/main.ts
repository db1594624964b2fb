import { Command, CommanderError } from 'commander';
import { addBot } from './bot/command.ts';
import { addConnect } from './connect/command.ts';
import { addDlq } from './dlq/command.ts';
import { exitCodeOf, explain } from './errors.ts';
import { addEvents } from './events/command.ts';
import { addForget } from './forget/command.ts';
import { addLogs } from './logs/command.ts';
import { addPause } from './pause/command.ts';
import { addReconcile } from './reconcile/command.ts';
import { addReplay } from './replay/command.ts';
import { addRotate } from './rotate/command.ts';
import { secretInput } from './secret-input.ts';
import { addSendEvent } from './send-event/command.ts';
import { addStatus } from './status/command.ts';
import { openTerminal } from './terminal.ts';
import { addUrl } from './url.ts';

// The SDK's warning is about the Node.js of next year.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

const EXIT_CODES = `
Exit codes: 0 done, 1 failed, 2 the command line makes no sense.`;

const program = new Command('npm run pilot --')
  .description('Speaks with your bot, and looks after a stack: in AWS, or with --local the one that `npm start` runs.')
  // An option belongs to the command that it follows.
  .enablePositionalOptions()
  .addHelpText('afterAll', EXIT_CODES)
  // Errors are thrown to us, so that every one of them ends with an exit code of ours.
  .exitOverride();

const context = { terminal: openTerminal(process), env: process.env, now: Date.now };
addBot(program, context);
addConnect(program, context, secretInput(process));
addForget(program, context);
addStatus(program, context);
addPause(program, context);
addSendEvent(program, context);
addRotate(program, context, { askSecret: secretInput(process) });
addUrl(program, context, process.stdout.isTTY);
addDlq(program, context);
addEvents(program, context);
addLogs(program, context);
addReconcile(program, context);
addReplay(program, context);

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) process.stderr.write(`${explain(error)}\n`);
  process.exitCode = exitCodeOf(error);
}

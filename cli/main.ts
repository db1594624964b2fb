import { CommanderError } from 'commander';
import { languageOf } from '../operations/help.ts';
import { say, speak } from '../operations/say.ts';
import { pilotProgram } from './program.ts';
import { exitCodeOf, explain } from './terminal/errors.ts';
import { secretInput } from './terminal/secret-input.ts';
import { openTerminal } from './terminal/terminal.ts';

// The SDK's warning is about the Node.js of next year.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

speak(languageOf(process.argv.slice(2), process.env));

const program = pilotProgram({
  terminal: openTerminal(process),
  env: process.env,
  now: Date.now,
  askSecret: secretInput(process),
  isShown: process.stdout.isTTY,
});

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) process.stderr.write(`${say(explain(error))}\n`);
  process.exitCode = exitCodeOf(error);
}

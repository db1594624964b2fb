import { createInterface } from 'node:readline';
import { styleText } from 'node:util';
import type { Language } from '../../operations/language.ts';
import { say, spokenLanguage } from '../../operations/say.ts';

export type Style = 'bold' | 'dim' | 'green' | 'yellow' | 'red';

/** What a command says and asks. Results go to stdout, everything else to stderr. */
export interface Terminal {
  /** Whether a person is there to answer. */
  interactive: boolean;
  print(text: string): void;
  /** What is no result. */
  note(text: string): void;
  /** A line that the next one replaces, for a person who waits; the empty text takes it away. */
  progress(text: string): void;
  /** Asks for a yes. Anything else is a no. */
  confirm(question: string): Promise<boolean>;
  /**
   * The lines that are written or piped in, until Ctrl-C, Ctrl-D or the end; a person is shown the prompt before each.
   */
  lines(prompt: string): AsyncIterable<string>;
  /** Colours a text where a terminal shows it and NO_COLOR does not forbid it (https://no-color.org). */
  paint(text: string, style: Style): string;
}

/** A yes, as a person types it; English is understood in any language. */
const YES: Record<Language, RegExp> = { en: /^y(es)?$/i, 'pt-BR': /^(y(es)?|s(im)?)$/i };

const CLEAR_LINE = '\r\u001b[2K';

export function openTerminal({ stdin, stdout, stderr, env }: NodeJS.Process): Terminal {
  const colours = stdout.isTTY && !env.NO_COLOR;
  const interactive = stdin.isTTY && stderr.isTTY;
  return {
    interactive,
    print: (text) => stdout.write(`${text}\n`),
    note: (text) => stderr.write(`${say(text)}\n`),
    progress: (text) => {
      if (stderr.isTTY) stderr.write(`${CLEAR_LINE}${say(text)}`);
    },
    confirm: (question) =>
      new Promise((resolve) => {
        const lines = createInterface({ input: stdin, output: stderr });
        lines.question(`${say(question)} ${say('[y/N]')} `, (answer) => {
          resolve(YES[spokenLanguage()].test(answer.trim()));
          lines.close();
        });
        // Ctrl-D is a no as well.
        lines.once('close', () => resolve(false));
      }),
    lines: (prompt) => readLines(stdin, prompt, interactive ? stderr : undefined),
    paint: (text, style) => (colours ? styleText(style, text) : text),
  };
}

/** @param output where the prompt goes; undefined when nobody is there to see it */
async function* readLines(
  input: NodeJS.ReadableStream,
  prompt: string,
  output: NodeJS.WritableStream | undefined,
): AsyncIterable<string> {
  const lines = createInterface({ input, prompt, ...(output && { output }) });
  let open = true;
  lines.once('close', () => {
    open = false;
    output?.write('\n');
  });
  const showPrompt = () => {
    if (output && open) lines.prompt();
  };
  try {
    showPrompt();
    for await (const line of lines) {
      yield line;
      showPrompt();
    }
  } finally {
    lines.close();
  }
}

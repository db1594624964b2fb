import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { say } from '../../operations/say.ts';
import { CommandError } from './errors.ts';

/** Asks for a secret; gives the empty text when nothing is given. */
export type AskSecret = (question: string) => Promise<string>;

/**
 * Asks for a secret without echo, or takes what is piped in: on the command line it would stay in the shell's history.
 */
export function secretInput({ stdin, stderr }: Pick<NodeJS.Process, 'stdin' | 'stderr'>): AskSecret {
  return (question) => (stdin.isTTY ? askWithoutEcho(question, stdin, stderr) : text(stdin).then((all) => all.trim()));
}

function askWithoutEcho(question: string, input: NodeJS.ReadStream, output: NodeJS.WriteStream): Promise<string> {
  output.write(`${say(question)}: `);
  return new Promise((resolve, reject) => {
    const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
    const lines = createInterface({ input, output: nowhere, terminal: true });
    lines.once('line', (line) => {
      resolve(line.trim());
      lines.close();
    });
    // Ctrl-C and Ctrl-D.
    lines.once('close', () => {
      output.write('\n');
      reject(new CommandError('Nothing was changed'));
    });
  });
}

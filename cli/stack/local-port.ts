import { type Command, InvalidArgumentError } from 'commander';

/**
 * Lets `--local` take a port, also as the next word. Commander would take any word that follows: only one of one to
 * five digits is a port, so that `forget --local 5511999999999` still names a contact.
 */
export function withLocalPorts(command: Command): Command {
  const parseOptions = command.parseOptions.bind(command);
  command.parseOptions = (words) => parseOptions(joined(words));
  return command;
}

/** Gives each `--local` its port, or an empty value, in its own word. What follows `--` is no option. */
function joined(words: readonly string[]): string[] {
  const end = words.indexOf('--');
  const options = end === -1 ? words : words.slice(0, end);
  const result: string[] = [];
  for (let index = 0; index < options.length; index += 1) {
    const [word = '', next = ''] = options.slice(index, index + 2);
    const hasPort = word === '--local' && /^\d{1,5}$/.test(next);
    result.push(word !== '--local' ? word : `--local=${hasPort ? next : ''}`);
    if (hasPort) index += 1;
  }
  return [...result, ...words.slice(options.length)];
}

/** The value of `--local`. @throws InvalidArgumentError that says what is allowed */
export function readLocal(value: string): true | number {
  if (value === '') return true;
  const port = Number(value);
  if (/^\d{1,5}$/.test(value) && port > 0 && port <= 65_535) return port;
  throw new InvalidArgumentError('Allowed is a port from 1 to 65535.');
}

import { type Command, Help, InvalidArgumentError, Option } from 'commander';
import { LANGUAGES, type Language, readLanguage, systemLanguage } from './language.ts';
import { say } from './say.ts';

/** Reads a language. @throws InvalidArgumentError that says what is allowed */
function readLang(value: string): Language {
  const language = readLanguage(value);
  if (language !== undefined) return language;
  throw new InvalidArgumentError(`Allowed are ${LANGUAGES.join(' and ')}.`);
}

/** The option for the language. It takes effect before the command line is read: see `languageOf`. */
export function langOption(): Option {
  const purpose = 'speak en or pt-BR; without it, as LC_ALL, LC_MESSAGES or LANG say';
  return new Option('--lang <language>', purpose).argParser(readLang);
}

/** The language that a command line asks for, or else the system: help and mistakes are told in it, too. */
export function languageOf(argv: readonly string[], env: NodeJS.ProcessEnv): Language {
  const end = argv.indexOf('--');
  const words = end === -1 ? argv : argv.slice(0, end);
  const [, joined] = words.flatMap((word) => /^--lang=(.*)$/.exec(word) ?? []);
  return readLanguage(joined ?? words[words.indexOf('--lang') + 1]) ?? systemLanguage(env) ?? 'en';
}

/** What commander adds to a description, such as `(default: 50)`. */
function withSpokenExtras(description: string): string {
  return description.replace(/(?<=\()(choices|default)(?=: )/g, say);
}

/** Lets a command, and those that are added to it from now on, give help in the language that is spoken. */
export function withSpokenHelp(command: Command): Command {
  const inEnglish = new Help();
  const spoken = <Described extends { description: string }>(described: Described): Described =>
    Object.assign(Object.create(described), { description: say(described.description) });
  return command.configureHelp({
    styleTitle: say,
    commandDescription: (described) => say(inEnglish.commandDescription(described)),
    subcommandDescription: (described) => say(inEnglish.subcommandDescription(described)),
    optionDescription: (option) => withSpokenExtras(inEnglish.optionDescription(spoken(option))),
    argumentDescription: (argument) => inEnglish.argumentDescription(spoken(argument)),
  });
}

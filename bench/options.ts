import { Argument, Command, InvalidArgumentError } from 'commander';

export interface BenchOptions {
  /** The tables to run; all of them when empty. */
  tables: string[];
  json?: string;
  runs?: number;
  plot?: string;
  full: boolean;
}

/**
 * Reads the command line of `npm run bench`.
 *
 * @throws CommanderError after it has printed help, or what is wrong and what is allowed
 */
export function readOptions(argv: readonly string[], tables: readonly string[]): BenchOptions {
  const command = new Command('npm run bench --')
    .description('Measures this app next to its alternatives, and prints tables.')
    .addArgument(new Argument('[tables...]', 'the tables to print, instead of all').choices(tables))
    .option('--json <file>', 'write every row to this file, too')
    .option('--runs <number>', 'run each thing so many times, instead of as often as its table needs', wholeNumber)
    .option('--plot <file>', 'write the plot of cold starts by memory size to this SVG file')
    .option('--full', 'take the large steps too, which last longer than ten minutes', false)
    .exitOverride();
  command.parse(argv, { from: 'user' });
  return { ...command.opts<Omit<BenchOptions, 'tables'>>(), tables: command.args };
}

function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,3}$/.test(text)) throw new InvalidArgumentError('Allowed is a whole number from 1 to 9999.');
  return Number(text);
}

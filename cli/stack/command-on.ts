import { PILOT } from '../../lib/places.ts';

/** Gives a command line that works on a stack, to be shown to a person, who may copy it. */
export type CommandOn = (command: string) => string;

/** The stack that a command works on, as its options name it. */
interface StackOptions {
  stage: string;
  stack?: string;
  webhook?: string;
  region?: string;
  local?: true | number;
}

/** Gives command lines that name the same stack again. Nothing else in the tools writes one. */
export function commandOn({ stage, stack, webhook, region, local }: StackOptions): CommandOn {
  const place = stack === undefined ? (stage === 'prod' ? [] : ['--stage', stage]) : ['--stack', stack];
  const aws = [...place, ...option('--webhook', webhook), ...option('--region', region)];
  const here = local === true ? '--local' : `--local=${local}`;
  const flags = local === undefined ? aws : [here];
  return (command) => [PILOT, command, ...flags].join(' ');
}

function option(name: string, value: string | undefined): string[] {
  return value === undefined ? [] : [name, value];
}

/** A word of a command line, as a shell reads it. */
export function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

import { type TargetOptions, targetFlags } from './target.ts';

/** Gives a command line that works on the same stack, to be shown to a person. */
export function commandOn(options: TargetOptions): (command: string) => string {
  return (command) => `npm run pilot -- ${command}${targetFlags(options)}`;
}

import type { TargetOptions } from './target.ts';

/** Gives a command line that works on the same stack, to be shown to a person. */
export function commandOn({ stage, region, local }: TargetOptions): (command: string) => string {
  const where = local
    ? ' --local'
    : `${stage === 'prod' ? '' : ` --stage ${stage}`}${region ? ` --region ${region}` : ''}`;
  return (command) => `npm run pilot -- ${command}${where}`;
}

import type { Command } from 'commander';
import { openStack } from './stack/stack.ts';
import { findTarget, type TargetOptions, withTarget } from './stack/target.ts';
import type { Context } from './terminal/context.ts';
import { urlOf } from './vendor/our-webhook.ts';

/**
 * Adds `url`: prints the complete webhook URL and nothing else, so that it can be piped.
 *
 * @param isShown whether what is printed stays on a screen
 */
export function addUrl(program: Command, context: Context, isShown: boolean): void {
  withTarget(program.command('url'))
    .description('print the complete webhook URL, which is a secret')
    .action(async (options: TargetOptions) => {
      const { terminal, env } = context;
      const hook = await openStack(await findTarget(options, env), undefined, context).hook();
      terminal.print(urlOf(hook));
      if (isShown) terminal.note('Anyone who knows this URL can post events: treat it like a password.');
    });
}

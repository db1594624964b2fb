import { BundleError, bundleFunctions } from './bundle.ts';
import { checkBot } from './check-bot.ts';

/** What the program is to do, as its only argument has it in JSON. */
export type PreparationTask =
  | { do: 'bundle'; bot: string; outdir: string }
  | { do: 'check'; bot: string; env: Record<string, string>; secrets: string[]; checksTypes: boolean };

// It runs for those who cannot wait for a promise, and prints what is wrong as JSON.
const task: PreparationTask = JSON.parse(process.argv[2] ?? '');

try {
  if (task.do === 'bundle') await bundleFunctions(task.bot, task.outdir);
  else await checkBot({ ...task, types: task.checksTypes ? undefined : Promise.resolve([]) });
  print([]);
} catch (error) {
  if (!(error instanceof BundleError)) throw error;
  print([error.message]);
}

function print(mistakes: string[]): void {
  process.stdout.write(JSON.stringify({ mistakes }));
}

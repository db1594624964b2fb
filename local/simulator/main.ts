import { UsageError } from '../options.ts';
import { printStep } from '../print-step.ts';
import { vendorStep } from '../steps.ts';
import { HELP, readSimulatorOptions, type SimulatorOptions } from './options.ts';
import { startVendor } from './vendor.ts';

try {
  const options = readSimulatorOptions(process.argv.slice(2));
  if (options === undefined) process.stdout.write(HELP);
  else await run(options);
} catch (error) {
  process.stderr.write(error instanceof UsageError ? `${error.message}\n` : `${(error as Error).message ?? error}\n`);
  process.exit(1);
}

async function run({ port, webhook, apiKey, tenantKey }: SimulatorOptions): Promise<void> {
  const vendor = await startVendor({
    port,
    apiKey,
    ...(tenantKey !== undefined && { tenantKey }),
    observe: (activity) => {
      const step = vendorStep(activity, process.stdout.isTTY);
      if (step !== undefined) printStep(step);
    },
  });
  if (webhook !== undefined) vendor.connect({ url: webhook });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void vendor.stop());
  process.stdout.write(`The stand-in for Pilot Status listens on ${vendor.url}. Ctrl-C ends it.\n`);
}

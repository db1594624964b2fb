import { CommanderError } from 'commander';
import { printStep } from '../print-step.ts';
import { vendorStep } from '../steps.ts';
import { readSimulatorOptions, type SimulatorOptions } from './options.ts';
import { startVendor } from './vendor.ts';

try {
  await run(readSimulatorOptions(process.argv.slice(2)));
} catch (error) {
  // Commander has printed its own.
  if (error instanceof CommanderError) process.exit(error.exitCode);
  process.stderr.write(`${(error as Error).message ?? error}\n`);
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
  process.stdout.write(`The simulator of Pilot Status listens on ${vendor.url}. Press Ctrl-C to stop it.\n`);
}

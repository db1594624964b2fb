import type { CommandOn } from '../stack/command-on.ts';
import type { StackMapping } from '../stack/mappings.ts';
import { CommandError } from '../terminal/errors.ts';
import type { StepReport } from '../terminal/steps.ts';
import { storedKeys } from '../vendor/api-key-secret.ts';
import { ourWebhooks, type StackHook } from '../vendor/our-webhook.ts';
import type { VendorApi } from '../vendor/vendor.ts';

/** What switching a stack on or off takes. */
export interface PauseSwitch {
  /** Whether it is to work. */
  isOn: boolean;
  dryRun: boolean;
  report: StepReport;
  /** Gives a command on the stack. */
  command: CommandOn;
}

/**
 * Lets the vendor's webhooks of the stack deliver, or not.
 *
 * @throws CommandError when the vendor has none
 */
export async function switchWebhooks(
  vendor: VendorApi,
  { hook, number }: { hook: StackHook; number: string | undefined },
  { isOn, dryRun, report, command }: PauseSwitch,
): Promise<void> {
  const ours = ourWebhooks(await vendor.webhooks(), hook, number);
  if (ours.length === 0) {
    throw new CommandError(`Pilot Status has no webhook for this stack: create it with \`${command('connect')}\``);
  }
  const word = wordFor(isOn, 'active');
  for (const { id, active } of ours) {
    if (active === isOn) report.add('webhook', 'already', `${id} was ${word} already`);
    else if (dryRun) report.add('webhook', 'planned', `would make ${id} ${word}; it is ${wordFor(active, 'active')}`);
    else {
      await vendor.update(id, { active: isOn });
      report.add('webhook', 'done', `${id} is ${word}; it was ${wordFor(active, 'active')}`);
    }
  }
}

/** Lets the functions read their queues, or not. */
export async function switchMappings(
  mappings: StackMapping[],
  enable: (mapping: StackMapping, isEnabled: boolean) => Promise<void>,
  { isOn, dryRun, report }: PauseSwitch,
): Promise<void> {
  for (const mapping of mappings) {
    const isEnabled = ['Enabled', 'Enabling'].includes(mapping.state);
    const word = wordFor(isOn, 'handed on');
    if (isEnabled === isOn) report.add('workers', 'already', `the queue of ${mapping.queue} was ${word} already`);
    else if (dryRun) report.add('workers', 'planned', `would have the queue of ${mapping.queue} ${word}`);
    else {
      await enable(mapping, isOn);
      report.add('workers', 'done', `the queue of ${mapping.queue} is ${word}, in a minute; it was ${mapping.state}`);
    }
  }
}

/** @throws CommandError when there is no key to speak with the vendor */
export function firstKey(secret: string | undefined, number: string | undefined, command: CommandOn): string {
  const [key] = storedKeys(secret, number).keys;
  if (key !== undefined) return key;
  throw new CommandError(`No API key is stored: store it with \`${command('connect')}\``);
}

function wordFor(isOn: boolean, on: string): string {
  return isOn ? on : 'paused';
}

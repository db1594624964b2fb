import { mistakesInPolicy } from './authentication-policy.ts';
import type { Config } from './settings.ts';
import { replyTimeout } from './timeouts.ts';

/** What settings must hold together, once each of them is allowed by itself; a rule gives the mistakes that it finds. */
export const RULES: ((config: Config) => string[])[] = [
  mistakesInTimes,
  mistakesInPolicy,
  mistakesInBudget,
  mistakesInArchive,
];

/** A send can leave as late as its function may run, so the history tells nothing before. */
function mistakesInTimes(config: Config): string[] {
  const functionSeconds = replyTimeout(config).toSeconds();
  if (config.unknownSettleSeconds >= functionSeconds) return [];
  return [
    `unknownSettleSeconds: ${config.unknownSettleSeconds} was given; allowed is at least ${functionSeconds}, ` +
      'which is how long the reply function may run (2 × sendTimeoutSeconds + 10)',
  ];
}

/** A budget that tells nobody is none. */
function mistakesInBudget({ monthlyBudgetUsd, alarmEmail }: Config): string[] {
  if (monthlyBudgetUsd === 0 || alarmEmail !== '') return [];
  return [`alarmEmail: nothing was given; with monthlyBudgetUsd ${monthlyBudgetUsd}, allowed is an e-mail address`];
}

/** Ten files, one of each message in a batch, can pass through the processor at once: up to 160 MB beyond its own 90. */
function mistakesInArchive({ archiveMedia, archiveMaxMegabytes, processorMemory }: Config): string[] {
  if (archiveMedia === 'off' || archiveMaxMegabytes <= 16 || processorMemory >= 512) return [];
  return [
    `processorMemory: ${processorMemory} was given; with archiveMaxMegabytes ${archiveMaxMegabytes}, allowed is at least 512`,
  ];
}

import { mistakesInPolicy } from './authentication-policy.ts';
import { botSecretNames } from './bot-secret-names.ts';
import type { Config } from './settings.ts';
import { replySeconds } from './timeouts.ts';

/**
 * The rules that settings must satisfy together, once each value is allowed; a rule returns the mistakes that it finds.
 * The region is where CDK will deploy, if known.
 */
export const RULES: ((config: Config, region: string | undefined) => string[])[] = [
  mistakesInTimes,
  mistakesInPolicy,
  mistakesInBudget,
  mistakesInBudgetRegion,
  mistakesInArchive,
  mistakesInTranscripts,
  mistakesInBotEnvironment,
  mistakesInEvents,
];

/** What Lambda sets or reads itself, and what tells the functions where AWS is. */
const RESERVED =
  /^(AWS_|LAMBDA_|POWERTOOLS_|ARCHIVE_|_|(NODE_OPTIONS|PATH|TZ|LANG|HOME|(DYNAMODB|EVENTBRIDGE|SCHEDULER|SECRETS_MANAGER)_URL)$)/;

function mistakesInBotEnvironment({ botEnvironment, botSecrets }: Config): string[] {
  const secrets = botSecretNames({ botSecrets });
  return Object.keys(botEnvironment).flatMap((name) => {
    if (RESERVED.test(name)) return [`botEnvironment: ${name} is a variable of Lambda; choose another name`];
    return secrets.includes(name) ? [`botEnvironment: ${name} is a name in botSecrets, too; keep one of them`] : [];
  });
}

/** Without a bus nobody is told anything. */
function mistakesInEvents({ eventBus, teamEmail, teamWebhook, botSecrets }: Config): string[] {
  const isKnown = teamWebhook === '' || botSecretNames({ botSecrets }).includes(teamWebhook);
  const unknown = isKnown ? [] : [`teamWebhook: ${teamWebhook} is not in botSecrets; add it there`];
  const alone = Object.entries({ teamEmail, teamWebhook }).filter(([, value]) => value !== '' && eventBus === '');
  return [...unknown, ...alone.map(([name]) => `${name}: it needs eventBus; set that to default`)];
}

/** A send can leave as late as its function may run, so the history proves nothing earlier. */
function mistakesInTimes(config: Config): string[] {
  const functionSeconds = replySeconds(config);
  if (config.unknownSettleSeconds >= functionSeconds) return [];
  return [
    `unknownSettleSeconds: ${config.unknownSettleSeconds} was given; allowed is at least ${functionSeconds}, ` +
      'because the reply function may run that long (2 × sendTimeoutSeconds + 10)',
  ];
}

/** A budget without an address warns nobody. */
function mistakesInBudget({ monthlyBudgetUsd, alarmEmail }: Config): string[] {
  if (monthlyBudgetUsd === 0 || alarmEmail !== '') return [];
  return [`alarmEmail: monthlyBudgetUsd ${monthlyBudgetUsd} needs an e-mail address`];
}

/**
 * The regions whose CloudFormation has no budgets, although AWS does: it refuses a template with one as "Unrecognized
 * resource types". From CloudFormation's registry of each region, in the schemas of cfn-lint 1.51.0.
 */
const REGIONS_WITHOUT_BUDGETS = [
  'af-south-1',
  'ap-east-1',
  'ap-east-2',
  'ap-northeast-3',
  'ap-south-2',
  'ap-southeast-3',
  'ap-southeast-4',
  'ap-southeast-5',
  'ap-southeast-6',
  'ap-southeast-7',
  'ca-west-1',
  'eu-central-2',
  'eu-north-1',
  'eu-south-1',
  'eu-south-2',
  'il-central-1',
  'me-central-1',
  'me-south-1',
  'mx-central-1',
  'us-gov-east-1',
  'us-gov-west-1',
];

function mistakesInBudgetRegion({ monthlyBudgetUsd }: Config, region: string | undefined): string[] {
  if (monthlyBudgetUsd === 0 || !REGIONS_WITHOUT_BUDGETS.includes(region ?? '')) return [];
  return [
    `monthlyBudgetUsd: ${monthlyBudgetUsd} was given; CloudFormation cannot make a budget in ${region}. ` +
      'Leave it at 0 and make one by hand (AWS console, Billing, Budgets): a budget covers the account in all regions',
  ];
}

/** `forget` finds a contact's conversations by what the ledger has of them. */
function mistakesInTranscripts({ transcripts, transcriptDays, ledgerRetentionDays }: Config): string[] {
  if (transcripts === 'off' || transcriptDays <= ledgerRetentionDays) return [];
  return [
    `transcriptDays: ${transcriptDays} was given; allowed is at most ledgerRetentionDays, ${ledgerRetentionDays}, ` +
      'because the ledger is how `forget` finds what was said',
  ];
}

/**
 * Ten files, one for each message of a batch, can pass through the processor at once: up to 160 MB on top of its own
 * 90.
 */
function mistakesInArchive({ archiveMedia, archiveMaxMegabytes, processorMemory }: Config): string[] {
  if (archiveMedia === 'off' || archiveMaxMegabytes <= 16 || processorMemory >= 512) return [];
  return [
    `processorMemory: ${processorMemory} was given; with archiveMaxMegabytes ${archiveMaxMegabytes}, allowed is ` +
      'at least 512',
  ];
}

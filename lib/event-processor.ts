import type { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { rulesOf } from './bot-rules.ts';
import { BotSecrets } from './bot-secrets.ts';
import type { Bundle } from './bundle.ts';
import { BundledFunction } from './bundled-function.ts';
import { refuse } from './config.ts';
import type { LedgerTable } from './ledger-table.ts';
import type { MediaArchive } from './media-archive.ts';
import type { Config } from './settings.ts';
import { leaseSeconds } from './timeouts.ts';
import type { Transcripts } from './transcripts.ts';
import type { WorkerQueue } from './worker-queue.ts';

interface EventProcessorProps {
  config: Config;
  bundle: Bundle;
  timeout: Duration;
  ledger: LedgerTable;
  events: WorkerQueue;
  replies: WorkerQueue;
  /** Keeps copies of files, if the setting is on. */
  archive: MediaArchive | undefined;
  /** Keeps what was said, if the setting is on. */
  transcripts: Transcripts | undefined;
}

/** The function that deduplicates each event, asks the bot, and puts its answers on the replies queue. */
export class EventProcessor extends Construct {
  readonly function: BundledFunction;
  /** JSON from the names of the bot's secrets to their ARNs; undefined without names. */
  readonly botSecretArns: string | undefined;
  readonly secrets: BotSecrets;

  constructor(scope: Construct, id: string, props: EventProcessorProps) {
    super(scope, id);
    const { config, bundle, timeout, ledger, events, replies, archive, transcripts } = props;
    const secrets = new BotSecrets(this, 'BotSecrets', config);
    this.secrets = secrets;
    this.botSecretArns = secrets.arns;
    const own: Record<string, string> = {
      LEDGER_TABLE: ledger.tableName,
      EVENTS_QUEUE_URL: events.queue.queueUrl,
      REPLIES_QUEUE_URL: replies.queue.queueUrl,
      DEAD_LETTERS_QUEUE_URL: events.deadLetters.queueUrl,
      MAX_ATTEMPTS: String(config.maxAttempts),
      LEASE_SECONDS: String(leaseSeconds(timeout.toSeconds())),
      LEDGER_RETENTION_DAYS: String(config.ledgerRetentionDays),
      BOT_TIMEOUT_SECONDS: String(config.botTimeoutSeconds),
      REPLY_USEFUL_HOURS: String(config.replyUsefulHours),
      WINDOW_HOURS: String(config.windowHours),
      DEBOUNCE_SECONDS: String(config.debounceSeconds),
      RULES: JSON.stringify(rulesOf(config)),
      ...(secrets.arns !== undefined && { BOT_SECRETS: secrets.arns }),
      ...transcripts?.variables,
    };
    const taken = Object.keys(config.botEnvironment).filter((name) => name in own);
    refuse(taken.map((name) => `botEnvironment: ${name} is a variable of the processor; choose another name`));
    this.function = new BundledFunction(this, 'Function', {
      config,
      bundle,
      description: 'Deduplicates events, asks the bot and enqueues its replies',
      memorySize: config.processorMemory,
      timeout,
      environment: { ...own, ...config.botEnvironment },
    });
    ledger.grantRecords(this.function);
    replies.queue.grant(this.function, 'sqs:SendMessage');
    events.deadLetters.grant(this.function, 'sqs:SendMessage');
    secrets.grant(this.function);
    archive?.open(this.function);
    transcripts?.grantWrite(this.function);
    events.feed(this.function, config.processorConcurrency, config.processorPollers);
  }
}

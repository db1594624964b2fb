import { type CfnSecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { type Duration, Validations } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { Bundle } from './bundle.ts';
import { BundledFunction } from './bundled-function.ts';
import { grantSecretValue } from './grant-secret-value.ts';
import type { LedgerTable } from './ledger-table.ts';
import { removalPolicyOf } from './removal-policy.ts';
import { sendIntervalMs } from './reply-rate.ts';
import type { Schedules } from './schedules.ts';
import type { Config } from './settings.ts';
import { leaseSeconds } from './timeouts.ts';
import type { Transcripts } from './transcripts.ts';
import { webhookName } from './webhook-name.ts';
import type { WorkerQueue } from './worker-queue.ts';

interface ReplySenderProps {
  config: Config;
  bundle: Bundle;
  timeout: Duration;
  ledger: LedgerTable;
  replies: WorkerQueue;
  schedules: Schedules;
  /** Keeps what was said, if the setting is on. */
  transcripts: Transcripts | undefined;
}

/**
 * The function that sends each reply once through the vendor's API, and schedules what is for a date; and the secret
 * with the API key.
 */
export class ReplySender extends Construct {
  readonly function: BundledFunction;
  readonly apiKeySecret: Secret;

  constructor(scope: Construct, id: string, props: ReplySenderProps) {
    super(scope, id);
    const { config, bundle, timeout, ledger, replies, schedules, transcripts } = props;
    this.apiKeySecret = new Secret(this, 'ApiKeySecret', {
      description: `Pilot Status API keys of ${webhookName(this)}: one, a list, or JSON from numberId to either`,
      removalPolicy: removalPolicyOf(config),
    });
    // Empty until the user fills it: a generated value would look like a key and be refused by the vendor.
    (this.apiKeySecret.node.defaultChild as CfnSecret).addPropertyDeletionOverride('GenerateSecretString');
    Validations.of(this.apiKeySecret).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason: 'The vendor issues the key in its dashboard; AWS cannot make a new one.',
    });

    this.function = new BundledFunction(this, 'Function', {
      config,
      bundle,
      description: 'Sends each reply once through the Pilot Status API',
      memorySize: config.replyMemory,
      timeout,
      environment: {
        LEDGER_TABLE: ledger.tableName,
        REPLIES_QUEUE_URL: replies.queue.queueUrl,
        API_KEY_SECRET_ARN: this.apiKeySecret.secretArn,
        PILOT_STATUS_BASE_URL: config.baseUrl,
        SEND_TIMEOUT_SECONDS: String(config.sendTimeoutSeconds),
        SEND_INTERVAL_MS: String(sendIntervalMs(config)),
        DEAD_LETTERS_QUEUE_URL: replies.deadLetters.queueUrl,
        ON_UNKNOWN_SEND: config.onUnknownSend,
        UNKNOWN_SETTLE_SECONDS: String(config.unknownSettleSeconds),
        SECONDS_BETWEEN_REPLIES: String(config.secondsBetweenReplies),
        WINDOW_HOURS: String(config.windowHours),
        WINDOW_TEMPLATE: config.windowTemplate,
        LEASE_SECONDS: String(leaseSeconds(timeout.toSeconds())),
        LEDGER_RETENTION_DAYS: String(config.ledgerRetentionDays),
        ...schedules.variables,
        ...transcripts?.variables,
      },
    });
    ledger.grantRecords(this.function);
    grantSecretValue(this.apiKeySecret, this.function);
    schedules.grantManage(this.function);
    transcripts?.grantWrite(this.function);
    replies.deadLetters.grant(this.function, 'sqs:SendMessage');
    replies.feed(this.function, config.replyConcurrency);
  }
}

import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { Bundle } from './bundle.ts';
import { BundledFunction } from './bundled-function.ts';
import { grantSecretValue } from './grant-secret-value.ts';
import type { LedgerTable } from './ledger-table.ts';
import type { ReplySender } from './reply-sender.ts';
import type { Config } from './settings.ts';
import { stackUuid } from './stack-uuid.ts';
import { addOutput } from './webhook-name.ts';
import type { WorkerQueue } from './worker-queue.ts';

interface OutboxProps {
  config: Config;
  bundle: Bundle;
  ledger: LedgerTable;
  replies: WorkerQueue;
  reply: ReplySender;
}

/**
 * The function by which other systems send messages of their own. It is invoked by IAM alone: nobody can, until
 * `grantSend` lets them.
 */
export class Outbox extends Construct {
  readonly function: BundledFunction;

  constructor(scope: Construct, id: string, { config, bundle, ledger, replies, reply }: OutboxProps) {
    super(scope, id);
    this.function = new BundledFunction(this, 'Function', {
      config,
      bundle,
      description: 'Takes messages that other systems want to send',
      memorySize: 256,
      // A hundred messages, of three calls to the ledger each.
      timeout: Duration.seconds(30),
      environment: {
        LEDGER_TABLE: ledger.tableName,
        REPLIES_QUEUE_URL: replies.queue.queueUrl,
        API_KEY_SECRET_ARN: reply.apiKeySecret.secretArn,
        CONTACT_HASH_KEY: stackUuid(),
        REPLY_USEFUL_HOURS: String(config.replyUsefulHours),
        WINDOW_HOURS: String(config.windowHours),
        WINDOW_TEMPLATE: config.windowTemplate,
        LEDGER_RETENTION_DAYS: String(config.ledgerRetentionDays),
      },
    });
    ledger.grantRecords(this.function);
    replies.queue.grant(this.function, 'sqs:SendMessage');
    grantSecretValue(reply.apiKeySecret, this.function);
    addOutput(
      this,
      'OutboxArn',
      this.function.live.functionArn,
      'The function that other systems invoke to send messages',
    );
    addOutput(this, 'OutboxLogs', this.function.logGroup.logGroupName, 'Log group of the outbox');
  }

  /** Lets somebody send messages, such as a function or a role of another stack. */
  grantSend(grantee: IGrantable): void {
    this.function.live.grantInvoke(grantee);
  }
}

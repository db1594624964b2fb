import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { authenticationPolicy } from './authentication-policy.ts';
import type { Bundle } from './bundle.ts';
import { BundledFunction } from './bundled-function.ts';
import { grantSecretValue } from './grant-secret-value.ts';
import type { IngestApi } from './ingest-api.ts';
import type { LedgerTable } from './ledger-table.ts';
import type { ReplySender } from './reply-sender.ts';
import type { Config } from './settings.ts';
import { stackUuid } from './stack-uuid.ts';
import { addOutput } from './webhook-name.ts';

interface ReconcilerProps {
  config: Config;
  bundle: Bundle;
  ledger: LedgerTable;
  /** The events queue. */
  events: Queue;
  ingest: IngestApi;
  reply: ReplySender;
}

/**
 * The function that looks for lost deliveries in the vendor's log every `reconcileMinutes` and puts them on the events
 * queue. It only reads the ledger: what it finds goes through the pipeline like every event.
 */
export class Reconciler extends Construct {
  readonly function: BundledFunction;

  constructor(scope: Construct, id: string, { config, bundle, ledger, events, ingest, reply }: ReconcilerProps) {
    super(scope, id);
    const reconcile = new BundledFunction(this, 'Function', {
      config,
      bundle,
      description: "Looks for lost deliveries in the vendor's log",
      memorySize: 256,
      // Some ten calls to the vendor, and up to four hundred events of a tenth of a second each.
      timeout: Duration.minutes(5),
      environment: {
        LEDGER_TABLE: ledger.tableName,
        EVENTS_QUEUE_URL: events.queueUrl,
        CONTACT_HASH_KEY: stackUuid(),
        API_KEY_SECRET_ARN: reply.apiKeySecret.secretArn,
        WEBHOOK_SECRET_ARN: ingest.webhookSecret.secretArn,
        AUTHENTICATION: authenticationPolicy(config),
        HOOK_URL: ingest.hookUrl,
        PILOT_STATUS_BASE_URL: config.baseUrl,
      },
    });
    this.function = reconcile;
    ledger.grantRecords(reconcile, ['dynamodb:GetItem']);
    events.grant(reconcile, 'sqs:SendMessage');
    grantSecretValue(reply.apiKeySecret, reconcile);
    grantSecretValue(ingest.webhookSecret, reconcile);
    new Rule(this, 'Schedule', {
      description: 'Starts the function that looks for lost deliveries',
      schedule: Schedule.rate(Duration.minutes(config.reconcileMinutes)),
      targets: [new LambdaFunction(reconcile.live)],
    });
    addOutput(
      this,
      'ReconcileLogs',
      reconcile.logGroup.logGroupName,
      'Log group of the function that looks for lost deliveries',
    );
  }
}

import { CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { authenticationPolicy } from './authentication-policy.ts';
import type { Bundles } from './bundle.ts';
import type { BundledFunction } from './bundled-function.ts';
import { CanaryDeployments } from './canary-deployments.ts';
import { refuse } from './config.ts';
import { mistakesInEnvironment } from './environment-size.ts';
import { EventProcessor } from './event-processor.ts';
import { EventPublisher } from './event-publisher.ts';
import { IngestApi } from './ingest-api.ts';
import { LedgerTable } from './ledger-table.ts';
import { MediaArchive } from './media-archive.ts';
import { Monitoring } from './monitoring.ts';
import { MonthlyBudget } from './monthly-budget.ts';
import { Outbox } from './outbox.ts';
import { maxReceives } from './receives.ts';
import { Reconciler } from './reconciler.ts';
import { ReplySender } from './reply-sender.ts';
import { Schedules } from './schedules.ts';
import type { Config } from './settings.ts';
import { processorSeconds, replySeconds } from './timeouts.ts';
import { WorkerQueue } from './worker-queue.ts';

interface WebhookStackProps extends StackProps {
  config: Config;
  bundles: Bundles;
}

/**
 * The whole pipeline:
 *
 * HTTP API ─► ingest ─► events ─► processor ─► replies ─► reply ─► Pilot Status
 *                                     └──── ledger ─────────┘
 *                             outbox ────┘    └─ schedules
 */
export class WebhookStack extends Stack {
  /** The function that runs the bot. */
  readonly processor: BundledFunction;
  /** Lets somebody send messages by the outbox, such as a function of the bot's own. */
  readonly grantSend: Outbox['grantSend'];
  /** The ARN by which they invoke it. */
  readonly outboxArn: string;

  constructor(scope: Construct, id: string, { config, bundles, ...props }: WebhookStackProps) {
    super(scope, id, props);
    // W3005: CDK adds a dependency of each function on its role, although the reference already makes one.
    this.templateOptions.metadata = { 'cfn-lint': { config: { ignore_checks: ['W3005'] } } };
    const ledger = new LedgerTable(this, 'Ledger', config);
    const processorTimeout = Duration.seconds(processorSeconds(config));
    const replyTimeout = Duration.seconds(replySeconds(config));
    const events = new WorkerQueue(this, 'Events', {
      config,
      functionTimeout: processorTimeout,
      maxReceiveCount: maxReceives(config),
    });
    const replies = new WorkerQueue(this, 'Replies', {
      config,
      functionTimeout: replyTimeout,
      maxReceiveCount: maxReceives(config),
    });

    const ingest = new IngestApi(this, 'Ingest', { config, bundle: bundles.ingest, events: events.queue });
    const archive = config.archiveMedia === 'on' ? new MediaArchive(this, 'MediaArchive', config) : undefined;
    const processor = new EventProcessor(this, 'Processor', {
      config,
      bundle: bundles.processor,
      timeout: processorTimeout,
      ledger,
      events,
      replies,
      archive,
    });
    this.processor = processor.function;
    const schedules = new Schedules(this, 'Schedules', { config, replies });
    const reply = new ReplySender(this, 'Reply', {
      config,
      bundle: bundles.reply,
      timeout: replyTimeout,
      ledger,
      replies,
      schedules,
    });
    const outbox = new Outbox(this, 'Outbox', { config, bundle: bundles.outbox, ledger, replies, reply });
    this.grantSend = (grantee) => outbox.grantSend(grantee);
    this.outboxArn = outbox.function.live.functionArn;
    const reconciler =
      config.reconcileMinutes > 0
        ? new Reconciler(this, 'Reconcile', {
            config,
            bundle: bundles.reconcile,
            ledger,
            events: events.queue,
            ingest,
            reply,
          })
        : undefined;
    const publisher =
      config.eventBus === ''
        ? undefined
        : new EventPublisher(this, 'Publisher', {
            config,
            bundle: bundles.publisher,
            sources: [processor.function, reply.function, outbox.function],
            teamWebhook: config.teamWebhook === '' ? undefined : processor.secrets.find(config.teamWebhook),
          });
    const functions = { ingest: ingest.function, processor: processor.function, reply: reply.function };
    const monitoring = new Monitoring(this, 'Monitoring', {
      config,
      api: ingest.api,
      functions,
      reconciler: reconciler?.function,
      published: publisher?.queue,
      events,
      replies,
      schedules,
      ledger,
    });
    if (config.deployment === 'canary') {
      const moved = { ...functions, outbox: outbox.function };
      new CanaryDeployments(this, 'Deployments', { functions: moved, alarms: monitoring.rollbackAlarms });
    }
    if (config.monthlyBudgetUsd > 0) new MonthlyBudget(this, 'MonthlyBudget', config);
    const all = {
      ...functions,
      outbox: outbox.function,
      ...(reconciler && { reconcile: reconciler.function }),
      ...(publisher && { publisher: publisher.function }),
    };
    refuse(Object.entries(all).flatMap(([name, { variables }]) => mistakesInEnvironment(name, variables, config)));

    this.#output('ApiUrl', ingest.url, 'The HTTP API');
    this.#output('HookUrl', ingest.hookUrl, 'The webhook URL without the token');
    this.#output(
      'WebhookUrlCommand',
      `aws secretsmanager get-secret-value --region ${this.region} --secret-id ${ingest.webhookSecret.secretArn} ` +
        '--query SecretString --output text | ' +
        `node -p "'${ingest.hookUrl}/' + JSON.parse(require('node:fs').readFileSync(0, 'utf8')).token"`,
      'Prints the complete URL to paste into the Pilot Status dashboard',
    );
    this.#output(
      'SetSigningSecretCommand',
      `aws secretsmanager put-secret-value --region ${this.region} --secret-id ${ingest.webhookSecret.secretArn} ` +
        `--secret-string "$(aws secretsmanager get-secret-value --region ${this.region} ` +
        `--secret-id ${ingest.webhookSecret.secretArn} --query SecretString --output text | node -p ` +
        "\"JSON.stringify({ ...JSON.parse(require('node:fs').readFileSync(0, 'utf8')), " +
        'signingSecret: process.argv[1] })" \'YOUR_SIGNING_SECRET\')"',
      'Stores the signing secret of your webhook next to its token',
    );
    this.#output(
      'SetApiKeyCommand',
      `aws secretsmanager put-secret-value --region ${this.region} --secret-id ${reply.apiKeySecret.secretArn} ` +
        `--secret-string '{"YOUR_NUMBER_ID":"ps_YOUR_KEY"}'`,
      'Stores your Pilot Status API key with its number (the numberId of events) and replaces all stored keys',
    );
    this.#output('VendorUrl', config.baseUrl, "The origin of the vendor's API");
    this.#output('AuthenticationPolicy', authenticationPolicy(config), 'What a delivery must present to be accepted');
    this.#output('WebhookSecretArn', ingest.webhookSecret.secretArn, 'The secret with the webhook token');
    this.#output('ApiKeySecretArn', reply.apiKeySecret.secretArn, 'The secret with the Pilot Status API key');
    this.#output('LedgerTable', ledger.tableName, 'The ledger');
    this.#output('EventsQueueUrl', events.queue.queueUrl, 'Events on their way to the processor');
    this.#output('EventsDeadLettersUrl', events.deadLetters.queueUrl, 'Events that could not be handled');
    this.#output('RepliesQueueUrl', replies.queue.queueUrl, 'Replies on their way to the vendor');
    this.#output('RepliesDeadLettersUrl', replies.deadLetters.queueUrl, 'Replies that could not be sent');
    if (processor.botSecretArns !== undefined) {
      this.#output('BotSecretArns', processor.botSecretArns, 'The secrets of your bot, by their names');
    }
    if (archive) this.#output('ArchiveBucket', archive.bucketName, 'Copies of what contacts sent');
    this.#output('IngestLogs', ingest.function.logGroup.logGroupName, 'Log group of the ingest function');
    this.#output('ProcessorLogs', processor.function.logGroup.logGroupName, 'Log group of the processor');
    this.#output('ReplyLogs', reply.function.logGroup.logGroupName, 'Log group of the reply function');
    this.#output('AlarmTopicArn', monitoring.topic.topicArn, 'Where alarms are published');
  }

  #output(id: string, value: string, description: string): void {
    new CfnOutput(this, id, { value, description });
  }
}
